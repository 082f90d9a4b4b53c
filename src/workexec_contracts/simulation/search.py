"""Looks for a violation over seeds and schedules: what reached new policy states is kept, and varied.

As fuzzers do, with (policy state, fault) pairs in the place of branches of code. Deterministic: the same seed
and number of runs try the same settings, whatever the budget of time cuts off.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from random import Random
from time import monotonic
from typing import TYPE_CHECKING

from .attempts import observe
from .corpus import Corpus
from .draws import Draw
from .setting import Setting
from .shrink import Shrunk, shrinking
from .workload import STRIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .checkers import Violation
    from .corpus import Pair
    from .shrink import Tried

SMALL = Setting(shops=1, days=1.0, a_day=20.0, only=(STRIDE,))
"""A run of it takes some 20 ms."""


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
) -> Iterator[Looked | Tried | Searched]:
    """Runs until a budget is used up, then shrinks what was found first; what it came to is yielded last.

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
        for step in shrinking(one.setting, one.violation.invariant, runs=shrink_runs, seconds=left_s):
            if isinstance(step, Shrunk):
                shrunk = step
            else:
                yield step
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
