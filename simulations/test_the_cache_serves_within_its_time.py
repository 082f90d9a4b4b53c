"""A read is an answer, within its time the cache's, stale only where CRM is away, and gone after a 404.

The real client with its cache and its retries, beside a dict with times (F09, F54, F55).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from simulations.town import PACE, Mood, Town
from workexec_contracts.consumer import Failed, Found, operation_of
from workexec_contracts.contracts.vocabulary import Outcome

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint

ASKED = {
    "getCustomer": ("customers", [{"customerId": "CUST-001"}]),
    "getVehicle": ("vehicles", [{"vehicleId": "VEH-001"}]),
    "getApprovalPolicy": ("approvalPolicies", [{"locationId": "LOC-001"}]),
    "searchCustomers": ("customers", [{"query": "CUST"}]),
    "listTaxCodes": ("taxCodes", [{"locationId": "LOC-001"}]),
}
CASES = [(name, asked) for name, (_, many) in ASKED.items() for asked in many]
COLUMN = {"customers": "name", "vehicles": "description", "approvalPolicies": "legalTermsText"}
SECONDS = st.sampled_from([0, 1, 899, 900, 3_599, 3_600, 3_600])
MOODS = st.sampled_from([Mood.FINE, Mood.FINE, Mood.AWAY, Mood.BROKEN, Mood.UNREACHABLE, Mood.LATE])
STALE = {Mood.AWAY, Mood.UNREACHABLE, Mood.LATE}
OUTCOMES = {
    Mood.AWAY: Outcome.UNAVAILABLE,
    Mood.UNREACHABLE: Outcome.CONNECTION_FAILED,
    Mood.LATE: Outcome.TIMED_OUT,
}


class Reading(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.town = Town()
        self.kept: dict[tuple[str, str], tuple[Any, float]] = {}
        """The answer to each question, and when it came."""
        self.edits = 0
        self.removed: dict[tuple[str, str], Any] = {}

    @rule(table=st.sampled_from(sorted(COLUMN)))
    def somebody_edits_a_row(self, table: str) -> None:
        self.edits += 1
        for key, row in list(self.town.state.table(table).items())[:2]:
            self.town.state.table(table)[key] = {**row, COLUMN[table]: f"John CUST, edited {self.edits}"}

    @rule(name=st.sampled_from(["getCustomer", "getVehicle"]))
    def a_row_goes_or_comes_back(self, name: str) -> None:
        table, asked = ASKED[name][0], next(iter(ASKED[name][1][0].values()))
        rows = self.town.state.table(table)
        if (table, asked) in self.removed:
            rows[asked] = self.removed.pop((table, asked))
        else:
            self.removed[table, asked] = rows.pop(asked)

    @rule(name=st.sampled_from(["getCustomer", "getVehicle"]), mood=MOODS)
    def somebody_looks_twice_for_a_row_that_is_gone(self, name: str, mood: Mood) -> None:
        """The second time CRM may be away: what it has once called gone is not shown as stale."""
        table, (asked, *_) = ASKED[name]
        if (table, *asked.values()) not in self.removed:
            self.a_row_goes_or_comes_back(name)
        self.read((name, asked), Mood.FINE, 3_600)
        self.read((name, asked), mood, 0)

    @rule(case=st.sampled_from(CASES), mood=MOODS, seconds=SECONDS)
    def read(self, case: tuple[str, dict[str, str]], mood: Mood, seconds: int) -> None:
        """After a while, of a neighbour in some mood."""
        name, asked = case
        self.town.now_s += seconds
        operation, key = operation_of(name), (name, str(asked))
        client = self.town.shop.neighbours.of(name)
        self.town.mood[client.domain.name] = mood
        before = self.town.attempts[name]
        found = self.town.run(client.read(self.town.identity, **asked))
        attempts = self.town.attempts[name] - before
        kept = self.kept.get(key)
        begun_s = self.town.now_s - waited(operation, mood, attempts)
        if kept is not None and operation.cache and begun_s - kept[1] < operation.cache.ttl_s:
            assert (attempts, says(found)) == (0, ("cache", kept[0]))
            return
        assert attempts == (1 + len(operation.policy.retry.delays_s) if retried(operation, mood) else 1)
        if mood is Mood.FINE:
            self._answered(key, found, cached=operation.cache is not None)
        elif kept is not None and operation.cache and operation.cache.stale_on and mood in STALE:
            assert says(found) == ("stale", kept[0])
        else:
            assert isinstance(found, Failed)

    def _answered(self, key: tuple[str, str], found: object, *, cached: bool) -> None:
        if isinstance(found, Failed):
            assert found.status == 404
            self.kept.pop(key, None)
            return
        source, value = says(found)
        assert source == "answer"
        if cached:
            self.kept[key] = (value, self.town.now_s)


def retried(operation: Endpoint, mood: Mood) -> bool:
    """Whether the policy knows that failure."""
    return OUTCOMES.get(mood) in operation.policy.retry.on


def waited(operation: Endpoint, mood: Mood, attempts: int) -> float:
    """How long a read took in all."""
    timeouts = attempts * operation.policy.timeout_s if mood is Mood.LATE else 0
    return timeouts + sum(operation.policy.retry.delays_s[: max(attempts - 1, 0)])


def says(found: object) -> tuple[str, Any]:
    """Where an answer came from, and what it says."""
    assert isinstance(found, Found), found
    return found.source, found.value.to_wire()


TestReading = Reading.TestCase
TestReading.settings = PACE
