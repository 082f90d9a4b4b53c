"""What a search has learned: settings that reached something new, and what to try next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .draws import KINDS, with_faults

if TYPE_CHECKING:
    from .attempts import Observed
    from .draws import Draw
    from .faults import Fault
    from .setting import Setting

FRESH = 0.1
"""The share of settings that vary nothing, so that the search does not stay where it began."""
MOST = 6
"""Faults in one schedule."""
Pair = tuple[str, str]


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
            crash = self.draw.crash(observed.counted)
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
