"""Bodies that lead somewhere: grafted ones are accepted, broken ones refused by the rule that is broken."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing.asking import send
from tests.fuzzing.in_process import sent
from tests.fuzzing.variant import BY_ID
from tests.stubs.mappings import throwing
from tests.stubs.mappings.kinds import right
from workexec_contracts.contracts.vocabulary import Endpoint, Rule
from workexec_contracts.providers import Call, Neighbours, Reply
from workexec_contracts.verification.fuzzing import bodies
from workexec_contracts.verification.fuzzing.expected import agreed, expectation
from workexec_contracts.verification.fuzzing.words import half_cents

TAX = BY_ID["calculateTax"]
MUTATIONS = [operation for operation in BY_ID.values() if operation.mutates]
each_mutation = pytest.mark.parametrize("operation", MUTATIONS, ids=lambda operation: operation.operation_id)
PROVIDER = Neighbours()
DICE = st.integers(0, 2**32).map(Random)


def call(operation: Endpoint, body: dict[str, Any]) -> Call:
    key = {"idempotency_key": body["id"]} if operation.events else {}
    return send(operation, text=json.dumps(body), **key)


def answer(operation: Endpoint, body: dict[str, Any]) -> Reply:
    """What the reference provider answers to that body under a key that it has not seen."""
    PROVIDER.state.remembered.clear()
    return PROVIDER.handle(call(operation, body))


def drawn(operation: Endpoint) -> st.SearchStrategy[dict[str, Any]]:
    """Any valid body; none has a number that Python takes for infinite."""
    bodies_ = right(operation).map(lambda request: json.loads(request.body or b""))
    return bodies_.filter(lambda body: "Infinity" not in json.dumps(body))


@each_mutation
def test_a_grafted_document_is_accepted(operation: Endpoint) -> None:
    @throwing.drawn(20)
    @given(dice=DICE, body=drawn(operation), dataset=st.booleans())
    def holds(dice: Random, body: dict[str, Any], *, dataset: bool) -> None:
        example = bodies._example(operation, body)
        for _ in range(throwing.BATCH):
            grafted = bodies._grafted(dice, operation, deepcopy(example), body, dataset=dataset)
            reply = answer(operation, grafted)
            assert reply.status == operation.status_code, reply.body

    holds()


@each_mutation
def test_any_document_is_answered_as_the_oracle_expects(operation: Endpoint) -> None:
    @throwing.drawn(20)
    @given(dice=DICE, body=drawn(operation), dataset=st.booleans())
    def holds(dice: Random, body: dict[str, Any], *, dataset: bool) -> None:
        for _ in range(throwing.BATCH):
            asked = bodies.documents(dice, operation, body, dataset=dataset)
            request = sent(call(operation, asked))
            found = expectation(operation, request, dataset=True)
            assert (found is None) is request.vague
            if found is None:
                continue
            told = {None} if found.success else set()
            assert answer(operation, asked).body.get("code") in found.codes | told

    holds()


RULES = [
    (operation, request.get("type", ""), at, rule)
    for operation in MUTATIONS
    for request in (example.request for example in operation.examples)
    for at, rule in enumerate(agreed(operation, request)[0])
]
"""Every rule of every body, and its place."""


def _called(value: object) -> str:
    if isinstance(value, Endpoint):
        return value.operation_id
    return value.name if isinstance(value, Rule) else str(value).rpartition(".")[2]


@pytest.mark.parametrize(("operation", "kind", "at", "rule"), RULES, ids=_called)
def test_each_rule_can_be_broken_and_is_refused_by_its_code(
    operation: Endpoint, kind: str, at: int, rule: Rule
) -> None:
    broken = bodies._breaking(operation.operation_id, kind, at)
    assert broken is not None
    reply = answer(operation, broken)
    assert (reply.status, reply.body["code"]) == (operation.error(rule.code).status, rule.code)


@throwing.drawn(20)
@given(dice=DICE, body=drawn(TAX), dataset=st.booleans())
def test_tax_is_asked_at_places_that_are_known(dice: Random, body: dict[str, Any], *, dataset: bool) -> None:
    for _ in range(throwing.BATCH):
        asked = bodies.taxed(dice, "taxCodes", body, dataset=dataset)
        reply = PROVIDER.handle(send(TAX, text=json.dumps(asked, default=float)))
        assert reply.body.get("code", "TAX_CODE_NOT_CONFIGURED") == "TAX_CODE_NOT_CONFIGURED"


def test_many_lines_are_taxed_and_many_fall_on_half_a_cent() -> None:
    body = {"locationId": "LOC-001", "items": [TAX.examples[0].request["items"][0]]}
    asked = [bodies.taxed(Random(seed), "taxCodes", body, dataset=True) for seed in range(400)]  # noqa: S311  # no secret
    replies = [PROVIDER.handle(send(TAX, text=json.dumps(one, default=float))) for one in asked]
    assert sum(reply.status == 200 for reply in replies) > 200
    assert sum(_is_half_a_cent(one["locationId"], one["items"][0]) for one in asked) > 100


def _is_half_a_cent(place: str, line: dict[str, Any]) -> bool:
    rows = PROVIDER.state.table("taxCodes").values()
    rates = {(row["locationId"], row["taxCode"]): Decimal(str(row["rate"])) for row in rows}
    rate = rates.get((place, line["taxCode"]), Decimal(0))
    return Decimal(str(line["subtotal"])) in half_cents(rate)
