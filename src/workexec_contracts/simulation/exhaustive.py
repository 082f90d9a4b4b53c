"""All combinations of up to k faults in one workflow, run once each where they can differ.

The root is the life without faults. Each run notes its attempts and writes after its last fault, and each of
those is a place for one more: the children. What need not be run:

- a run that comes into a state that was met before, with at least as many faults to spare, is stopped there:
  what follows was or will be explored from the other one. `fingerprint` says when states are the same; the run
  that met a state first is never stopped by it, so that a life that goes in circles is seen to do so;
- a copy of a read, which changes nothing, and a lost answer of a read, which is a refused connection to
  WorkExec and nothing to the neighbour.

What this takes for granted: an invariant judges by its own memory and the view, both of which the fingerprint
holds; and no fault depends on the time of day, which is why a setting with faults of its own is refused.
Between stopped and full runs, sampled latencies differ: races between two plans are sampled, not enumerated.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, TypeAlias, get_args

from workexec_contracts.problem import Problem

from .canonical import renamed
from .conditions import DEAD_S
from .faults import At, Crash, Faults
from .fingerprint import Fingerprint
from .life import BEGINS
from .records import Asked, Crashed, Sent
from .run import Simulation, quiet
from .scope import Scope
from .setting import Setting
from .workload import STRIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .checkers import Violation

DOES: tuple[str, ...] = get_args(At.model_fields["does"].annotation)
ON_WRITES = frozenset({"duplicated", "lost_answer"})
"""What tells nothing new about a call that changes nothing."""
Injected: TypeAlias = At | Crash


class ExhaustiveError(Problem):
    """A setting that cannot be explored."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault can strike: an attempt, or where `mutates` is None a write to the store."""

    number: int
    mutates: bool | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A violation, told without ids and figures, and the first and smallest schedule that led to it."""

    signature: tuple[str, str]
    violation: Violation
    setting: Setting


@dataclass(frozen=True, slots=True)
class Ran:
    """One run is over."""

    number: int
    setting: Setting
    places: int
    merged: bool
    """Whether it was stopped in a known state."""
    found: tuple[Found, ...]
    """What no run before had."""


@dataclass(frozen=True, slots=True)
class Exhaustion:
    """What an exploration came to."""

    setting: Setting
    k: int
    explored: int
    """Runs."""
    merged: int
    """Those of them that were stopped in a known state."""
    spared: int
    """Children of those that were never run, since others are the same; their own children not counted."""
    skipped: int
    """Children that were never run, since their fault tells nothing new."""
    complete: bool
    """Whether nothing was left for want of budget."""
    found: tuple[Found, ...]


def one_life(seed: int = 0, scope: Scope = Scope.WHOLE) -> Setting:
    """A setting with one work order in one shop."""
    return Setting(seed=seed, shops=1, days=1.0, a_day=20.0, only=(STRIDE,), scope=scope)


class Known(BaseException):
    """The run is in a state from which everything was explored: no policy may catch this."""


@dataclass
class States:
    """What was met so far: by fingerprint, how many more faults are tried from there, and how many children."""

    left: dict[bytes, int] = field(default_factory=dict)
    children: dict[bytes, int] = field(default_factory=dict)


@dataclass
class Run:
    """One schedule, run to its end or into a known state; None for one that is to know of none."""

    setting: Setting
    left: int
    states: States | None
    places: list[Place] = field(default_factory=list)
    merged: bool = False
    spared: int = 0
    violations: list[Violation] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Ready to go."""
        faults = self.setting.faults.faults
        self._last = faults[-1] if faults else None
        self._crashes = sum(isinstance(one, Crash) or one.kind == "at" and one.does == "crash" for one in faults)
        self._open = self._last is None and self.setting.scope not in BEGINS
        self._own: dict[bytes, int] = {}
        """The states that this run met first, and how many places it had by then."""
        self._simulation = Simulation(self.setting)
        known = self.states is not None and self.left
        self._fingerprint = Fingerprint(self._simulation) if known else None
        self._listen()

    def _listen(self) -> None:
        simulation = self._simulation
        watch = simulation.store.watch
        self._die_before_write = watch.before_write
        watch.before_write = self._writes
        simulation.history.listen(Sent, self._sent)
        simulation.history.listen(Asked, self._asked)
        simulation.history.listen(Crashed, self._crashed)

    def go(self) -> Run:
        """Runs it to its end, or into a known state."""
        try:
            with quiet():
                for _ in self._simulation.hours():
                    pass
        except Known:
            self.merged = True
        for invariant in self._simulation.invariants:
            self.violations.extend(invariant.violations)
        self._count()
        return self

    def _asked(self, asked: Asked) -> None:
        if self._last is None and asked.name == BEGINS.get(self.setting.scope):
            self._open = True

    def _crashed(self, _crashed: Crashed) -> None:
        self._crashes -= 1
        dies = isinstance(self._last, Crash) or (isinstance(self._last, At) and self._last.does == "crash")
        if dies and not self._crashes:
            self._open = True

    def _writes(self) -> None:
        if self._open:
            self.places.append(Place(self._simulation.workexec.deaths.counted["write"]))
        self._die_before_write()

    def _sent(self, sent: Sent) -> None:
        number = self._simulation.workexec.deaths.counted["attempt"] - 1
        if self._open:
            self._recognise()
            self.places.append(Place(number, sent.exchange.operation.mutates))
        elif isinstance(self._last, At) and self._last.attempt == number:
            self._open = True

    def _recognise(self) -> None:
        """Raises Known."""
        if self._fingerprint is None or self.states is None:
            return
        mark, left = self._fingerprint.now(), self.states.left
        if mark not in self._own and left.get(mark, -1) >= self.left:
            self.spared = self.states.children[mark]
            raise Known
        self._own.setdefault(mark, len(self.places))
        left[mark] = max(self.left, left.get(mark, -1))

    def _count(self) -> None:
        """How many children there are after each of its states, its own and those of the state it ended in."""
        if self.states is not None:
            for mark, places in self._own.items():
                own = sum(1 if place.mutates is None else len(DOES) for place in self.places[places:])
                self.states.children[mark] = own + self.spared

    def children(self) -> Iterator[tuple[Place, str, Injected]]:
        """One more fault at each place."""
        for place in self.places:
            if place.mutates is None:
                yield place, "crash", Crash(at_write=place.number, down_s=DEAD_S)
            else:
                yield from ((place, does, _at(place, does)) for does in DOES)


def _at(place: Place, does: str) -> At:
    return At.model_validate({"attempt": place.number, "does": does})


def explore(
    setting: Setting, k: int = 1, *, prune: bool = True, runs: int | None = None, seconds: float | None = None
) -> Iterator[Ran | Exhaustion]:
    """Runs schedules, those with fewer faults first; the last that it yields is what it came to.

    Raises ExhaustiveError.
    """
    if setting.faults.faults:
        raise ExhaustiveError(
            "the setting has faults of its own",
            f"faults {setting.faults.title!r}",
            "a setting without faults: an exhaustive run brings its own",
            "leave out --faults, or use --search with them",
        )
    states = States() if prune else None
    queue: deque[tuple[Injected, ...]] = deque([()])
    found: dict[tuple[str, str], Found] = {}
    explored = merged = spared = skipped = 0
    ends = None if seconds is None else monotonic() + seconds
    while queue and (runs is None or explored < runs) and (ends is None or monotonic() < ends):
        faults = queue.popleft()
        own = setting.model_copy(update={"faults": Faults(title=f"{len(faults)} injected", faults=faults)})
        run = Run(own, k - len(faults), states).go()
        explored, merged, spared = explored + 1, merged + run.merged, spared + run.spared
        new = {one.signature: one for one in _found(run) if one.signature not in found}
        found.update(new)
        yield Ran(explored, own, len(run.places), run.merged, tuple(new.values()))
        if len(faults) < k:
            for place, does, fault in run.children():
                if prune and place.mutates is False and does in ON_WRITES:
                    skipped += 1
                else:
                    queue.append((*faults, fault))
    yield Exhaustion(setting, k, explored, merged, spared, skipped, not queue, tuple(found.values()))


def exhaust(
    setting: Setting, k: int = 1, *, prune: bool = True, runs: int | None = None, seconds: float | None = None
) -> Exhaustion:
    """What `explore` comes to."""
    last = None
    for last in explore(setting, k, prune=prune, runs=runs, seconds=seconds):
        pass
    if not isinstance(last, Exhaustion):
        raise TypeError(f"an exploration ends with what it came to, not with {last}")
    return last


def _found(run: Run) -> Iterator[Found]:
    for violation in run.violations:
        told = re.sub(r"\d+(\.\d+)?", "n", renamed(violation.told))
        yield Found((violation.invariant, told), violation, run.setting)
