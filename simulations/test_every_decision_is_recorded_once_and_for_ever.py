"""No decision takes place without its audit record, each has one, and no record ever changes (F27, F59).

Beside a list of records as they were when they were made, through moods of Audit and deaths of WorkExec.
"""

from __future__ import annotations

import copy
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from simulations.town import PACE, Mood, Town, dies
from workexec_contracts.consumer.workflow.approval import BECOMES, MAY
from workexec_contracts.simulation.life import ADD_PART, CREATE, route

VERBS = sorted(BECOMES)
MOODS = st.sampled_from([*(mood for mood in Mood if mood is not Mood.REFUSING), Mood.FINE, Mood.FINE])
USERS = st.sampled_from(["USER-001", "USER-002"])


class Decisions(RuleBasedStateMachine):
    @initialize(with_a_part=st.booleans())
    def somebody_makes_an_estimate(self, with_a_part: bool) -> None:  # noqa: FBT001  # drawn
        self.town = Town()
        self.records: dict[str, Any] = {}
        """What Audit had when it was first looked at."""
        asked = {"customerId": "CUST-001", "vehicleId": "VEH-001"}
        self.values = {"estimate_id": self.town.ask(CREATE, {}, asked).body["estimateId"]}
        if with_a_part:
            self.town.ask(ADD_PART, self.values, {"sku": "BRK-PAD-F"})

    @rule(seconds=st.sampled_from([1, 3_600]))
    def time_passes(self, seconds: int) -> None:
        self.town.now_s += seconds

    @rule(verb=st.sampled_from(VERBS), user=USERS, mood=MOODS)
    def decide(self, verb: str, user: str, mood: Mood) -> None:
        self.town.mood["audit"] = mood
        before, made = self._estimate(), len(self.records)
        answer = self.town.ask(route("POST", f"/{verb}"), self.values, {"userId": user})
        after = self._estimate()
        if answer.status == 200 and before["status"] != after["status"]:
            assert verb in MAY[before["status"]]
            assert after["status"] == BECOMES[verb]
            assert len(after["auditEventIds"]) == len(before.get("auditEventIds", [])) + 1
        else:
            assert after["status"] == before["status"]
        if answer.status == 409:
            assert len(self._table()) == made

    @rule(verb=st.sampled_from(VERBS), user=USERS, mood=MOODS, dies_at=st.integers(0, 5))
    def workexec_dies_over_it(self, verb: str, user: str, mood: Mood, dies_at: int) -> None:
        self.town.mood["audit"] = mood
        dies(partial(self.town.ask, route("POST", f"/{verb}"), self.values, {"userId": user}, dies_at))

    @rule()
    def the_late_arrive(self) -> None:
        while self.town.in_the_air:
            self.town.arrive(0)

    @invariant()
    def no_record_changes_or_goes(self) -> None:
        table = self._table()
        for record_id, record in self.records.items():
            assert table[record_id] == record
        self.records = copy.deepcopy(table)

    @invariant()
    def each_decision_is_recorded_in_its_turn(self) -> None:
        estimate, table = self._estimate(), self._table()
        recorded = [table[record_id] for record_id in estimate.get("auditEventIds", [])]
        assert [one["resourceId"] for one in recorded] == [estimate["estimateId"]] * len(recorded)
        last = recorded[-1]["eventType"] if recorded else "ESTIMATE_DRAFT"
        assert last == f"ESTIMATE_{estimate['status']}"

    @invariant()
    def nothing_else_is_recorded_but_what_is_being_decided(self) -> None:
        estimate, table = self._estimate(), self._table()
        others = [row for key, row in table.items() if key not in estimate.get("auditEventIds", [])]
        assert len(others) <= ("deciding" in estimate)
        for row in others:
            assert row["action"] == estimate["deciding"]["body"]["action"]

    @invariant()
    def an_approved_estimate_has_one_work_order(self) -> None:
        estimate = self._estimate()
        assert (estimate["status"] == "APPROVED") == ("workorderId" in estimate)

    def _estimate(self) -> dict[str, Any]:
        return self.town.store.get("estimate", self.values["estimate_id"]) or {}

    def _table(self) -> dict[str, Any]:
        return self.town.state.table("createAuditEvent")


TestDecisions = Decisions.TestCase
TestDecisions.settings = PACE
