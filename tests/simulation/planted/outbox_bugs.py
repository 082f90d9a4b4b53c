"""Bugs of WorkExec's outbox: events that get lost, go out wrongly, or end as what they are not."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.simulation.planted.claimed import APPOINTMENTS, BESIDE, CLOSED, DRAINS, GONE, ONCE, RETRIES
from tests.simulation.planted.planting import Garden, restep
from workexec_contracts.consumer import Lanes, Publisher, Standing
from workexec_contracts.consumer import publisher as publishing
from workexec_contracts.consumer.workflow import finalize
from workexec_contracts.policy import Delivered, Fate, deliver
from workexec_contracts.simulation.life import STATUS
from workexec_contracts.simulation.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from workexec_contracts.consumer.letter import Letter

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


@plants(DRAINS)
def a_refused_event_is_sent_again_as_it_was(patch: pytest.MonkeyPatch) -> None:
    right = finalize._accept

    def wrong(shop: Any, identity: Any, order: Any, asked: Any) -> list[Letter]:
        earlier = finalize._earlier(shop, order)
        return earlier if len(earlier) == len(finalize.EVENTS) else right(shop, identity, order, asked)

    patch.setattr(finalize, "_accept", wrong)


@plants(GONE, ONCE, DRAINS)
def an_acknowledgement_of_another_event_will_do(patch: pytest.MonkeyPatch) -> None:
    """Whatever answers 202, the event counts as delivered; here a refusal is taken for one, too."""
    right = deliver

    def wrong(policy: Any, kind: type, valid: Any) -> Any:
        delivered = yield from right(policy, kind, valid)
        refused = delivered.last_status == 400
        return replace(delivered, fate=Fate.ACKNOWLEDGED) if refused else delivered

    patch.setattr(publishing, "deliver", wrong)


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
