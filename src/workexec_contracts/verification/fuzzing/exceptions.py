"""The failures that are excepted, each with its reason: `exceptions.toml` is the one place."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from workexec_contracts.contracts.vocabulary import Data

from . import settings
from .expected import expectation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from schemathesis.core.failures import Failure

    from workexec_contracts.contracts.vocabulary import Endpoint

    from .wire import Sent

MULTIPART = "multipart/"
NO_BOUNDARY = "no multipart boundary was found"
ANY = "*"


class Exception_(Data):  # noqa: N801  # the builtin has the name
    """One kind of failure that does not count."""

    check: str
    when: str
    reason: str


@cache
def exceptions() -> tuple[Exception_, ...]:
    """All of them, in the order of the file."""
    text = resources.files(__package__ or "").joinpath("exceptions.toml").read_text(encoding="utf-8")
    return tuple(TypeAdapter(list[Exception_]).validate_python(tomllib.loads(text)["exceptions"]))


def _contract_refuses(_: Failure, operation: Endpoint, sent: Sent, __: str) -> bool:
    found = expectation(operation, sent, dataset=settings.dataset())
    return found is not None and bool(found.codes)


def _contract_accepts(_: Failure, operation: Endpoint, sent: Sent, __: str) -> bool:
    found = expectation(operation, sent, dataset=settings.dataset())
    return found is not None and found.success


def _vague(_: Failure, __: Endpoint, sent: Sent, ___: str) -> bool:
    return sent.vague


def _not_asked_for(_: Failure, __: Endpoint, ___: Sent, ____: str) -> bool:
    return not settings.forged()


def _wiremock_read_multipart(_: Failure, __: Endpoint, sent: Sent, text: str) -> bool:
    return (
        settings.target() == "stubs"
        and sent.headers.get("content-type", "").startswith(MULTIPART)
        and NO_BOUNDARY in text
    )


CONDITIONS: Mapping[str, Callable[[Failure, Endpoint, Sent, str], bool]] = {
    "the contract refuses it": _contract_refuses,
    "the contract accepts it": _contract_accepts,
    "it is blank to some readers": _vague,
    "forged tokens were not asked for": _not_asked_for,
    "WireMock read multipart": _wiremock_read_multipart,
}


def excepted(failure: Failure, operation: Endpoint, sent: Sent, text: str) -> Exception_ | None:
    """The exception under which a failure falls."""
    for known in exceptions():
        if known.check in {ANY, *failure.checks} and CONDITIONS[known.when](failure, operation, sent, text):
            return known
    return None
