"""The reference providers as a pure function: order of checks, effects, memory."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.bodies import document_of
from workexec_contracts.contracts import events, operations
from workexec_contracts.contracts.inventory import stock_shortage_alert
from workexec_contracts.contracts.vocabulary import ErrorBody
from workexec_contracts.providers import Call, Neighbours, Reply, Server, State

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from workexec_contracts.contracts.vocabulary import Endpoint

TOKEN = "Bearer a.b.c"
NOON = datetime(2026, 1, 25, 12, tzinfo=UTC)
OPERATIONS = {operation.operation_id: operation for _, operation in operations()}
DELIVERIES = [operation for operation in OPERATIONS.values() if operation.events]
WRITES = [operation for operation in OPERATIONS.values() if operation.mutates]


@pytest.fixture
def neighbours() -> Neighbours:
    return Neighbours()


def get(path: str, **query: str) -> Call:
    return Call("GET", path, query, {"authorization": TOKEN})


def post(operation: Endpoint, body: Any, key: str | None = None, **headers: str) -> Call:  # noqa: ANN401
    sent = {"authorization": TOKEN, "content-type": operation.media_type, **headers}
    if operation.mutates:
        sent["idempotency-key"] = key or body.get("id") or str(uuid4())
    return Call("POST", operation.path, {}, sent, json.dumps(body).encode())


def example(operation: Endpoint, change: Callable[[dict[str, Any]], object] = id) -> dict[str, Any]:
    """The operation's example as a new event, its payload changed."""
    body: dict[str, Any] = json.loads(json.dumps(operation.examples[0].request))
    if "id" in body:
        body["id"] = f"evt-test-{uuid4()}"
    change(body.get("data", body))
    return body


def code(reply: Reply) -> str | None:
    return reply.body.get("code")


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_the_documents_request_gets_an_answer_of_the_contract(
    operation: Endpoint, neighbours: Neighbours
) -> None:
    for shown in operation.examples:
        if operation.request is None:
            path = operation.path.format_map({name: str(value) for name, value in shown.request.items()})
            reply = neighbours.handle(get(path, **shown.request))
        else:
            reply = neighbours.handle(post(operation, shown.request))
        assert reply.status == shown.status
        operation.response.model_validate(dict(reply.body))


@pytest.mark.parametrize("operation", WRITES, ids=lambda operation: operation.operation_id)
def test_a_key_replays_its_first_answer_and_refuses_another_body(
    operation: Endpoint, neighbours: Neighbours
) -> None:
    body = example(operation)
    key = body.get("id", "key-1")
    first = neighbours.handle(post(operation, body, key))
    again = neighbours.handle(post(operation, body, key))
    other = {**body, "subject": "other"} if "id" in body else {**body, "resourceId": "other"}
    conflict = neighbours.handle(post(operation, other, key))
    assert again.body == first.body
    assert code(conflict) == "IDEMPOTENCY_CONFLICT"
    assert conflict.body["existingResourceId"] == first.body.get("eventId", first.body.get("auditEventId"))


@pytest.mark.parametrize("operation", WRITES, ids=lambda operation: operation.operation_id)
def test_a_refused_request_leaves_its_key_free(operation: Endpoint, neighbours: Neighbours) -> None:
    body = example(operation)
    key = body.get("id", "key-1")
    assert neighbours.handle(post(operation, {**body, "extra": 1}, key)).status == 400
    assert neighbours.handle(post(operation, body, key)).status == operation.status_code


@pytest.mark.parametrize("operation", DELIVERIES, ids=lambda operation: operation.operation_id)
def test_a_replayed_event_has_no_second_effect(operation: Endpoint, neighbours: Neighbours) -> None:
    body = example(operation)
    neighbours.handle(post(operation, body))
    tables = json.dumps(neighbours.state.tables, default=str)
    told = len(neighbours.state.published)
    neighbours.handle(post(operation, body))
    assert json.dumps(neighbours.state.tables, default=str) == tables
    assert len(neighbours.state.published) == told


@pytest.mark.parametrize("operation", DELIVERIES, ids=lambda operation: operation.operation_id)
def test_what_a_neighbour_publishes_keeps_its_own_contract(
    operation: Endpoint, neighbours: Neighbours
) -> None:
    neighbours.handle(post(operation, example(operation)))
    models = {event.type: event.envelope for event in events()}
    for told in neighbours.state.published:
        models[told["type"]].model_validate(told)
    consumer = operation.events[0].consumer
    assert consumer == "inventory" or [
        told["source"].endswith(str(consumer)) for told in neighbours.state.published
    ] == [True]


def test_stock_goes_down_by_what_was_used_and_below_zero_raises_an_alert(neighbours: Neighbours) -> None:
    operation = OPERATIONS["deliverInventoryEvent"]
    stock = neighbours.state.table("stock")["PROD-BRAKE-PAD"]
    before = stock["quantityOnHand"]
    neighbours.handle(post(operation, example(operation)))
    assert stock["quantityOnHand"] == before - 2
    neighbours.handle(
        post(operation, example(operation, lambda d: d["parts"][0].update(usageQuantity=before)))
    )
    (alert,) = neighbours.state.published
    assert alert["data"]["quantityOnHand"] == -2


def test_a_product_that_runs_out_by_two_parts_is_told_by_one_alert(neighbours: Neighbours) -> None:
    """Two of the same event and subject would have the same id, and who drops duplicates would lose one."""
    operation = OPERATIONS["deliverInventoryEvent"]
    stock = neighbours.state.table("stock")["PROD-BRAKE-PAD"]
    stock["quantityOnHand"] = 0
    body = example(operation, lambda d: d["parts"].append(d["parts"][0]))
    neighbours.handle(post(operation, body))
    (alert,) = neighbours.state.published
    assert (stock["quantityOnHand"], alert["data"]["quantityOnHand"]) == (-4, -4)


def test_stock_may_go_down_further_than_one_request_can_take_it(neighbours: Neighbours) -> None:
    operation = OPERATIONS["deliverInventoryEvent"]
    most = 2**31 - 1
    for _ in range(3):
        body = example(operation, lambda d: d["parts"][0].update(quantity=most, usageQuantity=most))
        neighbours.handle(post(operation, body))
    last = stock_shortage_alert.envelope.model_validate(neighbours.state.published[-1])
    assert last.model_dump(by_alias=True)["data"]["quantityOnHand"] < -2 * most


def test_a_declined_part_stays_in_stock(neighbours: Neighbours) -> None:
    operation = OPERATIONS["deliverInventoryEvent"]
    stock = neighbours.state.table("stock")["PROD-BRAKE-PAD"]
    before = stock["quantityOnHand"]
    neighbours.handle(post(operation, example(operation, lambda d: d["parts"][0].update(declined=True))))
    assert stock["quantityOnHand"] == before


def test_an_unknown_product_is_found_by_its_sku_or_logged(neighbours: Neighbours) -> None:
    operation = OPERATIONS["deliverInventoryEvent"]
    known = neighbours.handle(
        post(operation, example(operation, lambda d: d["parts"][0].update(productId="X")))
    )
    assert (known.status, neighbours.state.log) == (202, [])
    unknown = example(operation, lambda d: d["parts"][0].update(productId="X", sku="X"))
    assert neighbours.handle(post(operation, unknown)).status == 202
    assert neighbours.state.log[0]["level"] == "error"


@pytest.mark.parametrize(
    ("new", "appointment"),
    [("WORK_IN_PROGRESS", "IN_PROGRESS"), ("COMPLETED", "COMPLETED"), ("AWAITING_PARTS", "CONFIRMED")],
)
def test_the_appointment_follows_the_work_order(new: str, appointment: str, neighbours: Neighbours) -> None:
    operation = OPERATIONS["deliverShopmgmtEvent"]
    neighbours.handle(post(operation, example(operation, lambda d: d.update(newStatus=new))))
    assert neighbours.state.table("appointments")["APT-001"]["status"] == appointment


def test_an_appointment_out_of_step_is_logged_and_set(neighbours: Neighbours) -> None:
    operation = OPERATIONS["deliverShopmgmtEvent"]
    body = example(operation, lambda d: d.update(previousStatus="WORK_IN_PROGRESS", newStatus="COMPLETED"))
    assert neighbours.handle(post(operation, body)).status == 202
    assert neighbours.state.log[0]["level"] == "warning"
    assert neighbours.state.table("appointments")["APT-001"]["status"] == "COMPLETED"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"personId": "NOBODY", "recordedBy": "USR-001"}, (400, "INVALID_PERSON_ID")),
        ({"recordedBy": "USR-001", "locationId": "LOC-002"}, (400, "VALIDATION_ERROR")),
        ({"recordedBy": "NOBODY"}, (400, "VALIDATION_ERROR")),
        ({"locationId": "LOC-002"}, (409, "PERSON_NOT_ASSIGNED_TO_LOCATION")),
        ({"startTime": "2026-01-25T12:30:00Z", "personId": "NOBODY"}, (400, "VALIDATION_ERROR")),
        ({"billableMinutes": 241}, (400, "VALIDATION_ERROR")),
    ],
    ids=str,
)
def test_people_refuses_in_the_order_of_the_decisions(
    change: dict[str, Any], expected: tuple[int, str], neighbours: Neighbours
) -> None:
    operation = OPERATIONS["deliverPeopleEvent"]
    reply = neighbours.handle(post(operation, example(operation, lambda d: d.update(change))))
    assert (reply.status, code(reply)) == expected


@pytest.mark.parametrize(
    ("items", "location", "expected"),
    [
        ([{"taxCode": None}], "LOC-001", "MISSING_TAX_CODE"),
        ([{"taxCode": "NOPE"}, {"taxCode": " "}], "LOC-001", "MISSING_TAX_CODE"),
        ([{"taxCode": "NOPE"}], "LOC-001", "TAX_CODE_NOT_CONFIGURED"),
        ([{"itemType": "FEE"}], "LOC-001", "TAX_CODE_NOT_CONFIGURED"),
        ([{}], "NOWHERE", "TAX_CODE_NOT_CONFIGURED"),
        ([{"taxCode": None, "subtotal": -1}], "LOC-001", "VALIDATION_ERROR"),
        ([{"subtotal": 1.005}], "LOC-001", "VALIDATION_ERROR"),
        ([], "LOC-001", "VALIDATION_ERROR"),
    ],
    ids=str,
)
def test_tax_refuses_what_is_missing_before_what_is_not_configured(
    items: list[dict[str, Any]], location: str, expected: str, neighbours: Neighbours
) -> None:
    operation = OPERATIONS["calculateTax"]
    line = operation.examples[0].request["items"][0]
    body = {"locationId": location, "items": [{**line, **item} for item in items]}
    assert code(neighbours.handle(post(operation, body))) == expected


def test_halves_are_rounded_up_per_line(neighbours: Neighbours) -> None:
    operation = OPERATIONS["calculateTax"]
    line = {"itemType": "LABOR", "subtotal": 0.25, "taxCode": "LABOR_TAXABLE"}
    body = {"locationId": "LOC-001", "items": [{**line, "itemId": str(n)} for n in range(2)]}
    reply = neighbours.handle(post(operation, body))
    assert [float(item["taxAmount"]) for item in reply.body["items"]] == [0.02, 0.02]
    assert float(reply.body["totalTax"]) == 0.04


def test_the_same_json_value_in_another_spelling_is_the_same_body(neighbours: Neighbours) -> None:
    operation = OPERATIONS["deliverOrderEvent"]
    body = example(operation)
    call = post(operation, body)
    neighbours.handle(call)
    spelled = json.dumps(dict(reversed(body.items()))).replace("240.0", "2.40e2").encode()
    again = Call(call.method, call.path, {}, call.headers, spelled)
    assert neighbours.handle(again).status == 202


def test_true_is_not_one(neighbours: Neighbours) -> None:
    operation = OPERATIONS["createAuditEvent"]
    body = example(operation)
    neighbours.handle(post(operation, {**body, "metadata": {"n": 1}}, "key-1"))
    assert neighbours.handle(post(operation, {**body, "metadata": {"n": True}}, "key-1")).status == 409


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "TRACE"]),
    path=st.sampled_from([operation.path for operation in OPERATIONS.values()]) | st.text(max_size=20),
    query=st.dictionaries(
        st.sampled_from(["query", "pageSize", "pageIndex", "locationId"]), st.text(max_size=9)
    ),
    headers=st.dictionaries(
        st.sampled_from(
            ["authorization", "content-type", "idempotency-key", "x-correlation-id", "traceparent"]
        ),
        st.sampled_from([TOKEN, "application/json", "application/cloudevents+json", "", "x y"]),
    ),
    body=st.binary(max_size=60) | st.sampled_from([b"[" * 100_000, b"1e400", b'{"a":NaN}', b"\xff", b"null"]),
)
def test_every_answer_is_of_the_contract_whatever_is_sent(
    method: str, path: str, query: dict[str, str], headers: dict[str, str], body: bytes
) -> None:
    reply = Neighbours().handle(Call(method, path, query, headers, body))
    if reply.status >= 400:
        refused = ErrorBody.model_validate(dict(reply.body))
        assert refused.correlation_id == reply.headers["X-Correlation-Id"]
        assert reply.status < 500


def test_the_server_shows_effects_and_forgets_them() -> None:
    operation = OPERATIONS["deliverOrderEvent"]
    call = post(operation, example(operation))
    with Server() as server, httpx2.Client(base_url=server.url) as client:
        assert client.post(call.path, content=call.body, headers=dict(call.headers)).status_code == 202
        (order,) = client.get("/__inspect/salesOrders").json()["items"]
        assert order["workorderId"] == "WO-001"
        client.post("/__reset")
        assert client.get("/__inspect/salesOrders").json() == {"items": []}


def test_json_in_another_charset_is_refused(neighbours: Neighbours) -> None:
    operation = OPERATIONS["calculateTax"]
    for charset, status in (("utf-8", 200), ('"UTF-8"', 200), ("latin1", 400)):
        given = {"content-type": f"{operation.media_type}; charset={charset}"}
        reply = neighbours.handle(post(operation, example(operation), **given))
        assert reply.status == status
    assert reply.body["fieldErrors"][0]["field"] == "Content-Type"


def test_an_encoded_slash_is_no_slash(neighbours: Neighbours) -> None:
    assert neighbours.handle(get("/api/v1/crm/customer%2FCUST-001")).status == 404
    assert neighbours.handle(get("/api/v1/crm/customer/CUST%2D001")).status == 200


def test_what_no_url_may_hold_is_refused(neighbours: Neighbours) -> None:
    call = Call("GET", "/api/v1/crm/customer/CUST-001", {}, {"authorization": TOKEN}, raw_query="x=|")
    reply = neighbours.handle(call)
    assert (reply.status, reply.body["fieldErrors"][0]["field"]) == (400, "url")


def test_half_a_surrogate_pair_is_refused_even_in_a_replaced_member(
    neighbours: Neighbours,
) -> None:
    operation = OPERATIONS["createAuditEvent"]
    call = post(operation, example(operation))
    spoilt = call.body.replace(b"{", b'{"action": ["\\ud800"], ', 1)
    assert neighbours.handle(replace(call, body=spoilt)).status == 400


def test_a_null_is_named_by_its_member(neighbours: Neighbours) -> None:
    operation = OPERATIONS["createAuditEvent"]
    reply = neighbours.handle(post(operation, example(operation, lambda body: body.update(userId=None))))
    assert [entry["field"] for entry in reply.body["fieldErrors"]] == ["userId"]


@pytest.mark.parametrize("operation", WRITES, ids=lambda operation: operation.operation_id)
def test_what_is_read_once_is_not_changed_by_its_effect(operation: Endpoint, neighbours: Neighbours) -> None:
    call = post(operation, example(operation))
    assert operation.request is not None
    shared = document_of(operation.request, call.body)
    before = deepcopy(shared)
    assert neighbours.handle(call).status == operation.status_code
    assert document_of(operation.request, call.body) is shared
    assert shared == before


@pytest.mark.parametrize("operation", WRITES, ids=lambda operation: operation.operation_id)
def test_what_one_service_has_taken_is_new_to_another(operation: Endpoint) -> None:
    call = post(operation, example(operation))
    one, other = (Neighbours(State.fresh(lambda: NOON)) for _ in range(2))
    assert one.handle(call).body == other.handle(call).body
    assert one.state.tables == other.state.tables
    assert len(one.state.remembered) == len(other.state.remembered) == 1


def test_a_key_is_remembered_by_its_own_path_alone(neighbours: Neighbours) -> None:
    event, audit = OPERATIONS["deliverOrderEvent"], OPERATIONS["createAuditEvent"]
    body = example(event)
    assert neighbours.handle(post(event, body)).status == 202
    assert neighbours.handle(post(audit, example(audit), body["id"])).status == 201


def test_a_known_key_with_a_body_that_is_wrong_is_a_wrong_body(neighbours: Neighbours) -> None:
    operation = OPERATIONS["deliverOrderEvent"]
    body = example(operation)
    neighbours.handle(post(operation, body))
    assert code(neighbours.handle(post(operation, {**body, "extra": 1}))) == "VALIDATION_ERROR"


@pytest.mark.parametrize(
    ("name", "collection", "change", "expected"),
    [
        ("deliverPeopleEvent", "people", {"role": "ADVISOR"}, "VALIDATION_ERROR"),
        ("deliverPeopleEvent", "people", {"locationIds": []}, "PERSON_NOT_ASSIGNED_TO_LOCATION"),
        ("deliverPeopleEvent", "people", None, "INVALID_PERSON_ID"),
        ("deliverOrderEvent", "customers", None, "CUSTOMER_NOT_FOUND"),
        ("deliverOrderEvent", "parts", {"sku": "OTHER"}, "UNKNOWN_SKU"),
        ("deliverOrderEvent", "parts", None, "UNKNOWN_SKU"),
        ("deliverAccountingEvent", "glAccounts", None, "LOCATION_GL_ACCOUNT_NOT_CONFIGURED"),
    ],
)
def test_a_row_counts_as_it_is_now(
    name: str, collection: str, change: dict[str, Any] | None, expected: str, neighbours: Neighbours
) -> None:
    operation = OPERATIONS[name]
    part = {"productId": "PART-001", "sku": "BRK-PAD-F", "quantity": 1, "unitPrice": 1}

    def told() -> Reply:
        def billed(data: dict[str, Any]) -> None:
            if "billableSnapshot" in data:
                data["billableSnapshot"]["parts"] = [part]

        return neighbours.handle(post(operation, example(operation, billed)))

    assert told().status == 202
    table = neighbours.state.table(collection)
    for key in list(table):
        if change is None:
            del table[key]
        else:
            table[key].update(change)
    assert code(told()) == expected


@pytest.mark.parametrize("sent", ["\xa0", "\x85", "\xa0corr", " corr\t"])
def test_only_blanks_around_a_correlation_id_are_no_part_of_it(sent: str, neighbours: Neighbours) -> None:
    reply = neighbours.handle(Call("GET", "/nowhere", {}, {"x-correlation-id": sent}))
    assert reply.headers["X-Correlation-Id"] == sent.strip(" \t") != ""


def test_ids_are_drawn_only_where_the_caller_brings_none() -> None:
    drawn: list[UUID] = []

    def new_id() -> UUID:
        drawn.append(uuid4())
        return drawn[-1]

    neighbours = Neighbours(new_id=new_id)
    own = {"x-correlation-id": "corr-1", "traceparent": "00-a-b-01"}
    call = get("/api/v1/crm/customer/CUST-001")
    asked = replace(call, headers={**call.headers, **own})
    assert neighbours.handle(asked).headers == {"X-Correlation-Id": "corr-1", "traceparent": "00-a-b-01"}
    assert drawn == []
    headers = neighbours.handle(call).headers
    assert headers["X-Correlation-Id"] == str(drawn[0])
    assert headers["traceparent"].split("-")[1] == drawn[0].hex
    assert len(drawn) == 1


@pytest.mark.parametrize("raw", ["query=50%", "query=%zz", "x=%2", "x=%u0041", "%=x"])
def test_an_escape_that_is_none_is_no_url(neighbours: Neighbours, raw: str) -> None:
    reply = neighbours.handle(replace(get("/api/v1/product/parts/search"), raw_query=raw))
    assert (reply.status, reply.body["code"]) == (400, "VALIDATION_ERROR")
    assert [fault["field"] for fault in reply.body["fieldErrors"]] == ["url"]


def test_an_escape_in_a_path_that_is_none_is_no_url(neighbours: Neighbours) -> None:
    reply = neighbours.handle(get("/api/v1/crm/customer/%zz"))
    assert [fault["field"] for fault in reply.body["fieldErrors"]] == ["url"]
