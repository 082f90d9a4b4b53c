"""A stream of events through the whole delivery in virtual time: policy, network, provider, checkers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import psutil

from workexec_contracts.consumer import Standing
from workexec_contracts.contracts.shopmgmt import status_changed
from workexec_contracts.simulation.checkers.everything_drains_once_faults_stop import (
    EverythingDrainsOnceFaultsStop,
)
from workexec_contracts.simulation.clock import micros
from workexec_contracts.simulation.faults import Failing, Faults
from workexec_contracts.simulation.people import TOKEN
from workexec_contracts.simulation.quiet import quiet
from workexec_contracts.simulation.run import Simulation
from workexec_contracts.simulation.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

STATUSES = ("APPROVED", "ASSIGNED", *4 * ("WORK_IN_PROGRESS", "AWAITING_PARTS"), "WORK_IN_PROGRESS")
"""Of one work order, one after the other."""
PER_ORDER = len(STATUSES) - 1
"""Its events."""
ORDERS = 50
"""Work orders that are under way at a time."""
APPOINTMENTS = 50
"""Those of the dataset, in turn."""
LIVES = EverythingDrainsOnceFaultsStop.name
"""Of people, who are not here; that nothing is left is asserted below."""
HOUR_US = micros(3_600)
DATA = {name: value for name, value in status_changed.example["data"].items() if name != "correlationId"}


@dataclass(frozen=True)
class Streamed:
    """CPU seconds: those of accepting the events, and those of delivering them."""

    events: int
    attempts: int
    accepting_s: float
    delivering_s: float
    resident_mb: float

    @property
    def rate(self) -> float:
        """Attempts to deliver for a second of one core."""
        return self.attempts / self.delivering_s


def stream(events: int, failing_percent: float) -> Streamed:
    """Delivers that many, of which a share of the attempts fails and is tried again."""
    faults = Faults(faults=(Failing(target="shopmgmt", percent=failing_percent),))
    simulation = Simulation(Setting(shops=1, a_day=0, days=3_650, faults=faults))
    accepting = delivering = 0.0
    numbers = iter(range(1, events))
    with quiet():
        for _ in range(events // (PER_ORDER * ORDERS)):
            begun = time.process_time()
            _accept(simulation, numbers)
            accepted = time.process_time()
            _deliver(simulation)
            accepting += accepted - begun
            delivering += time.process_time() - accepted
    attempts = sum(one.attempts for one in simulation.figures.summary().integrations)
    broken = [one.name for one in simulation.invariants if one.broken and one.name != LIVES]
    assert not broken, f"the stream broke {broken}"
    assert simulation.store.pending == simulation.store.dead == 0
    return Streamed(events, attempts, accepting, delivering, psutil.Process().memory_info().rss / 1_000_000)


def _accept(simulation: Simulation, numbers: Iterator[int]) -> None:
    identity = simulation.names.identity(TOKEN)
    for _ in range(ORDERS):
        order = next(numbers)
        workorder_id, appointment_id = f"WO-{order}", f"APT-{order % APPOINTMENTS + 1:03d}"
        data = {**DATA, "workorderId": workorder_id, "appointmentId": appointment_id}
        simulation.names.order = order
        simulation.keeper.hold(order, 1)
        for before, after in pairwise(STATUSES):
            change = {**data, "previousStatus": before, "newStatus": after}
            composed = simulation.workexec.composer.letter(
                status_changed, identity, workorder_id, workorder_id, change
            )
            simulation.store.accept(composed)
        simulation.keeper.hold(order, -1)
    simulation.names.order = -1


def _deliver(simulation: Simulation) -> None:
    simulation.workexec.begin_lanes(simulation.store.letters(Standing.PENDING))
    while simulation.store.pending or simulation.store.dead:
        simulation.scheduler.run(simulation.clock.now_us + HOUR_US)
