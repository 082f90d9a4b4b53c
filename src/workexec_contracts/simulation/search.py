"""Looks for a violation over seeds and schedules: what reached new policy states is kept, and varied.

As fuzzers do, with (policy state, fault) pairs in the place of branches of code. Deterministic: the same seed
and number of runs try the same settings, whatever the budget of time cuts off.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from typing import TYPE_CHECKING

from .attempts import observe
from .draws import KINDS, Draw, with_faults
from .setting import Setting
from .shrink import shrink
from .workload import STRIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .attempts import Observed
    from .checkers import Violation
    from .faults import Fault
    from .shrink import Shrunk

FRESH = 0.1
"""The share of settings that vary nothing, so that the search does not stay where it began."""
MOST = 6
"""Faults in one schedule."""
SMALL = Setting(shops=1, days=1.0, a_day=20.0, only=(STRIDE,))
"""A run of it takes some 20 ms."""
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Looked:
    """One run is over."""

    number: int
    setting: Setting
    new: tuple[Pair, ...]
    """Pairs that no run before had, sorted."""
    covered: int
    violations: tuple[Violation, ...]
    """Of invariants that no run before had broken: the first of each."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A violation, and the setting that led to it."""

    violation: Violation
    setting: Setting


@dataclass(frozen=True)
class Searched:
    """What a search came to."""

    seed: int
    runs: int
    kept: int
    """Settings of the corpus."""
    coverage: frozenset[Pair]
    broken: tuple[Broken, ...]
    """One for each invariant that was broken, in the order in which they were found."""
    shrunk: Shrunk | None
    """The first one."""

    def table(self) -> dict[str, tuple[str, ...]]:
        """For each policy state, the faults that it has met."""
        states: dict[str, list[str]] = {}
        for state, fault in sorted(self.coverage):
            states.setdefault(state, []).append(fault)
        return {state: tuple(faults) for state, faults in states.items()}


def searching(
    seed: int,
    base: Setting = SMALL,
    *,
    runs: int | None = None,
    seconds: float | None = None,
    guided: bool = True,
    shrink_runs: int = 300,
) -> Iterator[Looked | Searched]:
    """Runs until a budget is used up; the last that it yields is what it came to.

    Raises ValueError without any budget.
    """
    if runs is None and seconds is None:
        raise ValueError("a search needs a budget: runs, seconds, or both")
    ends = None if seconds is None else monotonic() + seconds
    corpus, broken, number = Corpus(Draw(Random(seed)), base), dict[str, Broken](), 0  # noqa: S311  # a search, not a secret
    while (runs is None or number < runs) and (ends is None or monotonic() < ends):
        setting = corpus.next() if guided else corpus.fresh()
        observed, number = observe(setting), number + 1
        new = corpus.learn(setting, observed)
        first = {one.invariant: one for one in reversed(observed.outcome.violations)}
        found = tuple(one for name, one in sorted(first.items()) if name not in broken)
        broken.update({one.invariant: Broken(one, setting) for one in found})
        yield Looked(number, setting, new, len(corpus.covered), found)
    shrunk = None
    for one in list(broken.values())[:1]:
        left_s = None if ends is None else max(ends - monotonic(), 10.0)
        shrunk = shrink(one.setting, one.violation.invariant, runs=shrink_runs, seconds=left_s)
    kept = len(corpus.kept)
    yield Searched(seed, number, kept, frozenset(corpus.covered), tuple(broken.values()), shrunk)


def search(
    seed: int,
    base: Setting = SMALL,
    *,
    runs: int | None = None,
    seconds: float | None = None,
    guided: bool = True,
    shrink_runs: int = 300,
) -> Searched:
    """What `searching` comes to."""
    last = deque(
        searching(seed, base, runs=runs, seconds=seconds, guided=guided, shrink_runs=shrink_runs), maxlen=1
    ).pop()
    if not isinstance(last, Searched):
        raise TypeError(f"a search ends with what it came to, not with {last}")
    return last


@dataclass
class Corpus:
    """Settings that reached something new, and what was reached."""

    draw: Draw
    base: Setting
    kept: list[tuple[Setting, Observed]] = field(default_factory=list)
    covered: set[Pair] = field(default_factory=set)
    _met: set[Pair] = field(default_factory=set)
    """Operations and kinds of faults that were seen together."""

    def fresh(self) -> Setting:
        """Another world with a schedule of its own."""
        setting = self.base.model_copy(update={"seed": self.draw.seed()})
        return setting.model_copy(update={"faults": self.draw.schedule(setting.days)})

    def next(self) -> Setting:
        """One of the kept settings, varied; the later half is where the front is."""
        if not self.kept or self.draw.chance(FRESH):
            return self.fresh()
        front = self.kept[len(self.kept) // 2 :] if self.draw.chance(0.5) else self.kept
        setting, observed = self.draw.one(front)
        for _ in range(self.draw.one((1, 2, 2, 3))):
            setting = self._varied(setting, observed)
        return setting

    def learn(self, setting: Setting, observed: Observed) -> tuple[Pair, ...]:
        """Keeps a setting that reached something new."""
        died = {
            (f"{one.operation_id} attempt {one.of_call}: never heard", "crash")
            for one in observed.attempts
            if not one.came
        }
        new = (observed.outcome.coverage | died) - self.covered
        if new:
            self.kept.append((setting, observed))
            self.covered |= new
            self._met |= {(state.split(" ", 1)[0], fault) for state, fault in new}
        return tuple(sorted(new))

    def _varied(self, setting: Setting, observed: Observed) -> Setting:
        faults = setting.faults.faults
        at = self.draw.one(range(len(faults))) if faults else 0
        how = self.draw.one(("add", "add", "add", "crash", "alter", "move", "remove", "seed"))
        if how == "seed":
            return setting.model_copy(update={"seed": self.draw.seed()})
        if (how == "remove" and len(faults) > 1) or len(faults) >= MOST:
            return with_faults(setting, (*faults[:at], *faults[at + 1 :]))
        if how == "crash":
            crash = self.draw.crash(len(observed.attempts), observed.writes)
            return with_faults(setting, (*faults, crash))
        if how == "alter" and faults:
            return with_faults(setting, (*faults[:at], self.draw.altered(faults[at]), *faults[at + 1 :]))
        if how == "move" and faults and observed.attempts:
            moved = self.draw.moved(faults[at], self.draw.one(observed.attempts))
            return with_faults(setting, (*faults[:at], moved, *faults[at + 1 :]))
        return with_faults(setting, (*faults, self._aimed(setting, observed)))

    def _aimed(self, setting: Setting, observed: Observed) -> Fault:
        """A fault at an attempt of the run; one of a kind that its operation has not met, if there is any.

        Every operation has the same chance, however often it is called.
        """
        if not observed.attempts:
            return self.draw.anywhere(setting.days)
        called = sorted({one.operation_id for one in observed.attempts})
        unmet = [(name, kind) for name in called for kind in KINDS if (name, kind) not in self._met]
        name = self.draw.one(unmet)[0] if unmet else self.draw.one(called)
        kinds = [kind for operation_id, kind in unmet if operation_id == name]
        attempt = self.draw.one([one for one in observed.attempts if one.operation_id == name])
        return self.draw.at(self.draw.one(kinds or list(KINDS)), attempt)
