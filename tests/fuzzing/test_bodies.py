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
from tests.stubs.mappings.kinds import right
from workexec_contracts.contracts.vocabulary import Endpoint, Rule
from workexec_contracts.providers import Neighbours, Reply
from workexec_contracts.verification.fuzzing import bodies
from workexec_contracts.verification.fuzzing.expected import agreed, expectation
from workexec_contracts.verification.fuzzing.words import half_cents

TAX = BY_ID["calculateTax"]
MUTATIONS = [operation for operation in BY_ID.values() if operation.mutates]
each_mutation = pytest.mark.parametrize("operation", MUTATIONS, ids=lambda operation: operation.operation_id)
ours_and_strangers = pytest.mark.parametrize("dataset", [True, False], ids=["ours", "a stranger"])
PROVIDER = Neighbours()
DICE = st.integers(0, 2**32).map(Random)


def answer(operation: Endpoint, body: dict[str, Any]) -> Reply:
    """What the reference provider answers to that body, its key new and, of an event, its id."""
    PROVIDER.state.remembered.clear()
    key = {"idempotency_key": body["id"]} if operation.events else {}
    return PROVIDER.handle(send(operation, text=json.dumps(body), **key))


def drawn(operation: Endpoint) -> st.SearchStrategy[dict[str, Any]]:
    """Any valid body."""
    return right(operation).map(lambda request: json.loads(request.body or b""))


@each_mutation
@ours_and_strangers
@given(dice=DICE, data=st.data())
def test_a_grafted_document_is_accepted(
    operation: Endpoint, dice: Random, data: st.DataObject, *, dataset: bool
) -> None:
    body = data.draw(drawn(operation))
    example = bodies._example(operation, body)
    grafted = bodies._grafted(dice, operation, deepcopy(example), body, dataset=dataset)
    reply = answer(operation, grafted)
    assert reply.status == operation.status_code, reply.body


@each_mutation
@ours_and_strangers
@given(dice=DICE, data=st.data())
def test_any_document_is_answered_as_the_oracle_expects(
    operation: Endpoint, dice: Random, data: st.DataObject, *, dataset: bool
) -> None:
    body = bodies.documents(dice, operation, data.draw(drawn(operation)), dataset=dataset)
    key = {"idempotency_key": body["id"]} if operation.events else {}
    found = expectation(operation, sent(send(operation, text=json.dumps(body), **key)), dataset=True)
    assert found is not None
    reply = answer(operation, body)
    assert reply.body.get("code") in found.codes | ({None} if found.success else set())


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


@ours_and_strangers
@given(dice=DICE, data=st.data())
def test_tax_is_asked_at_places_that_are_known(dice: Random, data: st.DataObject, *, dataset: bool) -> None:
    body = bodies.taxed(dice, "taxCodes", data.draw(drawn(TAX)), dataset=dataset)
    reply = PROVIDER.handle(send(TAX, text=json.dumps(body, default=float)))
    assert reply.body.get("code", "TAX_CODE_NOT_CONFIGURED") == "TAX_CODE_NOT_CONFIGURED"


def test_many_lines_are_taxed_and_many_fall_on_half_a_cent() -> None:
    body = {"locationId": "LOC-001", "items": [TAX.examples[0].request["items"][0]]}
    asked = [bodies.taxed(Random(seed), "taxCodes", body, dataset=True) for seed in range(400)]  # noqa: S311  # no secret
    replies = [PROVIDER.handle(send(TAX, text=json.dumps(one, default=float))) for one in asked]
    assert sum(reply.status == 200 for reply in replies) > 200
    rows = {row["taxCode"]: row["rate"] for row in PROVIDER.state.table("taxCodes").values()}
    halves = [one for one in asked if _on_half_a_cent(one["items"][0], rows)]
    assert len(halves) > 50


def _on_half_a_cent(line: dict[str, Any], rates: dict[str, Any]) -> bool:
    rate = rates.get(line["taxCode"])
    return rate is not None and line["subtotal"] in {
        float(amount) for amount in half_cents(Decimal(str(rate)))
    }
