"""A failing setting made as small as it can be, and breaking the same invariant still."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from .attempts import observe
from .reductions import Place, Trial, reductions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .checkers import Violation
    from .setting import Setting


@dataclass(frozen=True, slots=True)
class Tried:
    """One candidate was run."""

    number: int
    setting: Setting
    fails: bool


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The smallest setting that was found; `violation` is None where the given one does not fail at all."""

    setting: Setting
    violation: Violation | None
    runs: int
    complete: bool
    """Whether nothing simpler was left to try; else the budget was used up."""


def shrinking(
    setting: Setting, invariant: str, *, runs: int = 500, seconds: float | None = None
) -> Iterator[Tried | Shrunk]:
    """Tries candidates within a budget; the last that it yields is the smallest one."""
    ends = None if seconds is None else monotonic() + seconds
    place, number, known = Place(setting, _trial(setting, invariant)), 1, {setting}
    yield Tried(number, setting, place.trial.violation is not None)
    search = reductions(place)
    candidate = next(search) if place.trial.violation is not None else None
    while candidate is not None and number < runs and (ends is None or monotonic() < ends):
        tried = Trial(None, ())
        if candidate not in known:
            known.add(candidate)
            tried, number = _trial(candidate, invariant), number + 1
            yield Tried(number, candidate, tried.violation is not None)
        try:
            candidate = search.send(tried)
        except StopIteration:
            candidate = None
    yield Shrunk(place.setting, place.trial.violation, number, candidate is None)


def shrink(setting: Setting, invariant: str, *, runs: int = 500, seconds: float | None = None) -> Shrunk:
    """What `shrinking` comes to."""
    last = deque(shrinking(setting, invariant, runs=runs, seconds=seconds), maxlen=1).pop()
    if not isinstance(last, Shrunk):
        raise TypeError(f"shrinking ends with what it came to, not with {last}")
    return last


def _trial(setting: Setting, invariant: str) -> Trial:
    observed = observe(setting)
    broken = (one for one in observed.outcome.violations if one.invariant == invariant)
    return Trial(next(broken, None), observed.attempts)
