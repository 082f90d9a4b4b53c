"""All combinations of up to k faults in one workflow, run once each where they can differ.

The root is the life without faults. Each run notes its attempts and writes after its last fault, and each
of those is a place for one more: the children. What need not be run:

- a run that comes into a state that was met before, with at least as many faults to spare, is stopped
  there: what follows was or will be explored from the other one. `fingerprint` says when states are the
  same; the run that met a state first is never stopped by it, so that a life that goes in circles is seen to
  do so. Runs with all their faults spent are not held against others: their rest costs less than telling
  states apart;
- a copy of a read, which changes nothing, and a lost answer of a read, which is a refused connection to
  WorkExec and nothing to the neighbour.

What this takes for granted: an invariant judges by its own memory and the view, both of which the fingerprint
holds; and no fault depends on the time of day, which is why a setting with faults of its own is refused.
Between stopped and full runs, sampled latencies differ: races between two plans are sampled, not enumerated.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from workexec_contracts.problem import Problem

from .canonical import renamed
from .faults import Faults
from .injection import Run, States
from .scope import Scope
from .setting import Setting
from .workload import STRIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .checkers import Violation
    from .injection import Injected

ON_WRITES = frozenset({"duplicated", "lost_answer"})
"""What tells nothing new about a call that changes nothing."""


class ExhaustiveError(Problem):
    """A setting that cannot be explored."""


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

    @property
    def pruned(self) -> int:
        """Combinations that were never run, since others tell the same."""
        return self.spared + self.skipped


def one_life(seed: int = 0, scope: Scope = Scope.WHOLE) -> Setting:
    """A setting with one work order in one shop."""
    return Setting(seed=seed, shops=1, days=1.0, a_day=20.0, only=(STRIDE,), scope=scope)


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
        if not faults and not run.places:
            raise _unreached(setting)
        explored, merged, spared = explored + 1, merged + run.merged, spared + run.spared
        new = {one.signature: one for one in _found(run) if one.signature not in found}
        found.update(new)
        yield Ran(explored, own, len(run.places), run.merged, tuple(new.values()))
        if len(faults) < k:
            for place, does, fault in run.children():
                if prune and not place.mutates and does in ON_WRITES:
                    skipped += 1
                else:
                    queue.append((*faults, fault))
    yield Exhaustion(setting, k, explored, merged, spared, skipped, not queue, tuple(found.values()))


def _unreached(setting: Setting) -> ExhaustiveError:
    return ExhaustiveError(
        "no attempt and no write comes that a fault could strike",
        f"seed {setting.seed}, scope {setting.scope}, only {setting.only}",
        "a work order that comes, and that gets as far as the workflow",
        "another seed, or more work orders a day",
    )


def exhaust(
    setting: Setting, k: int = 1, *, prune: bool = True, runs: int | None = None, seconds: float | None = None
) -> Exhaustion:
    """What `explore` comes to."""
    last = deque(explore(setting, k, prune=prune, runs=runs, seconds=seconds), maxlen=1).pop()
    if not isinstance(last, Exhaustion):
        raise TypeError(f"an exploration ends with what it came to, not with {last}")
    return last


def _found(run: Run) -> Iterator[Found]:
    for violation in run.violations:
        told = re.sub(r"\d+(\.\d+)?", "n", renamed(violation.told))
        yield Found((violation.invariant, told), violation, run.setting)
