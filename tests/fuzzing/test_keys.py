"""A body has a key of its own, an event's is its id; what is wrong on purpose stays wrong."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.fuzzing.variant import BY_ID
from workexec_contracts.verification.fuzzing.keys import renew

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint

KEY = "Idempotency-Key"
AUDIT, EVENTS = BY_ID["createAuditEvent"], BY_ID["deliverInventoryEvent"]
BODY, EVENT = AUDIT.examples[0].request, EVENTS.examples[0].request


def renewed(operation: Endpoint, body: object, **headers: str) -> Any:  # noqa: ANN401  # stands for a Case
    case: Any = SimpleNamespace(
        body=body, headers={name.replace("_", "-"): text for name, text in headers.items()}
    )
    renew(operation, case)
    return case


def test_the_same_body_has_the_same_key_and_another_body_another() -> None:
    one, again, other = (
        renewed(AUDIT, body, Idempotency_Key="k").headers[KEY]
        for body in (BODY, dict(reversed(BODY.items())), {**BODY, "userId": "USER-9"})
    )
    assert one == again != other
    assert one != "k"


def test_the_key_of_an_event_is_its_id_and_both_are_new() -> None:
    case = renewed(EVENTS, EVENT, Idempotency_Key=EVENT["id"])
    assert case.headers[KEY] == case.body["id"] != EVENT["id"]
    assert case.body["id"].startswith(EVENTS.events[0].id_prefix)
    assert {**case.body, "id": EVENT["id"]} == EVENT


@pytest.mark.parametrize("key", ["", " ", None])
def test_a_key_that_is_missing_stays_missing(key: str | None) -> None:
    headers = {} if key is None else {"Idempotency_Key": key}
    assert renewed(AUDIT, BODY, **headers).headers.get(KEY) == key


@pytest.mark.parametrize("wrong", [{"id": "no id"}, {"id": 1}, {"type": "com.example.unknown"}])
def test_an_event_with_a_wrong_id_or_type_stays_as_it_is(wrong: dict[str, object]) -> None:
    body = {**EVENT, **wrong}
    case = renewed(EVENTS, body, Idempotency_Key="k")
    assert (case.body, case.headers) == (body, {KEY: "k"})


@pytest.mark.parametrize(
    ("operation", "body"), [(BY_ID["calculateTax"], {}), (AUDIT, None), (AUDIT, []), (AUDIT, "text")]
)
def test_what_has_no_key_or_no_object_stays_as_it_is(operation: Endpoint, body: object) -> None:
    case = renewed(operation, body, Idempotency_Key="k")
    assert (case.body, case.headers) == (body, {KEY: "k"})
