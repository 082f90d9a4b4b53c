"""Mutants come from the contracts: every operation and event has those of each class that applies to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.contracts import domains, events, operations
from workexec_contracts.contracts.vocabulary import (
    Listing,
    Lookup,
    Record,
    Search,
    TaxCalculation,
)
from workexec_contracts.pacts import WORKEXEC
from workexec_contracts.verification.mutation import Kind, mutants
from workexec_contracts.verification.mutation.derive import derived

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint, Event

OPERATIONS = [operation for _, operation in operations()]
PUBLISHED = [event for event in events() if event.publisher == WORKEXEC and event.consumer]
ALWAYS = {
    Kind.DROPPED,
    Kind.RENAMED,
    Kind.TYPED,
    Kind.NULLED,
    Kind.STATUS,
    Kind.CODE,
    Kind.FORGIVEN,
    Kind.ENVELOPE,
    Kind.HEADER,
    Kind.UNREADABLE,
    Kind.ACCESS,
    Kind.SEQUENCE,
    Kind.LATE,
}
BY_BEHAVIOUR: dict[type, set[Kind]] = {
    Search: {Kind.SEARCH, Kind.PAGING, Kind.ORDER, Kind.ROWS, Kind.SHIFTED, Kind.BOUNDS},
    Listing: {Kind.FILTER, Kind.ROWS},
    Lookup: {Kind.ROWS, Kind.ECHO},
    TaxCalculation: {Kind.ROUNDING, Kind.TOTALS, Kind.ORDER, Kind.ROWS, Kind.ECHO},
    Record: {Kind.MEMORY},
}


def kinds_of(subject: str) -> set[Kind]:
    return {mutant.kind for mutant in mutants().values() if mutant.subject == subject}


def due(operation: Endpoint) -> set[Kind]:
    found = set(ALWAYS)
    found |= BY_BEHAVIOUR.get(type(operation.behaviour), set())
    if isinstance(operation.behaviour, Search) and operation.behaviour.filters:
        found |= {Kind.FILTER}
    if operation.method == "POST":
        found |= {Kind.NARROWED, Kind.WIDENED}
    if operation.rules:
        found |= {Kind.RULE}
    if operation.requires:
        found |= {Kind.REFERENCE}
    if operation.events:
        found |= {Kind.MEMORY, Kind.EFFECT, Kind.PUBLISHED}
    return found


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.operation_id)
def test_an_operation_has_mutants_of_every_class_that_applies_to_it(operation: Endpoint) -> None:
    assert due(operation) - kinds_of(operation.operation_id) == set()


@pytest.mark.parametrize("event", PUBLISHED, ids=lambda event: event.name)
def test_an_event_of_workexec_has_mutants_of_its_members_and_of_its_rules(event: Event) -> None:
    wanted = {Kind.DROPPED, Kind.RENAMED, Kind.TYPED, Kind.NULLED, Kind.FORMAT, Kind.ECHO}
    assert wanted | ({Kind.RULE} if event.rules else set()) <= kinds_of(event.name)


def test_every_class_and_every_domain_has_mutants() -> None:
    found = list(mutants().values())
    assert {mutant.kind for mutant in found} == set(Kind)
    assert {mutant.domain for mutant in found} == {domain.name for domain in domains()}
    assert len(found) >= 600


def test_each_required_member_of_an_answer_is_dropped_and_none_that_may_be_absent() -> None:
    assert "searchCustomers/response/items.name/dropped" in mutants()
    assert "searchCustomers/response/items.email/dropped" not in mutants()
    assert "searchCustomers/response/items.email/nulled" in mutants()


def test_a_surplus_member_of_an_answer_is_no_mutant() -> None:
    assert not [name for name in mutants() if "/response/" in name and "extra" in name]


def test_every_id_is_readable_and_every_mutant_says_what_it_breaks() -> None:
    unreadable = [name for name in mutants() if not re.fullmatch(r"\w+(/[\w.:-]+)+", name)]
    silent = [mutant.id for mutant in mutants().values() if not (mutant.says.strip() and mutant.clause)]
    assert (unreadable, silent) == ([], [])


def test_deriving_again_gives_the_same_mutants() -> None:
    assert [mutant.id for mutant in derived()] == list(mutants())
