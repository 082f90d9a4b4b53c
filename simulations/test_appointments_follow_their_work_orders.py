"""An appointment has the status of the last event that ShopMgmt heard of first, whatever came again or late.

Beside a list of events in the order in which ShopMgmt first heard of them: those of a work order go out in
turn (F60), a replayed one may come late, and nobody in WorkExec waits for any of it (F57).
"""

from __future__ import annotations

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from simulations.town import NEVER, PACE, Mood, Town, dies
from workexec_contracts.consumer import Lanes, Standing
from workexec_contracts.contracts.shopmgmt import APPOINTMENT_STATUS
from workexec_contracts.simulation.life import STATUS

ORDER = {"workorder_id": "WO-001"}
STATUSES = ("ASSIGNED", "WORK_IN_PROGRESS", "AWAITING_PARTS", "COMPLETED", "CANCELLED")
MOODS = st.sampled_from([*Mood, Mood.FINE, Mood.FINE])


class Appointments(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.town = Town()
        self.first = self._appointment()
        self.heard: dict[str, str] = {}
        """Events by their ids, in the order in which ShopMgmt first heard of them, and their new status."""
        self.accepted: list[str] = []

    def _appointment(self) -> str:
        status: str = self.town.state.table("appointments")["APT-001"]["status"]
        return status

    @rule(status=st.sampled_from(STATUSES))
    def the_work_order_changes(self, status: str) -> None:
        before = self.town.store.get("workorder", "WO-001") or {}
        answer = self.town.ask(STATUS, ORDER, {"status": status, "changedBy": "TECH-001"})
        assert (answer.status, answer.body["status"]) == (200, status)
        events = [told["eventId"] for told in answer.body.get("events", ())]
        assert len(events) == (before["status"] != status)
        self.accepted += events

    @rule(mood=MOODS, dies_at=st.integers(0, 8) | st.just(NEVER))
    def workexec_delivers_in_the_background(self, mood: Mood, dies_at: int) -> None:
        self.town.mood["shopmgmt"] = mood
        lanes = Lanes().begin(self.town.store.pending_of("WO-001"))
        for letter in lanes.get("WO-001", []):
            if self._send(letter.id, dies_at):
                return

    @precondition(lambda self: self.town.store.dead)
    @rule(which=st.integers(0, 9), mood=MOODS, dies_at=st.integers(0, 5) | st.just(NEVER))
    def an_operator_replays(self, which: int, mood: Mood, dies_at: int) -> None:
        self.town.mood["shopmgmt"] = mood
        dead = self.town.store.letters(Standing.DEAD)
        self._send(dead[which % len(dead)].id, dies_at)

    def _send(self, letter_id: str, dies_at: int) -> bool:
        """Whether WorkExec died of it."""
        letter = self.town.store.letter(letter_id)
        assert letter is not None
        before = self.town.attempts.total()
        died = dies(partial(self.town.deliver, letter, dies_at))
        if self.town.attempts.total() > before and self.town.is_up_to("shopmgmt").heard:
            self._hears(letter_id)
        return died

    @precondition(lambda self: self.town.in_the_air)
    @rule(which=st.integers(0, 9))
    def a_late_one_arrives(self, which: int) -> None:
        air = self.town.in_the_air
        self._hears(air[which % len(air)].headers["idempotency-key"])
        self.town.arrive(which)

    def _hears(self, letter_id: str) -> None:
        letter = self.town.store.letter(letter_id)
        assert letter is not None
        self.heard.setdefault(letter_id, letter.envelope["data"]["newStatus"])

    @invariant()
    def the_appointment_follows(self) -> None:
        statuses = [
            APPOINTMENT_STATUS[status] for status in self.heard.values() if status in APPOINTMENT_STATUS
        ]
        assert self._appointment() == (statuses or [self.first])[-1]

    @invariant()
    def events_are_kept_in_their_turn(self) -> None:
        letters = [letter for letter in self.town.store.letters() if letter.domain == "shopmgmt"]
        assert [letter.id for letter in letters] == self.accepted
        pending = [letter.id for letter in letters if letter.standing is Standing.PENDING]
        assert [letter.id for letter in self.town.store.pending_of("WO-001")] == pending
        assert not pending or pending == self.accepted[-len(pending) :]

    def teardown(self) -> None:
        never_away = not self.town.store.dead and not self.town.in_the_air
        self.town.mood.clear()
        for letter in self.town.store.letters(Standing.PENDING):
            self._send(letter.id, NEVER)
        if never_away and self.accepted:
            order = self.town.store.get("workorder", "WO-001") or {}
            assert list(self.heard) == self.accepted or self._was_replayed()
            assert self.heard[self.accepted[-1]] == order["status"]

    def _was_replayed(self) -> bool:
        """An event that had been dead may have come after later ones."""
        return any(self.town.store.get("dead-letter event", letter_id) for letter_id in self.accepted)


TestAppointments = Appointments.TestCase
TestAppointments.settings = PACE
