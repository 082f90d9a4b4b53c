"""Bugs of WorkExec: its outbox, its steps, its dead letters, its money."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from tests.simulation.planted.planting import Garden, restep
from workexec_contracts.consumer import Answer, Lanes, Publisher, Standing, envelope
from workexec_contracts.consumer import publisher as publishing
from workexec_contracts.consumer.exchange import as_json
from workexec_contracts.consumer.results import Failed
from workexec_contracts.consumer.workflow import approval, finalize, lines, taxing, workorders
from workexec_contracts.consumer.workflow.answer import blocked
from workexec_contracts.contracts.accounting import snapshot_finalized
from workexec_contracts.contracts.order import ready_for_billing
from workexec_contracts.contracts.people import work_session_recorded
from workexec_contracts.contracts.vocabulary import CENT
from workexec_contracts.policy import Delivered, Fate, deliver
from workexec_contracts.simulation.life import APPROVE, FINALIZE, SESSIONS, STATUS
from workexec_contracts.simulation.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from workexec_contracts.consumer.letter import Letter

GONE = "accepted_events_are_delivered_or_dead_lettered"
CLOSED, OPEN = "fail_closed_steps_wait_for_acknowledgement", "fail_open_neighbours_never_block"
ONCE, MONEY = "effects_happen_exactly_once", "money_adds_up"
APPOINTMENTS, AUDIT = "appointments_follow_their_work_orders", "audit_is_complete_and_immutable"
TRIED, BESIDE = "every_event_of_a_finalization_is_attempted", "nothing_is_sent_in_two_series_at_once"
RETRIES = "retries_keep_the_policy"
DRAINS, TAKEN = "everything_drains_once_faults_stop", "neighbours_take_what_workexec_sends"
TRUE = "what_workexec_says_is_true"
LINES, TELLS = "lines_are_what_was_asked_at_the_catalogs_price", "events_tell_what_happened"
GARDEN = Garden()
plants = GARDEN.plants


@plants(GONE, APPOINTMENTS)
def a_status_and_its_event_are_written_apart(patch: pytest.MonkeyPatch) -> None:
    """A crash between the two loses the event."""

    def wrong(right: Any, shop: Any, *args: Any, **given: Any) -> Any:
        store = shop.store
        store.transaction = nullcontext
        try:
            return (yield from right(shop, *args, **given))
        finally:
            del store.transaction

    restep(patch, STATUS, wrong)


@plants(GONE, DRAINS)
def what_a_crash_left_behind_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    right = MemoryStore.letters

    def wrong(self: MemoryStore, *standings: Standing) -> list[Letter]:
        found = right(self, *standings)
        if standings == (Standing.PENDING,):
            for letter in found:
                self._forget(letter.id)
            return []
        return found

    patch.setattr(MemoryStore, "letters", wrong)


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


@plants(GONE, DRAINS)
def a_dead_letter_is_dropped_when_its_replay_fails(patch: pytest.MonkeyPatch) -> None:
    right = Publisher.replay

    def wrong(self: Publisher, letter: Letter, identity: Any) -> Any:
        settled = yield from right(self, letter, identity)
        if settled.standing is Standing.DEAD:
            self.store._forget(letter.id)  # type: ignore[attr-defined]  # of the store in memory
        return settled

    patch.setattr(Publisher, "replay", wrong)


def fated(patch: pytest.MonkeyPatch, wrong: Any) -> None:
    right = Publisher._settle
    patch.setattr(
        Publisher,
        "_settle",
        lambda self, letter, delivered, identity: right(self, letter, wrong(letter, delivered), identity),
    )


@plants(GONE)
def what_is_given_up_counts_as_delivered(patch: pytest.MonkeyPatch) -> None:
    def wrong(_letter: Letter, delivered: Delivered[Any]) -> Delivered[Any]:
        dead = delivered.fate is Fate.DEAD_LETTERED
        return replace(delivered, fate=Fate.ACKNOWLEDGED) if dead else delivered

    fated(patch, wrong)


@plants(GONE)
def a_blocked_event_goes_to_the_dead_letters_in_silence(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Publisher, "_announce", lambda _self, _letter, _identity: None)


@plants(CLOSED, GONE, ONCE)
def an_event_without_an_answer_counts_as_delivered(patch: pytest.MonkeyPatch) -> None:
    def wrong(_letter: Letter, delivered: Delivered[Any]) -> Delivered[Any]:
        return replace(delivered, fate=Fate.ACKNOWLEDGED) if delivered.last_status is None else delivered

    fated(patch, wrong)


@plants(APPOINTMENTS)
def letters_of_a_work_order_go_out_backwards(patch: pytest.MonkeyPatch) -> None:
    right = Lanes.begin
    patch.setattr(Lanes, "begin", lambda self, letters: {k: v[::-1] for k, v in right(self, letters).items()})


@plants(APPOINTMENTS, ONCE)
def letters_of_a_work_order_overtake_each_other(patch: pytest.MonkeyPatch) -> None:
    begun: set[str] = set()

    def wrong(_self: Lanes, letters: Iterable[Letter]) -> dict[str, list[Letter]]:
        lanes: dict[str, list[Letter]] = {}
        for letter in letters:
            if letter.id not in begun:
                begun.add(letter.id)
                lanes.setdefault(letter.workorder_id, []).append(letter)
        return lanes

    patch.setattr(Lanes, "begin", wrong)


@plants(GONE, APPOINTMENTS)
def a_cancellation_is_not_told(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, shop: Any, identity: Any, workorder_id: str, asked: Any) -> Any:
        if asked.status != "CANCELLED":
            return (yield from right(shop, identity, workorder_id, asked=asked))
        order = {**workorders.workorder_of(shop, workorder_id), "status": asked.status}
        shop.store.put("workorder", workorder_id, order)
        return Answer(200, order)

    restep(patch, STATUS, wrong)


@plants(DRAINS)
def a_refused_event_is_sent_again_as_it_was(patch: pytest.MonkeyPatch) -> None:
    right = finalize._accept

    def wrong(shop: Any, identity: Any, order: Any, asked: Any) -> list[Letter]:
        earlier = finalize._earlier(shop, order)
        return earlier if len(earlier) == len(finalize.EVENTS) else right(shop, identity, order, asked)

    patch.setattr(finalize, "_accept", wrong)


@plants(MONEY)
def declined_parts_are_billed(patch: pytest.MonkeyPatch) -> None:
    right = finalize._totals
    patch.setattr(
        finalize,
        "_totals",
        lambda order, parts: right(order, [{**part, "declined": False} for part in parts]),
    )


@plants(MONEY)
def lines_are_rounded_down(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lines, "amount", lambda value: value.quantize(CENT, ROUND_DOWN))


@plants(MONEY)
def lines_are_rounded_half_to_even(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lines, "amount", lambda value: Decimal(value).quantize(CENT, ROUND_HALF_EVEN))


@plants(MONEY)
def the_bill_leaves_the_tax_out_of_its_total(patch: pytest.MonkeyPatch) -> None:
    right = finalize._totals

    def wrong(order: Any, parts: Any) -> Any:
        return right({**order, "taxTotal": 0}, parts) | {"taxTotal": order["taxTotal"]}

    patch.setattr(finalize, "_totals", wrong)
    patch.setattr(envelope, "sealed", lambda _event, told: as_json(told).encode())


@plants(MONEY)
def the_total_forgets_a_line(patch: pytest.MonkeyPatch) -> None:
    right = taxing._summed

    def wrong(estimate: Any, taxes: Any) -> Any:
        summed = right(estimate, taxes)
        less = summed["items"][-1]["subtotal"] if len(summed["items"]) > 2 else 0
        return {**summed, "subtotal": summed["subtotal"] - less}

    patch.setattr(taxing, "_summed", wrong)


@plants(GONE, ONCE, DRAINS)
def an_acknowledgement_of_another_event_will_do(patch: pytest.MonkeyPatch) -> None:
    """Whatever answers 202, the event counts as delivered; here a refusal is taken for one, too."""
    right = deliver

    def wrong(policy: Any, kind: type, valid: Any) -> Any:
        delivered = yield from right(policy, kind, valid)
        refused = delivered.last_status == 400
        return replace(delivered, fate=Fate.ACKNOWLEDGED) if refused else delivered

    patch.setattr(publishing, "deliver", wrong)


@plants("what_workexec_says_is_true")
def a_blocked_step_is_told_as_a_server_error(patch: pytest.MonkeyPatch) -> None:
    def wrong(letters: list[Letter], **more: Any) -> Answer:
        answer = blocked(letters, **more)
        return Answer(500, answer.body) if answer.status == 503 else answer

    patch.setattr(finalize, "blocked", wrong)


@plants(MONEY)
def more_is_billed_than_was_used(patch: pytest.MonkeyPatch) -> None:
    right = finalize._used
    patch.setattr(
        finalize,
        "_used",
        lambda *args: {**(used := right(*args)), "usageQuantity": used["usageQuantity"] + 1},
    )


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


@plants(MONEY)
def what_was_planned_is_billed_instead_of_what_was_used(patch: pytest.MonkeyPatch) -> None:
    def wrong(right: Any, shop: Any, identity: Any, workorder_id: str, asked: Any) -> Any:
        parts = [part.model_copy(update={"usage_quantity": None}) for part in asked.parts or ()]
        return right(shop, identity, workorder_id, asked.model_copy(update={"parts": parts}))

    restep(patch, FINALIZE, wrong)


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


@plants(BESIDE)
def a_letter_goes_out_beside_itself(patch: pytest.MonkeyPatch) -> None:
    """To a user who tries again while what a crash left behind is delivered."""
    right = Publisher.deliver

    def wrong(self: Publisher, letter: Letter, identity: Any) -> Any:
        self._under_way.clear()
        return (yield from right(self, letter, identity))

    patch.setattr(Publisher, "deliver", wrong)


@plants(RETRIES)
def an_event_goes_out_in_the_trace_of_whoever_sends_it(patch: pytest.MonkeyPatch) -> None:
    right = publishing._exchange
    patch.setattr(
        publishing,
        "_exchange",
        lambda letter, identity: right(letter, identity)._replace(trace_id=identity.trace),
    )


def settled_as(patch: pytest.MonkeyPatch, **before: Any) -> None:
    """What became of a letter is written as if it had been otherwise before."""
    right = Publisher._settle
    patch.setattr(
        Publisher,
        "_settle",
        lambda self, letter, delivered, identity: right(self, letter._replace(**before), delivered, identity),
    )


@plants(GONE)
def every_replay_that_fails_is_announced_again(patch: pytest.MonkeyPatch) -> None:
    settled_as(patch, standing=Standing.PENDING)


@plants(GONE)
def the_attempts_of_a_replay_replace_those_before(patch: pytest.MonkeyPatch) -> None:
    settled_as(patch, attempts=0)
