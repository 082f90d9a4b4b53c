"""When nothing goes wrong any more, whatever was left comes to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workexec_contracts.consumer import Standing
from workexec_contracts.simulation.clock import SECOND_US

from .facts import failure
from .invariant import Invariant
from .steps import OK

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Asked, Closed, Heard, Settled

    from .invariant import View

UNFINISHED = "unfinished"


class EverythingDrainsOnceFaultsStop(Invariant):
    """At the end no letter is pending or dead, and every work order has come to its own.

    People may give up while faults still refuse them; those who ask once the faults have stopped do not.
    What blocks a step waits for people (F18): where they gave up it is pending to the end.
    """

    name: ClassVar[str] = "everything_drains_once_faults_stop"
    clause: ClassVar[str] = "Phase 4.4 / Integration Patterns Summary (F18, F19, F57, F58)"

    def __init__(self, view: View) -> None:
        """Nothing has begun."""
        super().__init__(view)
        self._open: dict[int, int] = {}
        """Work orders that have begun and not ended, and since when."""
        self._asked_us: dict[int, int] = {}
        """When something was last asked for them."""
        self._refused: set[int] = set()
        """Those of which something was refused for good."""
        self._given_up: set[str] = set()
        """Work orders that people gave up meanwhile."""
        self.drained_us = 0
        """When the last letter was settled or the last life was over."""

    def on_asked(self, asked: Asked) -> None:
        if asked.order >= 0:
            self._open.setdefault(asked.order, asked.at_us)
            self._asked_us[asked.order] = asked.at_us

    def on_heard(self, heard: Heard) -> None:
        if heard.status not in OK and failure(heard.status, heard.outcome) is None:
            self._refused.add(heard.order)

    def on_settled(self, settled: Settled) -> None:
        self.drained_us = settled.at_us

    def on_closed(self, closed: Closed) -> None:
        self.drained_us = closed.at_us
        begun_us = self._open.pop(closed.order, closed.at_us)
        asked_us = self._asked_us.pop(closed.order, closed.at_us)
        refused = closed.order in self._refused
        self._refused.discard(closed.order)
        if closed.outcome == UNFINISHED and refused and asked_us < self.view.faults_until_us:
            self._given_up.add(closed.workorder_id or "")
            return
        self.checked += 1
        if closed.outcome == UNFINISHED:
            what = closed.workorder_id or closed.estimate_id or "no estimate yet"
            told = f"unfinished after {(closed.at_us - begun_us) / SECOND_US:.0f} s: {what}"
            self.breach(closed.at_us, closed.order, told)

    def end(self) -> None:
        now_us = self.view.clock.now_us
        for letter in self.view.store.letters(Standing.PENDING, Standing.DEAD):
            if letter.is_closed and letter.workorder_id in self._given_up:
                continue
            self.checked += 1
            why = letter.reason or "never tried"
            told = f"{letter.event.name} {letter.id} is still {letter.standing}: {why}"
            self.breach(now_us, -1, told)
        for order, begun_us in self._open.items():
            self.checked += 1
            told = f"still open {(now_us - begun_us) / SECOND_US:.0f} s after it began"
            self.breach(now_us, order, told)
