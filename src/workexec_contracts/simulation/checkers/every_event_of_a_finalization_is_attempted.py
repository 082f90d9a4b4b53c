"""One neighbour that is away keeps no other from being told: a finalization tries all of its events."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workexec_contracts.consumer import Standing
from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import FailMode
from workexec_contracts.simulation.history import about

from .invariant import Invariant
from .series import Series
from .steps import EVENTS, FINALIZE, OK

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Accepted, Asked, Closed, Crashed, Heard, Replied, Sent

    from .invariant import View

_WAITED_FOR = frozenset(
    event.type for event in EVENTS[FINALIZE] if event.policy and event.policy.fail_mode is FailMode.CLOSED
)
"""Types of the events that a finalization waits for; any other goes out in the background (F57)."""
_DELIVERIES = frozenset(
    operation.operation_id
    for _, operation in operations()
    if any(event.type in _WAITED_FOR for event in operation.events)
)
_SERVER_ERRORS = 500


class EveryEventOfAFinalizationIsAttempted(Invariant):
    """A finalization that ends has tried every fail-closed event, or somebody else is trying it."""

    name: ClassVar[str] = "every_event_of_a_finalization_is_attempted"
    clause: ClassVar[str] = "Phase 4.4 / Integration Patterns Summary (F18, F58)"

    def __init__(self, view: View) -> None:
        """Nothing is finalized."""
        super().__init__(view)
        self._asked_us: dict[int, int] = {}
        """When each finalization began that is not over."""
        self._letters: dict[int, dict[str, str]] = {}
        """By work order and type: the id of the last event."""
        self._sent_us: dict[int, dict[str, int]] = {}
        """By work order and id: the last attempt since a finalization ended."""
        self._series = Series()

    @about(FINALIZE)
    def on_asked(self, asked: Asked) -> None:
        self._asked_us[asked.request] = asked.at_us

    @about(*_WAITED_FOR)
    def on_accepted(self, accepted: Accepted) -> None:
        self._letters.setdefault(accepted.order, {})[accepted.letter.type] = accepted.letter.id

    @about(*_DELIVERIES)
    def on_sent(self, sent: Sent) -> None:
        own = self._sent_us.get(sent.order)
        if own is None:
            own = self._sent_us[sent.order] = {}
        own[sent.exchange.headers["Idempotency-Key"]] = sent.at_us
        if sent.number == 1:
            self._series.begins(sent)

    @about(*_DELIVERIES)
    def on_heard(self, heard: Heard) -> None:
        self._series.ends(heard)

    @about(FINALIZE)
    def on_replied(self, replied: Replied) -> None:
        asked_us = self._asked_us.pop(replied.request, None)
        sent_us = self._sent_us.pop(replied.order, {})
        if asked_us is None or not _was_begun(replied):
            return
        for key in self._letters.get(replied.order, {}).values():
            self.checked += 1
            letter = self.view.store.letter(key)
            tried = sent_us.get(key, -1) >= asked_us or self._series.has(replied.order, key)
            if letter is not None and letter.standing is Standing.PENDING and not tried:
                told = f"finalizing answered {replied.status} without an attempt at {letter.event.name} {key}"
                self.breach(replied.at_us, replied.order, told)

    def on_crashed(self, crashed: Crashed) -> None:  # noqa: ARG002  # all that counts is that it happened
        self._asked_us.clear()
        self._sent_us.clear()
        self._series.clear()

    def on_closed(self, closed: Closed) -> None:
        self._letters.pop(closed.order, None)
        self._sent_us.pop(closed.order, None)
        self._series.forget(closed.order)


def _was_begun(replied: Replied) -> bool:
    """Whether it came to its events: neither did the process die, nor was what was asked refused."""
    return replied.status in OK or replied.status >= _SERVER_ERRORS or "events" in replied.body
