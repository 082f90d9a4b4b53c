"""A claim that is broken by half of all work orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.simulation.checkers import Invariant

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Closed


class NoEvenWorkOrder(Invariant):
    name = "no_even_work_order"
    clause = "none, this is a test"

    def on_closed(self, record: Closed) -> None:
        self.checked += 1
        if record.order % 2 == 0:
            self.breach(record.at_us, record.order, "it is even")
