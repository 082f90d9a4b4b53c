"""What a fuzzing process is told by its environment, so that plain Schemathesis can be told the same."""

from __future__ import annotations

import os
from functools import cache

from workexec_contracts.contracts.vocabulary import AUTHORIZATION
from workexec_contracts.stubs.process.home import home

TOKEN = "WXC_TOKEN"  # noqa: S105  # the name of a variable
DATASET = "WXC_DATASET"
TARGET = "WXC_TARGET"
FORGED = "WXC_FORGED_TOKENS"
HYPOTHESIS = "HYPOTHESIS_STORAGE_DIRECTORY"
"""Where Hypothesis keeps what it knows of Unicode and of our source; else in the user's working directory."""


def storage() -> dict[str, str]:
    """One folder for every run, as each would search our source for constants anew: 2 s of a processor.

    Nothing that was drawn or answered is kept there. Hypothesis does without where it cannot be written.
    """
    return {HYPOTHESIS: str(home() / "hypothesis")}


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
