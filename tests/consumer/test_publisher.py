"""Events are delivered by policy, or kept (F11, F17, F19, F57, F58)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.consumer.world import ADVISOR, World, shop
from workexec_contracts.consumer import Publisher, Raw, Shop, Standing, Unsendable
from workexec_contracts.consumer.exchange import WrongRequest
from workexec_contracts.contracts import events
from workexec_contracts.contracts.inventory import parts_usage_recorded
from workexec_contracts.contracts.people import work_session_recorded
from workexec_contracts.contracts.shopmgmt import status_changed
from workexec_contracts.contracts.vocabulary import FailMode, Outcome
from workexec_contracts.contracts.workexec import event_dead_lettered
from workexec_contracts.policy import Answered

if TYPE_CHECKING:
    from workexec_contracts.consumer import Letter
    from workexec_contracts.contracts.vocabulary import Event

DELIVERED = [event for event in events() if event.policy is not None]
each_event = pytest.mark.parametrize("event", DELIVERED, ids=lambda event: event.name)


def accepted(work: Shop, event: Event, **changes: object) -> Letter:
    data = {name: value for name, value in event.example["data"].items() if name != "correlationId"}
    letter = work.publisher.composer.letter(event, ADVISOR, "WO-001", "WO-001", {**data, **changes})
    work.store.accept(letter)
    return letter


@each_event
def test_an_acknowledged_event_is_done(event: Event) -> None:
    world, work = World(), shop()
    letter = world.run(work.publisher.deliver(accepted(work, event), ADVISOR))
    assert (letter.standing, letter.attempts, letter.last_status) == (Standing.ACKNOWLEDGED, 1, 202)
    assert work.store.notices() == []


@each_event
def test_every_attempt_is_the_same_but_for_its_span(event: Event) -> None:
    world, work = World(503, Outcome.CONNECTION_FAILED, Outcome.TIMED_OUT), shop()
    letter = world.run(work.publisher.deliver(accepted(work, event), ADVISOR))
    assert event.policy is not None
    assert (letter.standing, letter.attempts, world.waits) == (
        Standing.ACKNOWLEDGED,
        4,
        list(event.policy.retry.delays_s),
    )
    assert {call.body for call in world.sent} == {letter.body}
    assert {call.headers["idempotency-key"] for call in world.sent} == {letter.id}
    assert {trace for _, trace, _, _ in world.spans()} == {letter.envelope["traceparent"].split("-")[1]}
    assert len({span for _, _, span, _ in world.spans()}) == 4


@each_event
def test_after_the_last_retry_the_fail_mode_decides(event: Event) -> None:
    work = shop()
    letter = World(503, 503, 503, 503).run(work.publisher.deliver(accepted(work, event), ADVISOR))
    assert event.policy is not None
    closed = event.policy.fail_mode is FailMode.CLOSED
    assert letter.standing is (Standing.PENDING if closed else Standing.DEAD)
    ((notice),) = work.store.notices()
    assert (notice["level"], notice["correlationId"]) == ("warning", letter.correlation_id)
    announced = work.store.get("dead-letter event", letter.id)
    assert (announced is None) is closed
    if announced:
        event_dead_lettered.envelope.model_validate(announced)
        assert announced["data"]["event"] == letter.envelope


def test_a_refused_fail_closed_event_is_never_sent_again() -> None:
    world, work = World(), shop()
    refused = world.run(
        work.publisher.deliver(accepted(work, work_session_recorded, personId="NOBODY"), ADVISOR)
    )
    assert (refused.standing, refused.code, refused.display) == (
        Standing.REFUSED,
        "INVALID_PERSON_ID",
        "Person not found",
    )
    assert world.run(work.publisher.drain(ADVISOR)) == []


def test_a_blocked_event_goes_out_again_the_same() -> None:
    world, work = World(503, 503, 503, 503), shop()
    first = world.run(work.publisher.deliver(accepted(work, work_session_recorded), ADVISOR))
    (again,) = world.run(work.publisher.drain(ADVISOR))
    assert (again.id, again.body, again.standing, again.attempts) == (
        first.id,
        first.body,
        Standing.ACKNOWLEDGED,
        5,
    )


@pytest.mark.parametrize("told", ["login", {}, {"eventId": "evt-other", "status": "ACCEPTED"}], ids=repr)
@each_event
def test_a_202_about_something_else_acknowledges_nothing(event: Event, told: object) -> None:
    world, work = World(), shop()
    world.spoil = lambda _: told
    letter = world.run(work.publisher.deliver(accepted(work, event), ADVISOR))
    assert letter.standing is (Standing.PENDING if letter.is_closed else Standing.DEAD)
    assert letter.reason == "202 after 1 attempt, with a body that is not of the contract"


def test_an_acknowledgement_is_never_taken_back() -> None:
    world, work = World(), shop()
    letter = accepted(work, work_session_recorded)
    world.run(work.publisher.deliver(letter, ADVISOR))
    late = World(503, 503, 503, 503).run(work.publisher.deliver(letter, ADVISOR))
    assert late.standing is Standing.ACKNOWLEDGED


def test_a_replayed_dead_letter_is_the_same_event() -> None:
    world, work = World(500), shop()
    dead = world.run(work.publisher.deliver(accepted(work, parts_usage_recorded), ADVISOR))
    assert (dead.standing, dead.attempts) == (Standing.DEAD, 1)
    replayed = world.run(work.publisher.replay(dead, ADVISOR))
    assert replayed.standing is Standing.ACKNOWLEDGED
    assert {call.body for call in world.sent} == {dead.body}
    stock = world.neighbours.state.table("stock")["PROD-BRAKE-PAD"]["quantityOnHand"]
    assert stock == 40 - 2


def test_only_a_dead_letter_is_replayed() -> None:
    work = shop()
    letter = accepted(work, parts_usage_recorded)
    with pytest.raises(ValueError, match="only a dead letter is replayed; this one is pending"):
        World().run(work.publisher.replay(letter, ADVISOR))


def test_the_pending_letters_go_out_in_the_order_of_their_acceptance() -> None:
    world, work = World(), shop()
    letters = [accepted(work, event) for event in (*DELIVERED, *DELIVERED)]
    world.run(work.publisher.drain(ADVISOR))
    assert [json.loads(call.body)["id"] for call in world.sent] == [letter.id for letter in letters]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"billableMinutes": 100_000}, "data.billableMinutes"),
        ({"personId": " "}, "data.personId"),
        ({"extra": 1}, "data.extra"),
    ],
    ids=["rule", "blank", "extra"],
)
def test_what_breaks_the_contract_is_never_accepted(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Unsendable) as refused:
        accepted(shop(), work_session_recorded, **change)
    assert [fault.field for fault in refused.value.wrong] == [field]


@pytest.mark.parametrize("body", [b"{}", b"", b"null"], ids=repr)
def test_a_letter_that_was_spoilt_in_its_store_is_not_sent(body: bytes) -> None:
    world, work = World(), shop()
    spoilt = accepted(work, parts_usage_recorded)._replace(body=body)
    with pytest.raises(WrongRequest):
        world.run(work.publisher.deliver(spoilt, ADVISOR))
    assert world.sent == []


@pytest.mark.parametrize("value", [float("nan"), object(), "\ud800"], ids=["NaN", "object", "half a pair"])
def test_what_json_cannot_say_is_never_accepted(value: object) -> None:
    with pytest.raises(Unsendable) as refused:
        accepted(shop(), status_changed, metadata={"reason": value})
    assert [fault.field for fault in refused.value.wrong] == ["body"]


def test_whoever_is_late_is_told_what_became_of_the_letter() -> None:
    work = shop()
    letter = accepted(work, work_session_recorded)
    assert work.store.update(letter._replace(standing=Standing.ACKNOWLEDGED, attempts=1))
    assert not work.store.update(letter._replace(attempts=4))
    late = World(503, 503, 503, 503).run(work.publisher.deliver(letter, ADVISOR))
    assert (late.standing, late.attempts) == (Standing.ACKNOWLEDGED, 1)


def test_what_somebody_else_has_delivered_is_not_sent_again() -> None:
    world, work = World(), shop()
    letter = accepted(work, work_session_recorded)
    world.run(work.publisher.deliver(letter, ADVISOR))
    again = world.run(work.publisher.deliver(letter, ADVISOR))
    assert (again.standing, len(world.sent)) == (Standing.ACKNOWLEDGED, 1)


def test_what_is_being_delivered_is_not_sent_beside_it() -> None:
    world, work = World(), shop()
    letter = accepted(work, work_session_recorded)
    plan = work.publisher.deliver(letter, ADVISOR)
    next(plan)
    beside = world.run(work.publisher.deliver(letter, ADVISOR))
    assert (beside.standing, world.sent) == (Standing.PENDING, [])
    plan.close()
    again = world.run(work.publisher.deliver(letter, ADVISOR))
    assert again.standing is Standing.ACKNOWLEDGED


def test_an_attempt_under_way_takes_no_acknowledgement_back() -> None:
    """Another process may have delivered it meanwhile."""
    work = shop()
    letter = accepted(work, work_session_recorded)
    plan = work.publisher.deliver(letter, ADVISOR)
    next(plan)
    other = Publisher(work.store, work.publisher.composer)
    World().run(other.deliver(letter, ADVISOR))
    with pytest.raises(StopIteration) as ended:
        plan.send(Answered(500, 1.0, Raw(500, {}, b"")))
    assert ended.value.value.standing is Standing.ACKNOWLEDGED
