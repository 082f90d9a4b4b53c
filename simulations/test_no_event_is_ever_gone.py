"""An accepted event is delivered once, in the dead letters, waiting, or refused for good: nothing else.

Beside a table of what should have become of each, through moods of its neighbours, deaths of WorkExec and
replays. At the end everybody is fine again, and whatever was not refused arrives.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from simulations.town import NEVER, PACE, Mood, Town, dies
from workexec_contracts.consumer import Standing
from workexec_contracts.contracts.accounting import snapshot_finalized
from workexec_contracts.contracts.order import ready_for_billing
from workexec_contracts.contracts.people import work_session_recorded
from workexec_contracts.contracts.shopmgmt import status_changed

if TYPE_CHECKING:
    from workexec_contracts.consumer import Letter
    from workexec_contracts.contracts.vocabulary import Event

EVENTS: dict[str, Event] = {
    event.name: event
    for event in (snapshot_finalized, ready_for_billing, work_session_recorded, status_changed)
}
DEATHS = st.just(NEVER) | st.just(NEVER) | st.integers(0, 5)


@dataclass
class Expected:
    """What should have become of an event."""

    standing: Standing = Standing.PENDING
    effects: int = 0


class Delivery(RuleBasedStateMachine):
    letters: Bundle[str] = Bundle("letters")

    def __init__(self) -> None:
        super().__init__()
        self.town = Town()
        self.expected: dict[str, Expected] = {}

    @rule(target=letters, name=st.sampled_from(sorted(EVENTS)))
    def accept(self, name: str) -> str:
        event = EVENTS[name]
        data = {member: value for member, value in event.example["data"].items() if member != "correlationId"}
        composer = self.town.shop.publisher.composer
        letter = composer.letter(event, self.town.identity, "WO-001", "WO-001", data)
        self.town.store.accept(letter)
        self.expected[letter.id] = Expected()
        return letter.id

    @rule(letter_id=letters, mood=st.sampled_from(Mood), dies_at=DEATHS)
    def send(self, letter_id: str, mood: Mood, dies_at: int) -> None:
        letter, expected = self._letter(letter_id), self.expected[letter_id]
        if letter.standing not in {Standing.PENDING, Standing.DEAD}:
            return
        self.town.mood[letter.domain] = mood
        before = self.town.attempts.total()
        died = dies(partial(self.town.deliver, letter, dies_at))
        attempts = self.town.attempts.total() - before
        if attempts and mood.heard:
            expected.effects = 1
        if not died:
            expected.standing = became(letter, mood)
            assert attempts == (4 if mood.retried else 1)

    @rule()
    def the_late_arrive(self) -> None:
        if self.town.in_the_air:
            call = self.town.in_the_air[0]
            self.expected[call.headers["idempotency-key"]].effects = 1
            self.town.arrive(0)

    @invariant()
    def everything_is_where_it_should_be(self) -> None:
        kept = {letter.id: letter for letter in self.town.store.letters()}
        assert kept.keys() == self.expected.keys()
        for letter_id, expected in self.expected.items():
            assert kept[letter_id].standing is expected.standing
            assert self.town.effects(kept[letter_id]) == expected.effects

    @invariant()
    def whoever_runs_workexec_can_see_the_dead(self) -> None:
        for letter in self.town.store.letters(Standing.DEAD):
            told = self.town.store.get("dead-letter event", letter.id)
            assert told is not None
            assert told["data"]["event"] == letter.envelope

    def teardown(self) -> None:
        self.town.mood.clear()
        self.town.drain(self.town.store.letters())
        for letter in self.town.store.letters():
            refused = self.expected[letter.id].standing is Standing.REFUSED
            assert letter.standing is (Standing.REFUSED if refused else Standing.ACKNOWLEDGED)
            assert refused or self.town.effects(letter) == 1

    def _letter(self, letter_id: str) -> Letter:
        letter = self.town.store.letter(letter_id)
        assert letter is not None
        return letter


def became(letter: Letter, mood: Mood) -> Standing:
    """What the document has become of an event whose attempts all met that mood."""
    if mood is Mood.FINE:
        return Standing.ACKNOWLEDGED
    if not letter.is_closed:
        return Standing.DEAD
    return Standing.REFUSED if mood is Mood.REFUSING else Standing.PENDING


TestDelivery = Delivery.TestCase
TestDelivery.settings = PACE
