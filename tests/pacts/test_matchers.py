"""What the matcher trees of the contract's models let through and what they stop, asked of a real Pact."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from pact import Pact

from workexec_contracts.contracts.audit import AuditEvent
from workexec_contracts.contracts.catalog import Part, PartsPage
from workexec_contracts.contracts.inventory import PartsUsage, parts_usage_recorded
from workexec_contracts.contracts.pricing import TaxCode
from workexec_contracts.pacts import interactions, matchers, plain, shapes
from workexec_contracts.pacts.shapes import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

Json = dict[str, Any]
CODE = {"taxCode": "GOODS", "description": "Parts", "rate": 0.08, "applicableItemTypes": ["PART"]}
USAGE = parts_usage_recorded.example["data"]
APPROVAL = {
    "eventType": "ESTIMATE_APPROVED",
    "resourceType": "ESTIMATE",
    "resourceId": "EST-001",
    "userId": "USER-001",
    "action": "APPROVE",
    "metadata": {"customerId": "CUST-001"},
    "timestamp": "2026-01-24T10:30:00Z",
}
ROW = {
    "productId": "PART-001",
    "sku": "BRK",
    "name": "Pad",
    "description": "OEM",
    "unitPrice": 89.99,
    "currencyUomId": "USD",
    "taxCode": "GOODS",
    "availability": "IN_STOCK",
    "categoryId": "CAT",
    "categoryName": "Brakes",
}
PAGE = {"items": [ROW], "pageIndex": 0, "pageSize": 2, "totalCount": 3, "hasNextPage": True}


@pytest.fixture(scope="module")
def http() -> Iterator[httpx2.Client]:
    with httpx2.Client(trust_env=False) as client:
        yield client


def lets_through(http: httpx2.Client, tree: Any, body: Json) -> bool:  # noqa: ANN401  # a matcher tree
    pact = Pact("a", "b").with_specification("V4")
    asked = pact.upon_receiving("a body").with_request("POST", "/").with_body(tree, "application/json")
    asked.will_respond_with(200)
    with pact.serve(addr="127.0.0.1", raises=False, verbose=False) as server:
        url = f"http://127.0.0.1:{server.port}/"
        headers = {"Content-Type": "application/json"}
        return http.post(url, content=json.dumps(body), headers=headers).is_success


def part(**changes: object) -> Json:
    return {**USAGE, "parts": [{**USAGE["parts"][0], **changes}]}


RIGHT: list[tuple[type[BaseModel], Json, Json]] = [
    (TaxCode, CODE, {**CODE, "rate": 0}),
    (TaxCode, CODE, {**CODE, "rate": 1}),
    (TaxCode, CODE, {**CODE, "applicableItemTypes": ["FEE", "LABOR"]}),
    (TaxCode, CODE, {**CODE, "taxCode": "any\nother"}),
    (PartsUsage, USAGE, part(unitPrice=90)),
    (PartsUsage, USAGE, part(declined=True)),
    (PartsUsage, USAGE, {**USAGE, "totalCost": -1.5}),
    (PartsUsage, USAGE, {**USAGE, "totalCost": -0.05}),
    (PartsUsage, USAGE, {**USAGE, "completedAt": "2024-02-29T14:30:00.5+02:00"}),
    (AuditEvent, APPROVAL, {**APPROVAL, "metadata": {}}),
    (AuditEvent, APPROVAL, {**APPROVAL, "metadata": {"other": [1]}}),
    (AuditEvent, APPROVAL, {**APPROVAL, "action": "DECLINE"}),
]
WRONG: list[tuple[type[BaseModel], Json, Json]] = [
    (TaxCode, CODE, {**CODE, "rate": -0.1}),
    (TaxCode, CODE, {**CODE, "rate": 1.5}),
    (TaxCode, CODE, {**CODE, "rate": "0.08"}),
    (TaxCode, CODE, {**CODE, "applicableItemTypes": ["PARTS"]}),
    (TaxCode, CODE, {**CODE, "applicableItemTypes": []}),
    (TaxCode, CODE, {**CODE, "taxCode": "  "}),
    (PartsUsage, USAGE, part(quantity=-1)),
    (PartsUsage, USAGE, part(quantity=1.5)),
    (PartsUsage, USAGE, part(unitPrice=-0.01)),
    (PartsUsage, USAGE, part(declined="true")),
    (PartsUsage, USAGE, part(surprise=1)),
    (PartsUsage, USAGE, part(sku=None)),
    (PartsUsage, USAGE, part(unitPrice=0.001)),
    (PartsUsage, USAGE, {**USAGE, "totalCost": -1.005}),
    (PartsUsage, USAGE, {**USAGE, "customerId": 7}),
    (PartsUsage, USAGE, {**USAGE, "locationId": {}}),
    (TaxCode, CODE, {**CODE, "description": None}),
    (PartsUsage, USAGE, {**USAGE, "completedAt": "2026-02-30T14:30:00Z"}),
    (PartsUsage, USAGE, {name: USAGE[name] for name in USAGE if name != "completedBy"}),
    (AuditEvent, APPROVAL, {**APPROVAL, "action": "APPROVED"}),
    (AuditEvent, APPROVAL, {**APPROVAL, "eventType": "estimate_approved"}),
    (AuditEvent, APPROVAL, {**APPROVAL, "timestamp": "2026-01-24T10:30:00+02:00"}),
    (AuditEvent, APPROVAL, {**APPROVAL, "metadata": "none"}),
]


@pytest.mark.parametrize(("model", "example", "body"), RIGHT)
def test_what_the_contract_allows_is_let_through(
    http: httpx2.Client, model: type[BaseModel], example: Json, body: Json
) -> None:
    assert lets_through(http, shapes.tree(model, example), body)


@pytest.mark.parametrize(("model", "example", "body"), WRONG)
def test_what_the_contract_forbids_is_stopped(
    http: httpx2.Client, model: type[BaseModel], example: Json, body: Json
) -> None:
    assert not lets_through(http, shapes.tree(model, example), body)


@pytest.mark.parametrize(("model", "example"), [(TaxCode, CODE), (PartsUsage, USAGE), (PartsPage, PAGE)])
def test_a_tree_has_its_example(model: type[BaseModel], example: Json) -> None:
    assert plain(shapes.tree(model, example)) == example


def test_optional_members_are_asked_for_only_where_the_state_has_set_them(http: httpx2.Client) -> None:
    bare = {name: value for name, value in ROW.items() if name != "description"}
    assert not lets_through(http, shapes.tree(Part, ROW), bare)
    assert lets_through(http, shapes.tree(Part, ROW, Shape(optional=False)), bare)


def test_a_page_has_no_more_items_than_were_asked_for(http: httpx2.Client) -> None:
    tree = shapes.tree(PartsPage, PAGE, Shape(at_most=2))
    assert lets_through(http, tree, {**PAGE, "items": [ROW, ROW]})
    assert not lets_through(http, tree, {**PAGE, "items": [ROW, ROW, ROW]})


def test_an_exact_member_is_exact_within_a_list_too(http: httpx2.Client) -> None:
    tree = shapes.tree(PartsPage, PAGE, Shape(exact=frozenset({"items.categoryId", "hasNextPage"})))
    assert not lets_through(http, tree, {**PAGE, "items": [ROW, {**ROW, "categoryId": "OTHER"}]})
    assert not lets_through(http, tree, {**PAGE, "hasNextPage": False})


def test_a_list_that_must_hold_a_value_may_hold_others_too(http: httpx2.Client) -> None:
    tree = shapes.tree(TaxCode, CODE, Shape(holds={"applicableItemTypes": "PART"}))
    assert lets_through(http, tree, {**CODE, "applicableItemTypes": ["FEE", "PART"]})
    assert not lets_through(http, tree, {**CODE, "applicableItemTypes": ["FEE"]})


@pytest.mark.parametrize("value", [7.2, 60, 0.05, 453.58, 0])
def test_an_exact_amount_does_not_care_how_it_is_written(http: httpx2.Client, value: float) -> None:
    assert lets_through(http, {"a": matchers.amount(value)}, {"a": float(value)})
    assert not lets_through(http, {"a": matchers.amount(value)}, {"a": value + 0.01})
    assert not lets_through(http, {"a": matchers.amount(value)}, {"a": str(value)})


def matched(tree: Any) -> Iterator[tuple[object, set[str]]]:  # noqa: ANN401  # the same
    """Every value that has matchers, with their kinds."""
    if isinstance(tree, list):
        yield from (found for node in tree for found in matched(node))
    elif isinstance(tree, dict) and matchers.MATCHER in tree:
        kinds = tree[matchers.MATCHER]
        every = [kinds] if isinstance(kinds, str) else [rule[matchers.MATCHER] for rule in kinds]
        yield tree.get("value"), set(every)
        yield from matched(tree.get("value"))
    elif isinstance(tree, dict):
        yield from (found for node in tree.values() for found in matched(node))


def test_no_text_of_a_body_is_matched_by_its_pattern_alone_which_takes_what_is_printed() -> None:
    trees = [
        body
        for found in interactions()
        for body in (
            found.request and found.request.body,
            found.reply and dict(found.reply.body),
            found.message and dict(found.message.contents),
        )
        if body
    ]
    texts = [kinds for tree in trees for value, kinds in matched(tree) if isinstance(value, str)]
    assert [kinds for kinds in texts if not kinds & {"type", "equality"}] == []
    assert {"regex", "type"} in texts
