"""Small invariants, and bugs planted for them to be broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pytest

from workexec_contracts.consumer import Standing, publisher
from workexec_contracts.policy import Fate
from workexec_contracts.simulation import run
from workexec_contracts.simulation.checkers import Invariant
from workexec_contracts.simulation.life import FINALIZE

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Replied, Settled


class BilledOrdersHaveASalesOrder(Invariant):
    name: ClassVar[str] = "billed_orders_have_a_sales_order"
    clause: ClassVar[str] = "F18"

    def on_replied(self, replied: Replied) -> None:
        if replied.name == FINALIZE and replied.status == 200:
            self.checked += 1
            rows = self.view.state.table("salesOrders").values()
            if not any(row["workorderId"] == replied.values["workorder_id"] for row in rows):
                self.breach(replied.at_us, replied.order, "finalized, and Order has no sales order")


class NothingIsDead(Invariant):
    name: ClassVar[str] = "nothing_is_dead"
    clause: ClassVar[str] = "none: it is false wherever a fail-open neighbour is away"

    def on_settled(self, settled: Settled) -> None:
        self.checked += 1
        if settled.letter.standing is Standing.DEAD:
            self.breach(settled.at_us, settled.order, f"{settled.letter.event.name} is dead")


@pytest.fixture
def invariants(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small ones alone."""
    monkeypatch.setattr(run, "ALL", (BilledOrdersHaveASalesOrder, NothingIsDead))


@pytest.fixture
def blocked_is_acknowledged(invariants: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bug: what is given up while a user waits counts as delivered. The invariant that it breaks."""
    monkeypatch.setitem(publisher.STANDING_AFTER, Fate.BLOCKED, Standing.ACKNOWLEDGED)
    return BilledOrdersHaveASalesOrder.name
