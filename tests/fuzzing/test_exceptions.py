"""What does not count: each exception lets through what it says, and nothing beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pytest
from schemathesis.core.failures import Failure

from tests.fuzzing.asking import ask, send
from tests.fuzzing.in_process import sent
from tests.fuzzing.variant import BY_ID
from workexec_contracts.verification.fuzzing import settings
from workexec_contracts.verification.fuzzing.checks import CHECKS
from workexec_contracts.verification.fuzzing.exceptions import (
    ANY,
    CONDITIONS,
    NO_BOUNDARY,
    Exception_,
    excepted,
    exceptions,
)

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.providers import Call

PARTS, VEHICLES, PEOPLE = (BY_ID[name] for name in ("searchParts", "searchVehicles", "deliverPeopleEvent"))
MULTIPART = "multipart/form-data"
UNKNOWN_PERSON = send(PEOPLE, {"data": {"personId": "wxc-unknown-1"}})


class Rejected(Failure):
    checks: ClassVar = ("positive_data_acceptance",)


class Taken(Failure):
    checks: ClassVar = ("negative_data_rejection",)


class Ignored(Failure):
    checks: ClassVar = ("ignored_auth",)


class Crashed(Failure):
    checks: ClassVar = ("not_a_server_error",)


@dataclass(frozen=True)
class Row:
    """A failure, and whether it counts."""

    failure: type[Failure]
    operation: Endpoint
    call: Call
    counts: bool
    target: str = ""
    text: str = ""
    forged: bool = False


ROWS = {
    "neither of two parameters is refused": Row(Rejected, VEHICLES, ask(VEHICLES), counts=False),
    "an unknown person is refused": Row(Rejected, PEOPLE, UNKNOWN_PERSON, counts=False),
    "what is right is refused": Row(Rejected, PARTS, ask(PARTS), counts=True),
    "the document's event is refused": Row(Rejected, PEOPLE, send(PEOPLE), counts=True),
    "another check of a request that is refused": Row(Crashed, VEHICLES, ask(VEHICLES), counts=True),
    "any token is taken": Row(Ignored, PARTS, ask(PARTS), counts=False),
    "any token is taken where forged ones were asked for": Row(
        Ignored, PARTS, ask(PARTS), counts=True, forged=True
    ),
    "a blank parameter is taken": Row(Taken, PARTS, ask(PARTS, availability=" "), counts=False),
    "a wrong parameter is taken": Row(Taken, PARTS, ask(PARTS, availability="SOON"), counts=True),
    "a wrong body is taken": Row(Taken, PEOPLE, send(PEOPLE, {"data": 1}), counts=True),
    "a text of control characters is taken": Row(
        Taken, VEHICLES, ask(VEHICLES, query="\x14\x0e", pageSize="0"), counts=False
    ),
    "a text of control characters is refused": Row(
        Rejected, PEOPLE, send(PEOPLE, {"subject": "\x85"}), counts=False
    ),
    "our stubs crash": Row(Crashed, PARTS, ask(PARTS), counts=True, target="stubs"),
}
FORM = send(PEOPLE, content_type=f"{MULTIPART}; charset=utf-8")
ROWS |= {
    "WireMock reads multipart": Row(
        Crashed, PEOPLE, FORM, counts=False, target="stubs", text=f"x {NO_BOUNDARY} y"
    ),
    "WireMock reads JSON": Row(Crashed, PEOPLE, send(PEOPLE), counts=True, target="stubs", text=NO_BOUNDARY),
    "multipart is answered otherwise": Row(
        Crashed, PEOPLE, FORM, counts=True, target="stubs", text="another error"
    ),
    "our providers read multipart": Row(
        Crashed, PEOPLE, FORM, counts=True, target="providers", text=NO_BOUNDARY
    ),
    "a stranger reads multipart": Row(Crashed, PEOPLE, FORM, counts=True, text=NO_BOUNDARY),
}


def met(row: Row, monkeypatch: pytest.MonkeyPatch) -> Exception_ | None:
    monkeypatch.setattr(settings, "target", lambda: row.target)
    monkeypatch.setattr(settings, "forged", lambda: row.forged)
    monkeypatch.setattr(settings, "dataset", lambda: bool(row.target))
    failure = row.failure(operation=row.operation.operation_id, message="it failed")
    return excepted(failure, row.operation, sent(row.call), row.text)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_failure_counts_unless_an_exception_says_why_not(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (met(row, monkeypatch) is None) is row.counts


def test_every_exception_of_the_file_lets_something_through(monkeypatch: pytest.MonkeyPatch) -> None:
    used = {found for row in ROWS.values() if (found := met(row, monkeypatch))}
    assert used == set(exceptions())


def test_every_exception_names_a_condition_that_there_is_and_every_condition_is_named() -> None:
    assert {known.when for known in exceptions()} == CONDITIONS.keys()


@pytest.mark.parametrize("known", exceptions(), ids=lambda known: f"{known.check}: {known.when}")
def test_every_exception_says_why_in_a_sentence(known: Exception_) -> None:
    assert len(known.reason.split()) > 10
    assert known.reason.endswith(".")


def test_no_check_of_ours_is_excepted_by_name() -> None:
    assert {known.check for known in exceptions()} & {check.name for check in CHECKS} == set()
    assert [known.when for known in exceptions() if known.check == ANY] == ["WireMock read multipart"]
