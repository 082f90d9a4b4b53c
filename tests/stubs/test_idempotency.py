"""Idempotency keys of the stubs: replay, conflict, and what leaves a key free (F20, F31, F32)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2
import pytest

from workexec_contracts.contracts import operations
from workexec_contracts.stubs.process import WireMock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Endpoint

MOCKS = Path(__file__).parents[2] / "mocks"
WRITES = [operation for _, operation in operations() if operation.mutates]
AUDIT = next(operation for operation in WRITES if operation.operation_id == "createAuditEvent")
PEOPLE = next(operation for operation in WRITES if operation.operation_id == "deliverPeopleEvent")
each_write = pytest.mark.parametrize("operation", WRITES, ids=lambda operation: operation.operation_id)


@pytest.fixture(scope="module")
def stubs() -> Iterator[httpx2.Client]:
    headers = {"Authorization": "Bearer a.b.c"}
    with (
        WireMock(MOCKS, journal=None) as running,
        httpx2.Client(base_url=running.url, headers=headers, timeout=30) as client,
    ):
        yield client


def fresh(operation: Endpoint) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A new key, a body, and another body for the same key."""
    body = json.loads(json.dumps(operation.examples[0].request))
    if operation.events:
        body["id"] = f"evt-test-{uuid4()}"
        return body["id"], body, {**body, "subject": "other"}
    body["resourceId"] = f"EST-{uuid4()}"
    return str(uuid4()), body, {**body, "resourceId": "other"}


def send(stubs: httpx2.Client, operation: Endpoint, key: str, body: Any) -> httpx2.Response:  # noqa: ANN401
    content = body if isinstance(body, str) else json.dumps(body)
    headers = {"Content-Type": operation.media_type, "Idempotency-Key": key}
    return stubs.post(operation.path, content=content, headers=headers)


@each_write
def test_the_same_body_gets_the_first_answer_again(operation: Endpoint, stubs: httpx2.Client) -> None:
    key, body, _ = fresh(operation)
    first, again = send(stubs, operation, key, body), send(stubs, operation, key, body)
    assert first.status_code == again.status_code == operation.status_code
    assert first.json() == again.json()


@each_write
def test_another_body_is_a_conflict_that_names_the_first_record(
    operation: Endpoint, stubs: httpx2.Client
) -> None:
    key, body, other = fresh(operation)
    first, conflict = send(stubs, operation, key, body).json(), send(stubs, operation, key, other)
    assert (conflict.status_code, conflict.json()["code"]) == (409, "IDEMPOTENCY_CONFLICT")
    assert conflict.json()["existingResourceId"] == first.get("eventId", first.get("auditEventId"))
    assert conflict.json()["correlationId"] == conflict.headers["X-Correlation-Id"]


@each_write
def test_a_refused_request_leaves_its_key_free(operation: Endpoint, stubs: httpx2.Client) -> None:
    key, body, other = fresh(operation)
    assert send(stubs, operation, key, {**body, "extra": 1}).status_code == 400
    assert send(stubs, operation, key, other).status_code == operation.status_code


@each_write
def test_a_malformed_body_is_400_before_its_used_key_is_409(
    operation: Endpoint, stubs: httpx2.Client
) -> None:
    key, body, _ = fresh(operation)
    send(stubs, operation, key, body)
    assert send(stubs, operation, key, {**body, "extra": 1}).json()["code"] == "VALIDATION_ERROR"


def test_a_used_key_is_409_before_a_broken_rule_is_400(stubs: httpx2.Client) -> None:
    key, body, _ = fresh(PEOPLE)
    send(stubs, PEOPLE, key, body)
    body["data"]["billableMinutes"] = 241
    assert send(stubs, PEOPLE, key, body).status_code == 409


def test_a_key_that_is_not_the_events_id_is_400_even_when_it_was_used(stubs: httpx2.Client) -> None:
    key, body, other = fresh(PEOPLE)
    send(stubs, PEOPLE, key, body)
    other["id"] = f"evt-test-{uuid4()}"
    answer = send(stubs, PEOPLE, key, other)
    assert (answer.status_code, answer.json()["fieldErrors"][0]["field"]) == (400, "Idempotency-Key")


def test_another_spelling_of_the_same_json_value_is_the_same_body(stubs: httpx2.Client) -> None:
    key, body, _ = fresh(AUDIT)
    body["metadata"] = {"amount": 60, "b": [1, 2]}
    first = send(stubs, AUDIT, key, body)
    spelled = json.dumps(dict(reversed(body.items())), indent=3).replace('"amount": 60', '"amount": 60.00')
    assert '"amount": 60.00' in spelled
    again = send(stubs, AUDIT, key, spelled)
    assert (again.status_code, again.json()) == (201, first.json())


@pytest.mark.parametrize(
    "odd", ['say "hi"', "back\\slash", "a/b", "{{request.url}}", "%2F?#&=+", "'", "$[?(@)]"]
)
def test_any_printable_key_is_remembered(odd: str, stubs: httpx2.Client) -> None:
    key = f"{odd} {uuid4()}"
    _, body, other = fresh(AUDIT)
    first = send(stubs, AUDIT, key, body)
    assert first.status_code == 201
    assert send(stubs, AUDIT, key, body).json() == first.json()
    assert send(stubs, AUDIT, key, other).status_code == 409


def test_two_keys_are_two_records(stubs: httpx2.Client) -> None:
    (one, body, _), (two, _, _) = fresh(AUDIT), fresh(AUDIT)
    first, second = (send(stubs, AUDIT, key, body).json()["auditEventId"] for key in (one, two))
    assert first != second


def test_keys_are_kept_per_path(stubs: httpx2.Client) -> None:
    inventory = next(operation for operation in WRITES if operation.operation_id == "deliverInventoryEvent")
    key, body, _ = fresh(PEOPLE)
    send(stubs, PEOPLE, key, body)
    _, other, _ = fresh(inventory)
    other["id"] = key
    assert send(stubs, inventory, key, other).status_code == 202


def test_writers_at_the_same_time_do_not_disturb_each_other(stubs: httpx2.Client) -> None:
    def pair(_: int) -> tuple[int, int]:
        key, body, _other = fresh(PEOPLE)
        return send(stubs, PEOPLE, key, body).status_code, send(stubs, PEOPLE, key, body).status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(pair, range(64))) == {(202, 202)}


def test_the_stubs_find_themselves_behind_a_mapped_port(stubs: httpx2.Client) -> None:
    key, body, other = fresh(AUDIT)
    stubs.headers["Host"] = "stubs.example.com"  # a Host without port stands for port 80
    try:
        answers = [send(stubs, AUDIT, key, text) for text in (body, body, other)]
    finally:
        del stubs.headers["Host"]
    assert [answer.status_code for answer in answers] == [201, 201, 409]
