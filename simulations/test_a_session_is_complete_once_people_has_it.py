"""A work session counts as complete in WorkExec only when People has it, and People has it once (F58).

Beside a dict of what each technician has been told, through moods of People, persons it does not know for a
while, deaths of WorkExec, and technicians who try again.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from simulations.town import NEVER, PACE, Mood, Town, dies
from workexec_contracts.consumer import Standing
from workexec_contracts.simulation.life import SESSIONS

ORDER = {"workorder_id": "WO-001"}
NAMES = ("SESSION-101", "SESSION-102", None)
"""None for a technician who leaves it to WorkExec to name the session."""
MOODS = st.sampled_from([mood for mood in Mood if mood is not Mood.REFUSING] + [Mood.FINE] * 3)


def session(name: str | None, minutes: int) -> dict[str, Any]:
    return {
        **({"workSessionId": name} if name else {}),
        "personId": "TECH-001",
        "startTime": "2026-01-25T08:00:00Z",
        "endTime": "2026-01-25T12:30:00Z",
        "breakDurationMinutes": 30,
        "billableMinutes": minutes,
    }


class Sessions(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.town = Town()
        self.complete: dict[str, int] = {}
        """Sessions that a technician was told are complete, and their minutes."""
        self.person: dict[str, Any] | None = None
        """The technician, while People does not know him."""

    @rule()
    def the_person_goes_or_comes_back(self) -> None:
        people = self.town.state.table("people")
        if self.person:
            people["TECH-001"], self.person = self.person, None
        else:
            self.person = people.pop("TECH-001")

    @rule(name=st.sampled_from(NAMES), minutes=st.sampled_from([200, 240]), mood=MOODS)
    def log(self, name: str | None, minutes: int, mood: Mood) -> None:
        self.town.mood["people"] = mood
        answer = self.town.ask(SESSIONS, ORDER, session(name, minutes))
        if answer.status == 201:
            told: str = answer.body["workSessionId"]
            assert self.complete.get(told, minutes) == minutes
            self.complete[told] = minutes
        elif answer.status == 503:
            assert answer.body["retryable"]
            assert mood is not Mood.FINE
        elif answer.status == 409:
            assert name in self._known()
        else:
            assert (answer.status, answer.body["code"]) == (400, "INVALID_PERSON_ID")

    @rule(
        name=st.sampled_from(NAMES),
        minutes=st.sampled_from([200, 240]),
        mood=MOODS,
        dies_at=st.integers(0, 9),
    )
    def workexec_dies_over_it(self, name: str | None, minutes: int, mood: Mood, dies_at: int) -> None:
        self.town.mood["people"] = mood
        dies(partial(self.town.ask, SESSIONS, ORDER, session(name, minutes), dies_at))

    @rule()
    def longer_than_the_clock_says_is_refused_before_anybody_hears_of_it(self) -> None:
        before = self.town.attempts.total()
        answer = self.town.ask(SESSIONS, ORDER, session("SESSION-900", 241))
        assert (answer.status, answer.body["code"]) == (400, "VALIDATION_ERROR")
        assert self.town.attempts.total() == before

    @rule(dies_at=st.integers(0, 5) | st.just(NEVER))
    def workexec_restarts_and_delivers(self, dies_at: int) -> None:
        for letter in self.town.store.letters(Standing.PENDING):
            dies(partial(self.town.deliver, letter, dies_at))

    @precondition(lambda self: self.town.in_the_air)
    @rule()
    def the_late_arrive(self) -> None:
        """But for those of refused events: People would have the session twice (F58)."""
        letter = self.town.store.letter(self.town.in_the_air[0].headers["idempotency-key"])
        if letter is None or letter.standing is Standing.REFUSED:
            self.town.in_the_air.pop(0)
        else:
            self.town.arrive(0)

    def _known(self) -> set[str]:
        return {letter.envelope["data"]["workSessionId"] for letter in self.town.store.letters()}

    @invariant()
    def people_has_whatever_is_complete(self) -> None:
        had = {row["workSessionId"]: row["billableMinutes"] for row in self._rows()}
        assert had.items() >= self.complete.items()

    @invariant()
    def nobody_is_paid_twice(self) -> None:
        names = [row["workSessionId"] for row in self._rows()]
        assert len(names) == len(set(names))

    @invariant()
    def only_what_people_has_is_acknowledged(self) -> None:
        events = self.town.state.table("sessions")
        assert all(letter.id in events for letter in self.town.store.letters(Standing.ACKNOWLEDGED))

    def _rows(self) -> list[dict[str, Any]]:
        return list(self.town.state.table("sessions").values())

    def teardown(self) -> None:
        self.town.mood.clear()
        if self.person:
            self.the_person_goes_or_comes_back()
        self.town.drain(self.town.store.letters())
        assert not self.town.store.letters(Standing.PENDING)
        wanted = {letter.id for letter in self.town.store.letters(Standing.ACKNOWLEDGED)}
        assert wanted == set(self.town.state.table("sessions"))


TestSessions = Sessions.TestCase
TestSessions.settings = PACE
