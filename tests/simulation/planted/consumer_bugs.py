"""Bugs of WorkExec's steps: what waits for whom, and what neighbours and people are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.simulation.planted.claimed import APPOINTMENTS, AUDIT, CLOSED, GONE, ONCE, OPEN, TAKEN, TRIED, TRUE
from tests.simulation.planted.planting import Garden, restep
from workexec_contracts.consumer import Answer, Publisher, Standing
from workexec_contracts.consumer.results import Failed
from workexec_contracts.consumer.workflow import approval, finalize, workorders
from workexec_contracts.consumer.workflow.answer import blocked
from workexec_contracts.contracts.accounting import snapshot_finalized
from workexec_contracts.contracts.order import ready_for_billing
from workexec_contracts.contracts.people import work_session_recorded
from workexec_contracts.simulation.life import APPROVE, SESSIONS, STATUS

if TYPE_CHECKING:
    import pytest

    from workexec_contracts.consumer.letter import Letter

GARDEN = Garden()
plants = GARDEN.plants


@plants(ONCE, CLOSED)
def every_try_of_a_finalization_sends_new_events(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(finalize, "_earlier", lambda _shop, _order: [])


@plants(OPEN)
def a_status_change_waits_for_shopmgmt(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, shop: Any, identity: Any, *args: Any, **given: Any) -> Any:
        answer = yield from right(shop, identity, *args, **given)
        for told in answer.body.get("events", ()):
            letter = yield from shop.publisher.deliver(shop.store.letter(told["eventId"]), identity)
            if letter.standing is not Standing.ACKNOWLEDGED:
                return Answer(503, {"code": "SERVICE_UNAVAILABLE", "message": "", "retryable": True})
        return answer

    restep(patch, STATUS, wrong)


@plants(OPEN)
def inventory_blocks_the_bill(patch: pytest.MonkeyPatch) -> None:
    right = finalize._outcome

    def wrong(shop: Any, workorder_id: str, letters: list[Letter]) -> Answer:
        if any(letter.standing is Standing.PENDING for letter in letters):
            return Answer(
                503, {"code": "SERVICE_UNAVAILABLE", "message": "", "retryable": True, "events": []}
            )
        return right(shop, workorder_id, letters)

    patch.setattr(finalize, "_outcome", wrong)


@plants(CLOSED)
def a_bill_is_complete_without_order(patch: pytest.MonkeyPatch) -> None:
    right = finalize._outcome

    def wrong(shop: Any, workorder_id: str, letters: list[Letter]) -> Answer:
        as_if = [
            one._replace(standing=Standing.ACKNOWLEDGED) if one.domain == "order" else one for one in letters
        ]
        return right(shop, workorder_id, as_if)

    patch.setattr(finalize, "_outcome", wrong)


@plants(CLOSED)
def a_session_is_complete_without_people(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, *args: Any, **given: Any) -> Any:
        answer = yield from right(*args, **given)
        return Answer(201, answer.body) if answer.status == 503 else answer

    restep(patch, SESSIONS, wrong)


@plants(CLOSED, AUDIT)
def an_approval_needs_no_record(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, shop: Any, identity: Any, estimate_id: str, **given: Any) -> Any:
        audit = shop.neighbours.audit
        kept = audit.write

        def unheard(*args: Any, **more: Any) -> Any:
            result = yield from kept(*args, **more)
            if isinstance(result, Failed) and result.retryable:
                return type("Recorded", (), {"value": type("V", (), {"audit_event_id": "AUDIT-000"})})()
            return result

        audit.write = unheard
        try:
            return (yield from right(shop, identity, estimate_id, **given))
        finally:
            audit.write = kept

    restep(patch, APPROVE, wrong)


@plants(AUDIT)
def every_try_of_a_decision_is_another_record(patch: pytest.MonkeyPatch) -> None:
    right = approval._record
    patch.setattr(
        approval,
        "_record",
        lambda shop, estimate, verb, asked: right(
            shop, {name: value for name, value in estimate.items() if name != "deciding"}, verb, asked
        ),
    )


@plants(GONE, APPOINTMENTS)
def a_cancellation_is_not_told(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, shop: Any, identity: Any, workorder_id: str, asked: Any) -> Any:
        if asked.status != "CANCELLED":
            return (yield from right(shop, identity, workorder_id, asked=asked))
        order = {**workorders.workorder_of(shop, workorder_id), "status": asked.status}
        shop.store.put("workorder", workorder_id, order)
        return Answer(200, order)

    restep(patch, STATUS, wrong)


@plants("what_workexec_says_is_true")
def a_blocked_step_is_told_as_a_server_error(patch: pytest.MonkeyPatch) -> None:
    def wrong(letters: list[Letter], **more: Any) -> Answer:
        answer = blocked(letters, **more)
        return Answer(500, answer.body) if answer.status == 503 else answer

    patch.setattr(finalize, "blocked", wrong)


def composed(patch: pytest.MonkeyPatch, member: str, change: Any) -> None:
    """Events that have a member say something else in it, from the first on."""
    right = workorders.compose

    def wrong(shop: Any, identity: Any, event: Any, order: Any, data: Any, *more: str) -> Letter:
        told = {**data, member: change(data)} if member in data else data
        return right(shop, identity, event, order, told, *more)

    patch.setattr(workorders, "compose", wrong)


@plants(APPOINTMENTS)
def a_change_of_status_is_told_the_wrong_way_round(patch: pytest.MonkeyPatch) -> None:
    composed(patch, "previousStatus", lambda data: data["newStatus"])


@plants(APPOINTMENTS)
def every_change_is_told_of_the_first_appointment(patch: pytest.MonkeyPatch) -> None:
    first: list[str] = []

    def change(data: Any) -> str:
        first.append(data["appointmentId"])
        return first[0]

    composed(patch, "appointmentId", change)


@plants(CLOSED)
def people_is_told_a_minute_more(patch: pytest.MonkeyPatch) -> None:
    composed(patch, "billableMinutes", lambda data: data["billableMinutes"] + 1)


@plants(AUDIT)
def every_decision_is_somebody_elses(patch: pytest.MonkeyPatch) -> None:
    right = approval._record
    patch.setattr(
        approval,
        "_record",
        lambda shop, estimate, verb, asked: right(
            shop, estimate, verb, asked.model_copy(update={"user_id": "PERSON-NOBODY"})
        ),
    )


@plants(TAKEN)
def a_session_is_recorded_by_somebody_who_is_nobody(patch: pytest.MonkeyPatch) -> None:
    right = workorders.compose

    def wrong(shop: Any, identity: Any, event: Any, order: Any, data: Any, *more: str) -> Any:
        changed = {**data, "recordedBy": "TECH-NOBODY"} if event is work_session_recorded else data
        return right(shop, identity, event, order, changed, *more)

    patch.setattr(workorders, "compose", wrong)


class _Unlike(str):
    """A text that is like no other."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return False


@plants(APPOINTMENTS)
def the_same_status_again_is_told(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, shop: Any, identity: Any, workorder_id: str, asked: Any) -> Any:
        return right(shop, identity, workorder_id, asked.model_copy(update={"status": _Unlike(asked.status)}))

    restep(patch, STATUS, wrong)


@plants(TRUE)
def a_bill_becomes_final_again(patch: pytest.MonkeyPatch) -> None:
    def wrong(shop: Any, workorder_id: str) -> Any:
        order = workorders.workorder_of(shop, workorder_id)
        return {name: value for name, value in order.items() if name != "finalizedAt"}

    patch.setattr(finalize, "workorder_of", wrong)


@plants(TRIED)
def accounting_is_told_once_order_has_acknowledged(patch: pytest.MonkeyPatch) -> None:
    right = Publisher.deliver

    def wrong(self: Publisher, letter: Letter, identity: Any) -> Any:
        pending = self.store.pending_of(letter.workorder_id)  # type: ignore[attr-defined]  # of the store in memory
        waits = any(one.type == ready_for_billing.type for one in pending)
        if letter.type == snapshot_finalized.type and waits:
            return letter
        return (yield from right(self, letter, identity))

    patch.setattr(Publisher, "deliver", wrong)
