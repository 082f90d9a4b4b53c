"""Whose turn it is to be asked further is decided by what was drawn, not by the ids of a run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from tests.fuzzing.asking import ask, send
from tests.fuzzing.in_process import InProcess, answered
from tests.fuzzing.variant import BY_ID
from workexec_contracts.verification.fuzzing.answer import Answer

if TYPE_CHECKING:
    from workexec_contracts.providers import Call

EVENTS, CUSTOMER = BY_ID["deliverInventoryEvent"], BY_ID["getCustomer"]
COUNT = 1_000_000


def turn(call: Call) -> int:
    """What an answer to that request decides."""
    every = answered(EVENTS, call, InProcess())
    return Answer(every.domain, every.operation, every.sent, every.reply, every.service).chosen_by_body(
        COUNT, "about"
    )


def event(number: int, **changes: object) -> Call:
    return send(EVENTS, {"id": f"{EVENTS.events[0].id_prefix}-{UUID(int=number)}", **changes})


def test_the_id_of_an_event_decides_nothing_and_the_rest_does() -> None:
    assert turn(event(1)) == turn(event(2)) != turn(event(1, subject="WO-9"))


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"[", b"[]", b'{"id": 1}', b'{"id": ""}', b'{"id": "\\ud800"}']
)
def test_any_body_decides(body: bytes) -> None:
    assert 0 <= turn(replace(event(1), body=body)) < COUNT


@pytest.mark.parametrize(
    ("change", "succeeded"), [({}, True), ({"subject": " "}, False), ({"time": "now"}, False)]
)
def test_a_success_is_one_only_to_a_request_that_fits(change: dict[str, object], *, succeeded: bool) -> None:
    right = answered(EVENTS, event(1), InProcess())
    sent = answered(EVENTS, event(1, **change), InProcess()).sent
    assert replace(right, sent=sent).succeeded is succeeded


def test_an_answer_that_does_not_fit_its_schema_is_no_success() -> None:
    right = answered(CUSTOMER, ask(CUSTOMER, customerId="CUST-001"), InProcess())
    for text in ("", "{}", "[]", "null"):
        reply = right.reply.model_copy(update={"text": text})
        assert not replace(right, reply=reply).succeeded
    assert right.succeeded
