"""The stubs' memory of idempotency keys under load and in odd spellings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from workexec_contracts.contracts import operations

from .spelling import Raw, Style, write
from .wire import Client, Sent

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.stubs.process import WireMock

WRITES = {operation.operation_id: operation for _, operation in operations() if operation.mutates}
AUDIT, PEOPLE = WRITES["createAuditEvent"], WRITES["deliverPeopleEvent"]
ACCOUNTING = WRITES["deliverAccountingEvent"]
KEYS = (
    'say "hi"', "back\\slash", "\\u0041", "a/b//c", "{{request.url}}", "{{{toJson 'x'}}}", "%2F?#&=+;", "'", "$[?(@)]", "é\u212a", "a, b",
    "k" * 2000, "true", "${json-unit.ignore}",
)  # fmt: skip


def body_of(operation: Endpoint, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON of any type
    """The example under a new id."""
    body: dict[str, Any] = {**json.loads(json.dumps(operation.examples[0].request)), **members}
    return {**body, "id": f"evt-test-{uuid4()}"} if operation.events else {**body, "userId": str(uuid4())}


def sent(operation: Endpoint, key: str, body: str) -> Sent:
    headers = (
        ("Authorization", b"Bearer a.b.c"),
        ("Content-Type", operation.media_type.encode()),
        ("Idempotency-Key", key.encode()),
    )
    return Sent("POST", operation.path.encode(), headers, body.encode())


def pair(client: Client, operation: Endpoint) -> tuple[int, int]:
    """The statuses of a first request and of another body right after it."""
    body = body_of(operation)
    key = body.get("id", f"key-{uuid4()}")
    other = {**body, "subject": "other"} if operation.events else {**body, "resourceId": "other"}
    first, second = (client.ask(sent(operation, key, write(one))).status for one in (body, other))
    return first, second


@pytest.fixture(scope="module", autouse=True)
def warm(wiremock: WireMock) -> None:
    """The first webhook of a Java process takes longer than an answer is held back."""
    with Client(wiremock.port) as client:
        pair(client, AUDIT)


def test_a_key_is_remembered_when_its_first_answer_is_out(wiremock: WireMock) -> None:
    with Client(wiremock.port) as client:
        assert {pair(client, PEOPLE) for _ in range(50)} == {(202, 409)}


@pytest.mark.parametrize("odd", KEYS, ids=range(len(KEYS)))
def test_any_text_is_a_key(odd: str, wiremock: WireMock) -> None:
    key, body = f"{odd} {uuid4()}", body_of(AUDIT)
    with Client(wiremock.port) as client:
        first, again = (client.ask(sent(AUDIT, key, write(body))) for _ in range(2))
        conflict = client.ask(sent(AUDIT, key, write({**body, "resourceId": "other"})))
    assert (first.status, again.status, conflict.status) == (201, 201, 409)
    assert first.body == again.body
    assert json.loads(conflict.body)["existingResourceId"] == json.loads(first.body)["auditEventId"]


def test_money_in_another_spelling_is_the_same_body(wiremock: WireMock) -> None:
    body = body_of(ACCOUNTING)
    bill = body["data"]["billableSnapshot"]
    spelled = {**bill, "laborTotal": Raw("2.40e2"), "partsTotal": Raw("179.980"), "taxTotal": Raw("33.6000")}
    other = {**body, "data": {**body["data"], "billableSnapshot": spelled}}
    with Client(wiremock.port) as client:
        first = client.ask(sent(ACCOUNTING, body["id"], write(body)))
        text = write(other, Style(space="\n\t ", escaped=True, backwards=True))
        again = client.ask(sent(ACCOUNTING, body["id"], text))
    assert (first.status, again.status) == (202, 202)
    assert first.body == again.body


def test_a_first_body_full_of_templates_is_compared_as_it_is(wiremock: WireMock) -> None:
    body = body_of(
        AUDIT, metadata={"x": "{{request.id}} ${json-unit.any-string} {{{toJson y}}} \"'\\/ \u212a"}
    )
    key = f"key-{uuid4()}"
    with Client(wiremock.port) as client:
        statuses = [
            client.ask(sent(AUDIT, key, write(one))).status
            for one in (body, body, {**body, "metadata": {"x": "something else"}})
        ]
    assert statuses == [201, 201, 409]
