from __future__ import annotations

import json

import pytest

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.load import Ending
from workexec_contracts.load.calling import Came, perform
from workexec_contracts.load.request import Request, Trail
from workexec_contracts.policy import AnswerCache, Answered, Send, Unanswered, Wait, Waited

NOW = "2026-01-25T14:30:00Z"
RESET = Unanswered(Outcome.CONNECTION_FAILED, 0)
Told = Answered[bytes] | Unanswered
ANSWER = json.dumps(
    {
        field.alias or name: None
        for _, operation in operations()
        for name, field in operation.response.model_fields.items()
    }
).encode()
"""Has the members of every answer."""


def status(code: int, body: bytes = ANSWER) -> Answered[bytes]:
    return Answered(code, 0, body)


def event(name: str) -> Request:
    return Trail().deliver(name, NOW, "WO-001", {})


def customer() -> Request:
    return Trail().get("getCustomer", customerId="CUST-001")


def performed(
    request: Request, *answers: Told, store: AnswerCache[bytes] | None = None
) -> tuple[Came, list[float]]:
    """How the call ended that was answered so (the last answer for ever), and the waits in it."""
    left, waits, last = list(answers), [], answers[-1]
    machine = perform(request, AnswerCache() if store is None else store)
    try:
        command = next(machine)
        while True:
            if isinstance(command, Wait):
                waits.append(command.seconds)
                command = machine.send(Waited(0))
            else:
                assert isinstance(command, Send)
                command = machine.send(left.pop(0) if left else last)
    except StopIteration as stop:
        came: Came = stop.value
        return came, waits


def test_an_event_that_is_answered_503_twice_is_acknowledged_by_the_third_attempt() -> None:
    came, waits = performed(event("parts_usage_recorded"), status(503), status(503), status(202))
    assert (came.ending, came.attempts, waits) == (Ending.ANSWERED, 3, [1, 2])


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("parts_usage_recorded", Ending.DEAD_LETTERED),
        ("status_changed", Ending.DEAD_LETTERED),
        ("work_session_recorded", Ending.BLOCKED),
        ("snapshot_finalized", Ending.BLOCKED),
    ],
)
def test_after_the_last_retry_the_fail_mode_decides(name: str, how: Ending) -> None:
    came, waits = performed(event(name), status(503))
    assert (came.ending, came.attempts, waits) == (how, 4, [1, 2, 4])


def test_a_refused_event_failed_at_once() -> None:
    came, waits = performed(event("snapshot_finalized"), status(400))
    assert (came.ending, waits) == (Ending.FAILED, [])


def test_a_read_that_was_answered_before_is_served_stale_when_its_neighbour_is_gone() -> None:
    store: AnswerCache[bytes] = AnswerCache()
    first, _ = performed(customer(), status(200), store=store)
    second, _ = performed(customer(), RESET, store=store)
    assert (first.ending, second.ending, second.body) == (Ending.ANSWERED, Ending.SUBSTITUTED, ANSWER)


def test_no_answer_is_served_from_the_cache_while_the_neighbour_can_be_asked() -> None:
    store: AnswerCache[bytes] = AnswerCache()
    for _ in range(2):
        came, _ = performed(customer(), status(200), store=store)
        assert came.attempts == 1


def test_a_search_that_fails_is_shown() -> None:
    came, _ = performed(Trail().get("searchParts", query="brake"), status(503))
    assert came.ending is Ending.FAILED


def test_a_record_that_cannot_be_written_blocks_its_step() -> None:
    came, waits = performed(Trail().post("createAuditEvent", {}), Unanswered(Outcome.TIMED_OUT, 0))
    assert (came.ending, waits) == (Ending.BLOCKED, [1])


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>sign in</html>", b"[]", b"{}", b"\xff", b"[" * 100_000],
    ids=["nothing", "page", "list", "object", "bytes", "depth"],
)
@pytest.mark.parametrize(
    ("asked", "code", "how"),
    [
        (event("parts_usage_recorded"), 202, Ending.DEAD_LETTERED),
        (event("snapshot_finalized"), 202, Ending.BLOCKED),
        (Trail().post("createAuditEvent", {}), 201, Ending.BLOCKED),
        (customer(), 200, Ending.SUBSTITUTED),
        (Trail().get("searchParts", query="brake"), 200, Ending.FAILED),
    ],
    ids=["fail-open event", "fail-closed event", "record", "look-up", "search"],
)
def test_the_right_status_with_another_body_is_no_answer(
    asked: Request, code: int, how: Ending, body: bytes
) -> None:
    came, waits = performed(asked, status(code, body))
    assert (came.ending, came.attempts, waits) == (how, 1, [])


def test_a_wrong_body_is_not_kept_for_later() -> None:
    store: AnswerCache[bytes] = AnswerCache()
    performed(customer(), status(200, b"<html>"), store=store)
    came, _ = performed(customer(), RESET, store=store)
    assert came.body == b""
