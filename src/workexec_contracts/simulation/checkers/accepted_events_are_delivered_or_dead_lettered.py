"""Nothing that WorkExec accepted is ever gone: it is on its way, acknowledged, refused or dead-lettered."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workexec_contracts.bodies import read_json
from workexec_contracts.consumer import Standing
from workexec_contracts.consumer.workflow.approval import BECOMES
from workexec_contracts.contracts.people import work_session_recorded
from workexec_contracts.contracts.shopmgmt import status_changed
from workexec_contracts.contracts.vocabulary import ACCEPTED
from workexec_contracts.simulation.history import about

from .facts import parsed, unlike
from .invariant import Invariant
from .steps import DELIVERIES, EVENTS, OK

if TYPE_CHECKING:
    from workexec_contracts.consumer import Letter
    from workexec_contracts.simulation.records import (
        Accepted,
        Arrived,
        Closed,
        Replied,
        Restarted,
        Sent,
        Settled,
    )

    from .invariant import View

_STATUS = status_changed.type
_TOLD = {status_changed.type: ("newStatus", "status"), work_session_recorded.type: ("workSessionId",) * 2}
"""The member of an event's data that says which of several it is, and where the step's answer says so."""
_BEGUN = BECOMES["approve"]
"""The status in which work orders begin: no event tells it."""
_DONE = (Standing.ACKNOWLEDGED, Standing.REFUSED)


class AcceptedEventsAreDeliveredOrDeadLettered(Invariant):
    """A letter is kept till its life is over; only a 202 acknowledges; the dead are announced once."""

    name: ClassVar[str] = "accepted_events_are_delivered_or_dead_lettered"
    clause: ClassVar[str] = "Phase 4.4 / Integration Patterns Summary (F17, F18, F19, F57, F58)"

    def __init__(self, view: View) -> None:
        """Nothing is accepted yet."""
        super().__init__(view)
        self._letters: dict[int, dict[str, Letter]] = {}
        """By work order and id: as the last record told them."""
        self._acknowledged: dict[int, set[str]] = {}
        self._tried: dict[int, dict[str, int]] = {}
        """By work order and id: the attempts since the last record of it, of a living process."""
        self._announced: dict[int, dict[str, str]] = {}
        """By work order and id: the id of its dead-letter event."""
        self._owed: dict[int, dict[str, set[str]]] = {}
        """By work order and type: which of them were accepted."""

    def on_accepted(self, accepted: Accepted) -> None:
        letter = accepted.letter
        self._letters.setdefault(accepted.order, {})[letter.id] = letter
        kinds = self._owed.setdefault(accepted.order, {}).setdefault(letter.type, set())
        if letter.type == _STATUS:
            kinds.clear()  # the last one counts
        told = _TOLD.get(letter.type)
        if told is not None:
            kinds.add(parsed(letter.body)["data"][told[0]])
        self._is_kept(accepted.at_us, accepted.order, letter)

    @about(*DELIVERIES)
    def on_sent(self, sent: Sent) -> None:
        own = self._tried.get(sent.order)
        if own is None:
            own = self._tried[sent.order] = {}
        own[sent.exchange.headers["Idempotency-Key"]] = sent.number

    @about(*DELIVERIES)
    def on_arrived(self, arrived: Arrived) -> None:
        if arrived.status == ACCEPTED:
            key = arrived.exchange.headers["Idempotency-Key"]
            self._acknowledged.setdefault(arrived.order, set()).add(key)

    def on_settled(self, settled: Settled) -> None:
        letter, order = settled.letter, settled.order
        own = self._letters.get(order, {})
        before = own.get(letter.id)
        own[letter.id] = letter
        self._is_kept(settled.at_us, order, letter)
        tried = self._tried.get(order, {}).pop(letter.id, 0)
        fault = self._wrong(order, letter, before) or _miscounted(letter, before, tried)
        if fault:
            self.breach(settled.at_us, order, f"{letter.event.name} {letter.id} {fault}")

    def _wrong(self, order: int, letter: Letter, before: Letter | None) -> str:
        """What is wrong with how a delivery ended; nothing where it is right."""
        standing = letter.standing
        if before is None:
            return "was never accepted"
        if before.standing in _DONE and standing is not before.standing:
            return f"was {before.standing} and is {standing}"
        if standing is Standing.ACKNOWLEDGED:
            told = letter.id in self._acknowledged.get(order, ())
            return "" if told else f"is acknowledged, and no neighbour ever answered {ACCEPTED}"
        if letter.is_closed == (standing is Standing.DEAD):
            return f"was given up, and is {standing}; a dead letter is one of a fail-open event"
        return "" if letter.is_closed else self._announced_otherwise(order, letter, before)

    def _announced_otherwise(self, order: int, letter: Letter, before: Letter) -> str:
        """What the dead-letter event lacks or says wrongly: it tells of the first time, not of replays."""
        told = self.view.store.get("dead-letter event", letter.id)
        if told is None:
            return "is dead without a dead-letter event"
        if told["id"] != self._announced.setdefault(order, {}).setdefault(letter.id, told["id"]):
            return "is told of by a second dead-letter event"
        wanted: dict[str, object] = {"event": read_json(letter.body), "domain": letter.event.consumer}
        if before.standing is not Standing.DEAD:
            last = letter.last_status
            wanted |= {"reason": letter.reason, "attempts": letter.attempts, "failedAt": letter.settled_at}
            wanted |= {} if last is None else {"lastStatus": last}
        fault = unlike(told["data"], wanted)
        return f"is dead, and its dead-letter event {fault}" if fault else self._unwarned(letter)

    def _unwarned(self, letter: Letter) -> str:
        """Whether the last warning is of its end, with the correlation id (F19)."""
        (last,) = self.view.store.notices(newest=1) or ({"level": "no notice"},)
        told = last["level"] == "warning" and letter.id in last["message"]
        if told and last["correlationId"] == letter.correlation_id:
            return ""
        return f"is dead without a warning that names it and {letter.correlation_id}"

    @about(*EVENTS)
    def on_replied(self, replied: Replied) -> None:
        """A step that was taken has its events in the store."""
        if replied.status not in OK:
            return
        owed = self._owed.get(replied.order, {})
        for event in EVENTS[replied.name]:
            self.checked += 1
            kinds = owed.get(event.type)
            wanted = replied.body.get(_TOLD[event.type][1]) if event.type in _TOLD else None
            if wanted == _BEGUN and kinds is None:
                continue
            if kinds is None or (wanted is not None and wanted not in kinds):
                told = f"answered {replied.status}, and no {event.name} {wanted or ''} was ever accepted"
                self.breach(replied.at_us, replied.order, told)

    def on_restarted(self, restarted: Restarted) -> None:
        """A crash takes nothing but the count of what was tried in vain."""
        self._tried.clear()
        for order, own in self._letters.items():
            for letter in own.values():
                self._is_kept(restarted.at_us, order, letter)

    def on_closed(self, closed: Closed) -> None:
        for letter in self._letters.pop(closed.order, {}).values():
            self._is_kept(closed.at_us, closed.order, letter)
        self._acknowledged.pop(closed.order, None)
        self._tried.pop(closed.order, None)
        self._announced.pop(closed.order, None)
        self._owed.pop(closed.order, None)

    def end(self) -> None:
        for order, own in self._letters.items():
            for letter in own.values():
                self._is_kept(self.view.clock.now_us, order, letter)

    def _is_kept(self, at_us: int, order: int, letter: Letter) -> None:
        self.checked += 1
        kept = self.view.store.letter(letter.id)
        if kept is None:
            self.breach(at_us, order, f"{letter.event.name} {letter.id} is gone; it was {letter.standing}")
        elif kept.standing is not letter.standing or kept.body != letter.body:
            told = f"{letter.event.name} {letter.id} was {letter.standing}, is {kept.standing} or changed"
            self.breach(at_us, order, told)


def _miscounted(letter: Letter, before: Letter | None, tried: int) -> str:
    """What is wrong with the attempts that are said of a letter: those of all its series."""
    wanted = tried + (before.attempts if before else 0)
    return "" if letter.attempts == wanted else f"says {letter.attempts} attempts, there were {wanted}"
