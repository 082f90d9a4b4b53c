"""Short runs of the real WorkExec and its neighbours, of which one checker sees what a test makes of them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, TypeAlias

from workexec_contracts.simulation.checkers import View
from workexec_contracts.simulation.faults import Faults
from workexec_contracts.simulation.history import History
from workexec_contracts.simulation.records import KINDS, Asked
from workexec_contracts.simulation.run import Simulation
from workexec_contracts.simulation.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.contracts.vocabulary import Data
    from workexec_contracts.simulation.checkers import Invariant
    from workexec_contracts.simulation.records import Record

    Tamper: TypeAlias = Callable[[Record, Simulation], list[Record]]


def as_it_was(record: Record, _: Simulation) -> list[Record]:
    return [record]


def judged(
    kind: type[Invariant], tamper: Tamper = as_it_was, *faults: Data, days: float = 0.6, seed: int = 1
) -> Invariant:
    """A checker after one shop's day, in which it saw what `tamper` made of each record."""
    schedule = Faults.model_validate({"faults": faults})
    setting = Setting(seed=seed, shops=1, days=days, a_day=8, faults=schedule)
    run = Simulation(setting)
    invariant = kind(View(run.clock, run.state, run.store, run.conditions.until_us))
    seen_so = History()
    for name, listener in invariant.listeners().items():
        seen_so.listen(KINDS[name], listener)

    def see(record: Record) -> None:
        for told in tamper(record, run):
            seen_so.add(told)

    for seen in KINDS.values():
        run.history.listen(seen, see)
    logging.getLogger("workexec_contracts.consumer").setLevel(logging.CRITICAL)
    for _ in run.hours():
        pass
    invariant.end()
    return invariant


def asked(step: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Tamper:
    """All who ask for a step ask otherwise."""

    def make(record: Record, _: Simulation) -> list[Record]:
        if isinstance(record, Asked) and record.name == step:
            return [record._replace(sent=change(dict(record.sent)))]
        return [record]

    return make


class Once:
    """Tampers with the first record of a kind that fits."""

    def __init__(
        self,
        kind: type[Any],
        make: Callable[[Any, Simulation], list[Record]],
        fits: Callable[[Any], bool] = lambda _: True,
    ) -> None:
        self.kind, self.make, self.fits = kind, make, fits
        self.done = False

    def __call__(self, record: Record, run: Simulation) -> list[Record]:
        if self.done or not isinstance(record, self.kind) or not self.fits(record):
            return [record]
        self.done = True
        return self.make(record, run)


def told(invariant: Invariant) -> str:
    """What it found, in one text."""
    return "\n".join(violation.told for violation in invariant.violations)
