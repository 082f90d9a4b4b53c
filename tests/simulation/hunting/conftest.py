"""Small invariants, and bugs planted for them to be broken."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

import pytest

from workexec_contracts.consumer import Standing
from workexec_contracts.consumer.letter import STANDING_AFTER
from workexec_contracts.policy import Fate
from workexec_contracts.simulation import run
from workexec_contracts.simulation.attempts import observe
from workexec_contracts.simulation.checkers import Invariant
from workexec_contracts.simulation.draws import with_faults
from workexec_contracts.simulation.exhaustive import one_life
from workexec_contracts.simulation.faults import At
from workexec_contracts.simulation.life import FINALIZE, SESSIONS
from workexec_contracts.simulation.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.simulation.checkers import View
    from workexec_contracts.simulation.records import Replied, Settled
    from workexec_contracts.simulation.setting import Setting


class BilledOrdersHaveASalesOrder(Invariant):
    name: ClassVar[str] = "billed_orders_have_a_sales_order"
    clause: ClassVar[str] = "F18"

    def on_replied(self, replied: Replied) -> None:
        if replied.name == FINALIZE and replied.status == 200:
            self.checked += 1
            rows = self.view.state.table("salesOrders").values()
            if not any(row["workorderId"] == replied.values["workorder_id"] for row in rows):
                self.breach(replied.at_us, replied.order, "finalized, and Order has no sales order")


class SessionsHaveTheirRow(Invariant):
    name: ClassVar[str] = "sessions_have_their_row"
    clause: ClassVar[str] = "F18"

    def on_replied(self, replied: Replied) -> None:
        if replied.name == SESSIONS and replied.status == 201:
            self.checked += 1
            if not self.view.state.table("sessions"):
                self.breach(replied.at_us, replied.order, "recorded, and People has no session")


class NobodyIsBlockedTwice(Invariant):
    """Broken by no single fault; what it remembers of the first one decides about the second."""

    name: ClassVar[str] = "nobody_is_blocked_twice"
    clause: ClassVar[str] = "none: patience has no bound"

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self._blocked: Counter[int] = Counter()

    def on_replied(self, replied: Replied) -> None:
        self.checked += 1
        self._blocked[replied.order] += replied.status == 503
        if self._blocked[replied.order] > 1:
            self.breach(replied.at_us, replied.order, "blocked twice")


class NothingIsDead(Invariant):
    name: ClassVar[str] = "nothing_is_dead"
    clause: ClassVar[str] = "none: it is false wherever a fail-open neighbour is away"

    def on_settled(self, settled: Settled) -> None:
        self.checked += 1
        if settled.letter.standing is Standing.DEAD:
            self.breach(settled.at_us, settled.order, f"{settled.letter.event.name} is dead")


def struck(*wanted: tuple[str, int, str]) -> Setting:
    """A life up to its bill, with faults one after the other: at the n-th attempt of an operation, from 0."""
    setting = one_life(0, Scope.FINALIZE)
    for operation_id, nth, does in wanted:
        numbers = [one.number for one in observe(setting).attempts if one.operation_id == operation_id]
        fault = At.model_validate({"attempt": numbers[nth], "does": does})
        setting = with_faults(setting, (*setting.faults.faults, fault))
    return setting


@pytest.fixture(name="struck")
def struck_fixture() -> Callable[..., Setting]:
    """For tests, which cannot import it from here."""
    return struck


@pytest.fixture
def invariants(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small ones alone."""
    kinds = (BilledOrdersHaveASalesOrder, SessionsHaveTheirRow, NobodyIsBlockedTwice, NothingIsDead)
    monkeypatch.setattr(run, "ALL", kinds)


@pytest.fixture
def blocked_is_acknowledged(invariants: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bug: what is given up while a user waits counts as delivered. The invariant that it breaks."""
    monkeypatch.setitem(STANDING_AFTER, Fate.BLOCKED, Standing.ACKNOWLEDGED)
    return BilledOrdersHaveASalesOrder.name


@pytest.fixture
def bugs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the invariants that are false of WorkExec as it is."""
    monkeypatch.setattr(run, "ALL", (BilledOrdersHaveASalesOrder, SessionsHaveTheirRow))
