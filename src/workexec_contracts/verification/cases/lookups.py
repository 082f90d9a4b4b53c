"""A look-up has one row by its key, and an error for each way of not being there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.registry import collections
from workexec_contracts.contracts.vocabulary import Lookup
from workexec_contracts.dataset import rows
from workexec_contracts.verification.case import Needs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.subject import Subject

UNKNOWN = "NO-SUCH-ID"
SPREAD = 10
"""About how many rows of a collection are read."""


def cases(subject: Subject) -> Iterator[Case]:
    behaviour = subject.operation.behaviour
    if not isinstance(behaviour, Lookup):
        return
    parameter, error = behaviour.parameter, subject.operation.error(behaviour.missing)
    for row, key in _some(behaviour.collection):
        call = subject.read([(parameter, key)])
        yield subject.case(f"reads {key}", call, subject.succeeds(row), needs=Needs.DATASET)
    for unknown in (UNKNOWN, f"{subject.samples[0].example.request[parameter]}-X"):
        name = f"answers {error.code} for the unknown {parameter} {unknown}"
        call = subject.read([(parameter, unknown)])
        yield subject.case(name, call, subject.refuses(error.code), clause=error.clause)
    if behaviour.parent and behaviour.unlinked:
        unlinked = subject.operation.error(behaviour.unlinked)
        for key in sorted(_keys(behaviour.parent) - _keys(behaviour.collection)):
            name = f"answers {unlinked.code} for {key}, which is known without a row"
            call = subject.read([(parameter, key)])
            expected = subject.refuses(unlinked.code)
            yield subject.case(name, call, expected, clause=unlinked.clause, needs=Needs.DATASET)


def _some(name: str) -> Iterator[tuple[dict[str, object], str]]:
    """The first row of each set of members, the last, and some between."""
    found, key = rows(name), collections()[name].key
    chosen = {tuple(sorted(row)): row for row in reversed(found)}
    picked = [*chosen.values(), *found[:: 1 + len(found) // SPREAD], found[-1]]
    for row in {str(row[key]): row for row in picked}.values():
        yield row, str(row[key])


def _keys(name: str) -> set[str]:
    return {str(row[collections()[name].key]) for row in rows(name)}
