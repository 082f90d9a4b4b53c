"""A listing has all rows that fit, without their hidden columns, and none for what is unknown (F08)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Listing
from workexec_contracts.dataset import rows
from workexec_contracts.verification.case import Needs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.subject import Subject

UNKNOWN = "NO-SUCH-ID"


def cases(subject: Subject) -> Iterator[Case]:
    behaviour = subject.operation.behaviour
    if isinstance(behaviour, Listing):
        for name, column in behaviour.equal.items():
            for value in dict.fromkeys(str(row[column]) for row in rows(behaviour.collection)):
                for given in ({name: value}, *_containing(subject, behaviour, {name: value})):
                    yield _case(subject, behaviour, given, Needs.DATASET)
            yield _case(subject, behaviour, {name: UNKNOWN}, Needs.DOCUMENT)


def _containing(subject: Subject, behaviour: Listing, given: dict[str, str]) -> Iterator[dict[str, str]]:
    for parameter in subject.operation.parameters:
        if parameter.name in behaviour.contains:
            for value in (*parameter.values, " "):
                yield {**given, parameter.name: value}


def _case(subject: Subject, behaviour: Listing, given: dict[str, str], needs: Needs) -> Case:
    words = ", ".join(f"{name}={value}" for name, value in given.items())
    expected = subject.succeeds({behaviour.member: listed(behaviour, given)})
    return subject.case(f"lists what {words} asks for", subject.read(given.items()), expected, needs=needs)


def listed(behaviour: Listing, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of the answer."""
    return [
        {column: value for column, value in row.items() if column not in behaviour.hidden}
        for row in rows(behaviour.collection)
        if all(str(row[column]) == given[name] for name, column in behaviour.equal.items() if name in given)
        and all(
            given[name] in row[column]
            for name, column in behaviour.contains.items()
            if given.get(name, "").strip()
        )
    ]
