"""A run: world, workload and faults wired together under one clock, with checkers and figures over it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from workexec_contracts.consumer import Composer
from workexec_contracts.providers import Neighbours
from workexec_contracts.verdict import Verdict, worst

from .chance import Chance
from .checkers import ALL, View
from .clock import DAY_S, SECOND_US, Clock, micros
from .conditions import Conditions
from .coverage import Coverage
from .deaths import COUNTED, Deaths
from .faults import Changing, Crash, Skew
from .figures import Figures
from .history import History
from .identity import Names
from .keeper import Keeper
from .memory import MemoryStore
from .network import Network
from .people import TOKEN, Operator, People
from .process import WorkExec
from .quiet import quiet
from .records import KINDS, Changed
from .scheduler import Scheduler
from .workload import Workload
from .world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from .checkers import Invariant, Violation
    from .figures import Summary
    from .records import Record
    from .setting import Setting
    from .workload import Job

HOUR_US = micros(3_600)
SERVICE = "service"
"""The name of draws that belong to WorkExec itself."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What became of one invariant."""

    name: str
    clause: str
    verdict: Verdict
    checked: int
    broken: int
    violations: tuple[Violation, ...]


@dataclass(frozen=True)
class Outcome:
    """What a run came to. `digest` is of its history."""

    setting: Setting
    rulings: tuple[Ruling, ...]
    digest: str
    records: int
    figures: Summary
    coverage: frozenset[tuple[str, str]]
    """Pairs of a policy state and a fault that were seen together."""
    kept: tuple[Record, ...] = field(default=(), repr=False)

    @property
    def verdict(self) -> Verdict:
        """Of the whole; unknown where no work order came. An untested claim says nothing against it."""
        told = [ruling.verdict for ruling in self.rulings if ruling.verdict is not Verdict.UNKNOWN]
        return worst(told if self.figures.outcomes or Verdict.FAILED in told else ())

    @property
    def violations(self) -> list[Violation]:
        """All that were kept, in time."""
        found = [violation for ruling in self.rulings for violation in ruling.violations]
        return sorted(found, key=lambda one: (one.at_us, one.invariant))


class Simulation:
    """One run, an hour of virtual time after the other."""

    def __init__(
        self, setting: Setting, keep: int | None = 0, claims: tuple[type[Invariant], ...] | None = None
    ) -> None:
        """`keep` is how many of the last records the outcome has; None for all. So are `claims`."""
        self.setting = setting
        self._claims = ALL if claims is None else claims
        self.clock = Clock()
        self.scheduler = Scheduler(self.clock)
        self.history = History(keep)
        self._chance = Chance(setting.seed)
        self.names = Names(self._chance)
        self._end_us = micros(setting.days * DAY_S)
        self.conditions = Conditions(setting.faults, self._end_us, self._chance)
        self._skews = {whose: self._skews_of(whose) for whose in ("workexec", "neighbours")}
        self.store = MemoryStore()
        self._wire()
        self._plan()

    def _wire(self) -> None:
        world = World(self.setting.seed, self.setting.shops, self.setting.technicians)
        self.state = world.open(partial(self._wall, "neighbours"))
        neighbours = Neighbours(self.state, self.names.uuid)
        self.network = Network(self.scheduler, neighbours, self.conditions, self.history)
        view = View(self.clock, self.state, self.store, self.conditions.until_us)
        self.invariants: list[Invariant] = [kind(view) for kind in self._claims]
        for invariant in self.invariants:
            for record, listener in invariant.listeners().items():
                self.history.listen(KINDS[record], listener)
        self.figures = Figures(self.history, self.store, self.clock)
        self.coverage = Coverage(self.history, self.conditions)
        self.keeper = Keeper(self.scheduler, self.history, self.store, self.state, self.names)
        deaths = Deaths(
            {kind: self._deaths(kind) for kind in COUNTED}, lambda: self._left_s(self.clock.now_us)
        )
        self.workexec = WorkExec(
            self.scheduler,
            self.network,
            self.store,
            self.history,
            self.names,
            Composer(partial(self._wall, "workexec"), self.names.uuid),
            self.names.identity(TOKEN),
            deaths,
            self.keeper.order_of,
            self.keeper.hold,
        )
        self.network.on_air = partial(self.keeper.hold, more=1)
        self.network.landed = partial(self.keeper.hold, more=-1)
        self.people = People(self.scheduler, self.workexec, self.names, self._chance, self.keeper.end)
        self.people.scope = self.setting.scope
        self.operator = Operator(self.scheduler, self.workexec, self.store)
        days, a_day, only = self.setting.days, self.setting.a_day, self.setting.only
        self._workload = Workload(world, days, a_day, self._chance, only)
        self._world = world

    def _deaths(self, kind: str) -> dict[int, float]:
        """Before which of a kind WorkExec dies, and for how many seconds."""
        crashes = [fault for fault in self.setting.faults.faults if isinstance(fault, Crash)]
        numbers = [(getattr(crash, f"at_{kind}"), crash.down_s) for crash in crashes]
        own = self.conditions.deaths if kind == "attempt" else {}
        return {number: down_s for number, down_s in numbers if number is not None} | own

    def _wall(self, whose: str) -> datetime:
        skews = self._skews[whose]
        if not skews:
            return self.clock.wall()
        now_us = self.clock.now_us
        return self.clock.wall(sum(skew_s for begin, end, skew_s in skews if begin <= now_us < end))

    def _skews_of(self, whose: str) -> list[tuple[int, int, float]]:
        """From when until when, and by how much."""
        return [
            (micros(fault.from_s), self._until_us(fault.until_s), fault.skew_s)
            for fault in self.setting.faults.faults
            if isinstance(fault, Skew) and fault.of == whose
        ]

    def _until_us(self, until_s: float | None) -> int:
        end_us = self.conditions.until_us
        return end_us if until_s is None else min(end_us, micros(until_s))

    def _plan(self) -> None:
        """The first job of each shop, and what goes wrong at a time."""
        for shop in self._world.chain:
            self._next_job(self._workload.of(shop))
        for number, fault in enumerate(self.setting.faults.faults):
            if isinstance(fault, Crash) and fault.at_s is not None:
                self._plan_crash(fault, micros(fault.at_s))
            if isinstance(fault, Changing):
                self.scheduler.at(micros(fault.from_s), partial(self._change, fault, number, 0))

    def _plan_crash(self, crash: Crash, at_us: int) -> None:
        """None after the faults have stopped; WorkExec is back when they stop, at the latest."""
        left_s = self._left_s(at_us)
        if left_s > 0:
            self.scheduler.at(at_us, partial(self.workexec.die, min(crash.down_s, left_s)))

    def _left_s(self, at_us: int) -> float:
        """From then until the faults stop; less than nothing after that."""
        return (self.conditions.until_us - at_us) / SECOND_US

    def _next_job(self, jobs: Iterator[Job]) -> None:
        """The next one that comes; those after it are drawn when it has."""
        job = next(jobs, None)
        if job is not None:
            self.scheduler.at(job.arrives_us, partial(self._arrive, job, jobs))

    def _arrive(self, job: Job, jobs: Iterator[Job]) -> None:
        self.state.table("appointments")[job.appointment_id] = {
            "appointmentId": job.appointment_id,
            "locationId": job.shop.location_id,
            "customerId": job.customer["customerId"],
            "status": "CONFIRMED",
        }
        self.keeper.hold(job.number, 1)
        self.keeper.begin(self.people.begin(job))
        self._next_job(jobs)

    def _change(self, fault: Changing, number: int, count: int) -> None:
        """Somebody edits a row."""
        if self.clock.now_us >= self._until_us(fault.until_s):
            return
        table = self.state.table(fault.table)
        key = sorted(table)[self._chance.number("row", number, count) % len(table)]
        column = next(name for name in ("phone", "description", "name", *table[key]) if name in table[key])
        table[key] = {**table[key], column: _edited(column, count)}
        self.history.add(Changed(self.clock.now_us, fault.table, key))
        self.scheduler.after(micros(fault.every_s), partial(self._change, fault, number, count + 1))

    # --- time

    def hours(self) -> Iterator[float]:
        """Runs an hour at a time; yields the share of the whole that is done. All of it must be taken."""
        end_us, last_us = self._end_us, self._end_us + micros(self.setting.drain_s)
        while self.clock.now_us < end_us:
            self.scheduler.run(min(self.clock.now_us + HOUR_US, end_us))
            self.figures.sample()
            yield self.clock.now_us / end_us
        while self.keeper.alive and self.clock.now_us < last_us:
            self.scheduler.run(self.clock.now_us + HOUR_US)
            self.figures.sample()
        self.keeper.give_up()
        for invariant in self.invariants:
            invariant.end()

    def outcome(self) -> Outcome:
        """What it came to, once all hours are over."""
        rulings = tuple(
            Ruling(
                invariant.name,
                invariant.clause,
                invariant.verdict,
                invariant.checked,
                invariant.broken,
                tuple(invariant.violations),
            )
            for invariant in self.invariants
        )
        return Outcome(
            self.setting,
            rulings,
            self.history.digest,
            self.history.count,
            self.figures.summary(),
            frozenset(self.coverage.pairs),
            tuple(self.history.kept),
        )


def every_claim() -> tuple[type[Invariant], ...]:
    """Those that a run is held to, unless it is told otherwise."""
    return ALL


def invariants() -> list[str]:
    """The names of those that a run has."""
    return [claim.name for claim in every_claim()]


def simulate(
    setting: Setting,
    keep: int | None = 0,
    progress: Callable[[float], None] = lambda _: None,
    watch: Callable[[Simulation], None] = lambda _: None,
    claims: tuple[type[Invariant], ...] | None = None,
) -> Outcome:
    """Runs a setting to its end. `progress` hears the share of its days that are over.

    `watch` sees the simulation before anything happens, to listen to its history. `claims` are those that
    the history is held to; None for all.
    """
    simulation = Simulation(setting, keep, claims)
    watch(simulation)
    with quiet():
        for done in simulation.hours():
            progress(done)
    return simulation.outcome()


def _edited(column: str, count: int) -> str:
    return f"+1-555-{200 + count % 800:03d}-{count % 10_000:04d}" if column == "phone" else f"Edited {count}"
