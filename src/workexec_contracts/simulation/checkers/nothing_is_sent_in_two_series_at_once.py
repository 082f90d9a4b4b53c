"""Whoever wants a message delivered that somebody is delivering already waits for that, or is told so."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workexec_contracts.simulation.history import about

from .invariant import Invariant
from .series import Series
from .steps import MUTATING

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Closed, Crashed, Heard, Sent, Settled

    from .invariant import View


class NothingIsSentInTwoSeriesAtOnce(Invariant):
    """No call begins with a key that another call still sends, be it a user's or one in the background."""

    name: ClassVar[str] = "nothing_is_sent_in_two_series_at_once"
    clause: ClassVar[str] = "Phase 4.4 / Integration Patterns Summary (F11, F53, F58)"

    def __init__(self, view: View) -> None:
        """Nothing is on its way."""
        super().__init__(view)
        self._series = Series()

    @about(*MUTATING)
    def on_sent(self, sent: Sent) -> None:
        if sent.number != 1:
            return
        self.checked += 1
        if self._series.begins(sent):
            key, whose = sent.exchange.headers["Idempotency-Key"], "a user" if sent.request >= 0 else "nobody"
            told = f"{sent.exchange.operation.operation_id}: {key} goes out while another call still sends it"
            self.breach(sent.at_us, sent.order, f"{told}; {whose} waits for this one")

    @about(*MUTATING)
    def on_heard(self, heard: Heard) -> None:
        self._series.ends(heard)

    def on_settled(self, settled: Settled) -> None:
        """However early it was given up: that is for another claim to tell."""
        self._series.give_up(settled.order, settled.letter.id)

    def on_crashed(self, crashed: Crashed) -> None:  # noqa: ARG002  # all that counts is that it happened
        self._series.clear()

    def on_closed(self, closed: Closed) -> None:
        self._series.forget(closed.order)
