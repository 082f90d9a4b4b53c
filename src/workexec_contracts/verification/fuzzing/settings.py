"""What a fuzzing process is told by its environment, so that plain Schemathesis can be told the same."""

from __future__ import annotations

import os
from functools import cache

from workexec_contracts.contracts.vocabulary import AUTHORIZATION

TOKEN = "WXC_TOKEN"  # noqa: S105  # the name of a variable
DATASET = "WXC_DATASET"
TARGET = "WXC_TARGET"
FORGED = "WXC_FORGED_TOKENS"


def token() -> str:
    """The bearer token that is sent; without one any of the right form."""
    return os.environ.get(TOKEN) or AUTHORIZATION.example.removeprefix("Bearer ")


@cache
def dataset() -> bool:
    """Whether the service holds the rows of our dataset."""
    return os.environ.get(DATASET, "") == "1"


@cache
def forged() -> bool:
    """Whether the service is held to refusing tokens that it did not issue."""
    return os.environ.get(FORGED, "") == "1"


@cache
def target() -> str:
    """`stubs`, `providers`, or empty for a stranger."""
    return os.environ.get(TARGET, "")
