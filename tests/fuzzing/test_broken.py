"""Each broken variant breaks what it says, visibly, and nothing else."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tests.fuzzing.asking import ask, example
from tests.fuzzing.variant import BY_ID, Broken, Variant
from tests.fuzzing.variants import ALL, VARIANTS, served
from workexec_contracts.contracts import domains
from workexec_contracts.contracts.findings import RECORDED
from workexec_contracts.contracts.vocabulary import json_default
from workexec_contracts.providers import Call, Neighbours, State

if TYPE_CHECKING:
    from collections.abc import Sequence

each_variant = pytest.mark.parametrize("variant", ALL, ids=lambda variant: variant.name)


def state() -> State:
    """A fresh one, its clock stopped."""
    return State.fresh(lambda: datetime(2026, 1, 25, 14, 30, tzinfo=UTC))


def one_id() -> UUID:
    return UUID(int=0)


def answers(neighbours: Neighbours, calls: Sequence[Call]) -> str:
    """What a client sees of a sequence, the inspection of the effects included."""
    replies = [neighbours.handle(call) for call in calls]
    seen: list[Any] = [(reply.status, dict(reply.body), dict(reply.headers)) for reply in replies]
    now = neighbours.state
    return json.dumps([seen, now.tables, now.published, now.log], default=json_default, sort_keys=True)


def right(calls: Sequence[Call]) -> str:
    return answers(Neighbours(state(), one_id), calls)


def wrong(variant: Variant, calls: Sequence[Call]) -> str:
    return answers(Broken(variant, state(), one_id), calls)


@each_variant
def test_a_variant_answers_otherwise_where_it_is_asked_for_what_it_breaks(variant: Variant) -> None:
    too_late = any(variant.late(call) > variant.operation.policy.sla_s for call in variant.reveals)
    assert too_late or right(variant.reveals) != wrong(variant, variant.reveals)


@each_variant
def test_only_the_last_request_of_a_sequence_reveals_a_variant(variant: Variant) -> None:
    before = variant.reveals[:-1]
    assert right(before) == wrong(variant, before)


@each_variant
def test_the_documents_own_request_reveals_a_variant_only_where_it_says_so(variant: Variant) -> None:
    calls = [example(variant.operation)]
    assert (right(calls) != wrong(variant, calls)) is variant.in_example


@each_variant
def test_the_documents_requests_of_other_operations_are_answered_alike(variant: Variant) -> None:
    calls = [example(operation) for operation in BY_ID.values() if operation != variant.operation]
    assert right(calls) == wrong(variant, calls)


@each_variant
def test_a_variant_names_clauses_of_the_contracts(variant: Variant) -> None:
    operations = [operation for domain in domains() for operation in domain.operations]
    clauses = {finding.clause for finding in RECORDED} | {
        error.clause for o in operations for error in o.errors
    }
    clauses |= {clause for o in operations for clause in (o.clause, o.policy.clause)}
    assert set(variant.clauses) <= clauses
    assert variant.clauses


def test_every_domain_has_variants_and_no_two_share_a_name() -> None:
    assert Counter(variant.domain for variant in ALL).keys() == {domain.name for domain in domains()}
    assert len(VARIANTS) == len(ALL) >= 32


def fetched(url: str, call: Call) -> tuple[int, Any]:
    query = f"?{call.raw_query}" if call.raw_query else ""
    request = urllib.request.Request(f"{url}{call.path}{query}", headers=dict(call.headers))  # noqa: S310  # ours
    with urllib.request.urlopen(request) as reply:  # noqa: S310  # the same
        return reply.status, json.load(reply)


def test_a_served_variant_is_broken_over_http_shows_its_effects_and_is_stopped() -> None:
    variant = VARIANTS["total-count-of-the-page"]
    with served(variant) as url:
        status, body = fetched(url, ask(variant.operation, pageSize="5"))
        stock = fetched(url, Call("GET", "/__inspect/stock"))
    with pytest.raises(urllib.error.URLError):
        fetched(url, Call("GET", "/"))
    assert (status, body["totalCount"]) == (200, 5)
    assert len(stock[1]["items"]) > 1
