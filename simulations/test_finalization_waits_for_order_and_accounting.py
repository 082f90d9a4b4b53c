"""A work order is finalized once Order and Accounting have acknowledged (F18); Inventory never holds it up.

Beside two flags and a count of what was booked: through moods of all three, deaths of WorkExec, customers and
GL accounts that are missing for a while, and a clerk who tries again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from simulations.town import NEVER, PACE, Mood, Town, dies
from workexec_contracts.consumer import Standing
from workexec_contracts.simulation.life import FINALIZE

if TYPE_CHECKING:
    from workexec_contracts.consumer import Answer

ORDER = {"workorder_id": "WO-001"}
ASKED = {"finalizedBy": "SUPER-001", "poNumber": "PO-2026-001"}
BOOKS = {"order": "salesOrders", "accounting": "ledger"}
MISSING = {"order": ("customers", "CUST-001"), "accounting": ("glAccounts", "LOC-001")}
"""What each needs to know beforehand, by the name of its table and its key (F21)."""
MOODS = st.sampled_from([mood for mood in Mood if mood is not Mood.REFUSING] + [Mood.FINE] * 3)


class Finalization(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.town = Town()
        self.acknowledged = dict.fromkeys(BOOKS, False)
        self.booked = dict.fromkeys(BOOKS, False)
        self.begun = self.done = False
        self.away: dict[str, dict[str, Any]] = {}

    @rule(domain=st.sampled_from(sorted(BOOKS)))
    def a_row_goes_or_comes_back(self, domain: str) -> None:
        table, key = MISSING[domain]
        if domain in self.away:
            self.town.state.table(table)[key] = self.away.pop(domain)
        else:
            self.away[domain] = self.town.state.table(table).pop(key)

    @rule(order=MOODS, accounting=MOODS, inventory=MOODS)
    def the_clerk_finalizes(self, order: Mood, accounting: Mood, inventory: Mood) -> None:
        self.town.mood = {"order": order, "accounting": accounting, "inventory": inventory}
        answer = self.town.ask(FINALIZE, ORDER, ASKED)
        self.begun = True
        if not self.done:
            for domain in BOOKS:
                self._was_told(domain)
        if all(self.acknowledged.values()):
            self.done = True
            assert answer.status == 200
            assert answer.body["finalizedAt"]
        else:
            self._is_blocked(answer)

    @rule(order=MOODS, accounting=MOODS, dies_at=st.integers(0, 12))
    def workexec_dies_over_it(self, order: Mood, accounting: Mood, dies_at: int) -> None:
        self.town.mood = {"order": order, "accounting": accounting}
        before = self.town.attempts.copy()
        died = dies(partial(self.town.ask, FINALIZE, ORDER, ASKED, dies_at))
        told = self.town.attempts - before
        self.begun |= self.town.store.get("workorder", "WO-001").get("finalizing") is not None  # type: ignore[union-attr]
        for domain in BOOKS:
            if told[f"deliver{domain.capitalize()}Event"]:
                self._heard(domain)
        self.acknowledged = {domain: self._kept(domain) for domain in BOOKS}
        if not died:
            self.done |= all(self.acknowledged.values())

    @precondition(lambda self: self.begun and not self.done)
    @rule()
    def other_data_are_refused(self) -> None:
        answer = self.town.ask(FINALIZE, ORDER, {"finalizedBy": "SUPER-002"})
        assert (answer.status, answer.body["code"]) == (409, "FINALIZATION_PENDING")

    @rule(dies_at=st.integers(0, 5) | st.just(NEVER))
    def the_stock_is_told_in_the_background(self, dies_at: int) -> None:
        for letter in self.town.store.letters(Standing.PENDING, Standing.DEAD):
            if letter.domain == "inventory":
                dies(partial(self.town.deliver, letter, dies_at))

    @precondition(lambda self: self.town.in_the_air)
    @rule()
    def the_late_arrive(self) -> None:
        """But for those of refused events: beside its corrected one it would be booked, too (F58)."""
        call = self.town.in_the_air[0]
        letter = self.town.store.letter(call.headers["idempotency-key"])
        if letter is None or letter.standing is Standing.REFUSED:
            self.town.in_the_air.pop(0)
            return
        self.town.arrive(0)
        if letter.domain in BOOKS and letter.domain not in self.away:
            self.booked[letter.domain] = True

    def _was_told(self, domain: str) -> None:
        """What the attempts of one delivery have come to."""
        if not self.acknowledged[domain]:
            self._heard(domain)
            fine = self.town.is_up_to(domain) is Mood.FINE
            self.acknowledged[domain] = fine and self.booked[domain]

    def _heard(self, domain: str) -> None:
        if self.town.is_up_to(domain).heard and domain not in self.away:
            self.booked[domain] = True

    def _is_blocked(self, answer: Answer) -> None:
        refused = self.town.store.letters(Standing.REFUSED)
        if answer.body["retryable"]:
            assert answer.status == 503
        else:
            assert answer.status == 400
            assert answer.body["code"] in {letter.code for letter in refused}

    def _kept(self, domain: str) -> bool:
        letters = [letter for letter in self.town.store.letters() if letter.domain == domain]
        return any(letter.standing is Standing.ACKNOWLEDGED for letter in letters)

    @invariant()
    def it_is_finalized_only_when_both_have_booked(self) -> None:
        order = self.town.store.get("workorder", "WO-001") or {}
        assert bool(order.get("finalizedAt")) == self.done
        assert not self.done or all(self.booked.values())

    @invariant()
    def nobody_books_twice(self) -> None:
        for domain, table in BOOKS.items():
            assert len(self.town.state.table(table)) == self.booked[domain]

    def teardown(self) -> None:
        self.town.mood.clear()
        for domain in list(self.away):
            self.a_row_goes_or_comes_back(domain)
        assert self.town.ask(FINALIZE, ORDER, ASKED).status == 200
        assert [len(self.town.state.table(table)) for table in BOOKS.values()] == [1, 1]


TestFinalization = Finalization.TestCase
TestFinalization.settings = PACE
