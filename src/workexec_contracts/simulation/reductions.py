"""What makes a failing setting smaller, as a search without I/O: it yields candidates and is told of each.

Fewer work orders, fewer faults, fewer shops and days, simpler figures, single attempts instead of windows. A
candidate that fails is the setting from then on.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from .chance import Chance
from .clock import DAY_S
from .ddmin import ddmin
from .faults import Faults
from .simpler import as_attempts, certain, earlier, simpler
from .workload import STRIDE, Workload
from .world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from .attempts import Attempted
    from .checkers import Violation
    from .ddmin import Minimising
    from .faults import Fault
    from .setting import Setting

T = TypeVar("T")
Searching: TypeAlias = Generator["Setting", "Trial", T]
Schedule: TypeAlias = "tuple[Fault, ...]"
SHIFTS = 5
FEW = 2
"""At most so many single attempts are simpler than one fault with a window."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a candidate came to: the first violation of the invariant, and the attempts of its run."""

    violation: Violation | None
    attempts: tuple[Attempted, ...]


@dataclass
class Place:
    """The setting so far, and what it came to."""

    setting: Setting
    trial: Trial

    def tries(self, **changed: object) -> Searching[bool]:
        """Goes on with the change where it still fails."""
        candidate = self.setting.model_copy(update=changed)
        tried = yield candidate
        if tried.violation is not None:
            self.setting, self.trial = candidate, tried
        return tried.violation is not None

    def faults(self, faults: Schedule) -> Searching[bool]:
        """The same for its schedule."""
        schedule = Faults(title=self.setting.faults.title, until_s=self.setting.faults.until_s, faults=faults)
        return (yield from self.tries(faults=schedule))

    @property
    def end_s(self) -> float:
        """When its faults stop."""
        days_s = self.setting.days * DAY_S
        return min(days_s, self.setting.faults.until_s or days_s)


def reductions(place: Place) -> Searching[None]:
    """All of them, again and again until none helps."""
    before = None
    while place.setting != before:
        before = place.setting
        yield from _orders(place)
        yield from _draws(place)
        yield from _schedule(place)
        yield from _world(place)
        yield from _figures(place)
        yield from _single_attempts(place)
        yield from _shifted(place)


def _orders(place: Place) -> Searching[None]:
    violation = place.trial.violation
    if violation is not None and violation.order >= 0 and place.setting.only != (violation.order,):
        yield from place.tries(only=(violation.order,))
    only = place.setting.only if place.setting.only is not None else _numbers(place.setting)
    yield from _each(ddmin(only), lambda part: place.tries(only=part))


def _numbers(setting: Setting) -> tuple[int, ...]:
    """Of all work orders."""
    world = World(setting.seed, setting.shops, setting.technicians)
    workload = Workload(world, setting.days, setting.a_day, Chance(setting.seed))
    return tuple(job.number for shop in world.chain for job in workload.of(shop))


def _draws(place: Place) -> Searching[None]:
    """Faults that always strike: draws hang on the calls before, which the next steps change."""
    for at, fault in enumerate(place.setting.faults.faults):
        for sure in certain(fault):
            yield from place.faults(_replaced(place.setting.faults.faults, at, sure))


def _schedule(place: Place) -> Searching[None]:
    yield from _each(ddmin(place.setting.faults.faults), place.faults)


def _world(place: Place) -> Searching[None]:
    """Fewer shops, fewer days, as far as the work orders allow."""
    only = place.setting.only
    if only:
        shops = max(number // STRIDE for number in only)
        if shops < place.setting.shops:
            yield from place.tries(shops=shops)
    while place.setting.days > 1 and (yield from place.tries(days=max(place.setting.days // 2, 1.0))):
        pass


def _figures(place: Place) -> Searching[None]:
    """Each fault by itself, one step after the other, as far as it goes."""
    for at in range(len(place.setting.faults.faults)):
        while (yield from _step(place, at)):
            pass


def _step(place: Place, at: int) -> Searching[bool]:
    faults = place.setting.faults.faults
    for fault in simpler(faults[at], place.trial.attempts, place.end_s):
        if (yield from place.faults(_replaced(faults, at, fault))):
            return True
    return False


def _replaced(faults: Schedule, at: int, *by: Fault) -> Schedule:
    return (*faults[:at], *by, *faults[at + 1 :])


def _single_attempts(place: Place) -> Searching[None]:
    """One or two attempts instead of a window."""
    for at in reversed(range(len(place.setting.faults.faults))):
        faults = place.setting.faults.faults
        if at >= len(faults):
            continue
        aside = Place(place.setting, place.trial)
        single = as_attempts(faults[at], place.trial.attempts, place.end_s)
        if single and (yield from aside.faults(_replaced(faults, at, *single))):
            yield from _schedule(aside)
            yield from _shifted(aside)
            if len(aside.setting.faults.faults) < len(faults) + FEW:
                place.setting, place.trial = aside.setting, aside.trial


def _each(
    search: Minimising[T], tries: Callable[[tuple[T, ...]], Searching[bool]]
) -> Searching[tuple[T, ...]]:
    """Runs a search over parts, each part tried in the place."""
    part = next(search)
    while True:
        fails = yield from tries(part)
        try:
            part = search.send(fails)
        except StopIteration as stop:
            least: tuple[T, ...] = stop.value
            return least


def _shifted(place: Place) -> Searching[None]:
    """One fault less, and the attempts that later ones are about as many earlier as it had caused."""
    for at in reversed(range(len(place.setting.faults.faults))):
        gone, rest = place.setting.faults.faults[at], _replaced(place.setting.faults.faults, at)
        for by in range(SHIFTS + 1):
            if (yield from place.faults(tuple(earlier(fault, by, gone) for fault in rest))):
                break
