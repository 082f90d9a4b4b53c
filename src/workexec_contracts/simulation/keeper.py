"""Which work orders are alive, and what is theirs. Closed ones are forgotten: memory stays flat."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from workexec_contracts.consumer import Standing

from .checkers.steps import MUTATING
from .history import about
from .records import Accepted, Arrived, Closed, Settled

if TYPE_CHECKING:
    from workexec_contracts.providers import State

    from .history import History
    from .identity import Names
    from .life import Living
    from .memory import MemoryStore
    from .scheduler import Scheduler

_SHARED = frozenset({"counter", "process"})
"""Kinds of documents that belong to no work order."""
_FINAL = (Standing.ACKNOWLEDGED, Standing.REFUSED)
"""A tuple: members are found by identity, where a set would ask an enumeration for its hash."""


@dataclass(slots=True)
class Estate:
    """What a work order has left behind everywhere."""

    living: Living | None = None
    outcome: str = "unfinished"
    holds: int = 0
    """Whatever may still do something: people, plans, requests in the air, letters not delivered."""
    documents: dict[tuple[str, str], None] = field(default_factory=dict)
    letters: dict[str, bool] = field(default_factory=dict)
    """Ids, and whether they are settled for good."""
    rows: list[tuple[str, str]] = field(default_factory=list)
    keys: list[tuple[str, str]] = field(default_factory=list)
    """Of idempotency."""


class Keeper:
    """Counts what holds a work order open, and closes it when nothing does."""

    def __init__(
        self, scheduler: Scheduler, history: History, store: MemoryStore, state: State, names: Names
    ) -> None:
        """Listens to the history after everybody who came before."""
        self._scheduler = scheduler
        self._history = history
        self._store = store
        self._state = state
        self._names = names
        self._estates: dict[int, Estate] = {}
        self._orders: dict[str, int] = {}
        self.closed = 0
        store.watch.written = self._written
        history.listen(Accepted, self._accepted)
        history.listen(Settled, self._settled)
        history.listen(Arrived, self._arrived)

    @property
    def alive(self) -> int:
        """How many work orders are open."""
        return len(self._estates)

    def order_of(self, workorder_id: str) -> int:
        """The number of a work order that has had letters; -1 for any other."""
        return self._orders.get(workorder_id, -1)

    def begin(self, living: Living) -> None:
        """A work order's people are there."""
        self._estate(living.job.number).living = living

    def end(self, living: Living, outcome: str) -> None:
        """They have gone."""
        self._estate(living.job.number).outcome = outcome
        self.hold(living.job.number, -1)

    def hold(self, order: int, more: int) -> None:
        """Something begins (1) or ends (-1) that may still do something for a work order."""
        if order >= 0:
            self._hold(order, self._estate(order), more)

    def _hold(self, order: int, estate: Estate, more: int) -> None:
        if order < 0:
            return
        estate.holds += more
        if estate.holds == 0:
            self._scheduler.after(0, partial(self._close, order))

    def _estate(self, order: int) -> Estate:
        estate = self._estates.get(order)
        if estate is None:
            estate = self._estates[order] = Estate()
        return estate

    def _written(self, key: tuple[str, str]) -> None:
        order = self._names.order
        if order >= 0 and key[0] not in _SHARED:
            self._estate(order).documents[key] = None

    def _accepted(self, record: Accepted) -> None:
        letter, estate = record.letter, self._estate(record.order)
        self._orders[letter.workorder_id] = record.order
        estate.letters[letter.id] = False
        self._hold(record.order, estate, 1)

    def _settled(self, record: Settled) -> None:
        letter, estate = record.letter, self._estate(record.order)
        if letter.standing in _FINAL and estate.letters.get(letter.id) is False:
            estate.letters[letter.id] = True
            self._hold(record.order, estate, -1)

    @about(*MUTATING)
    def _arrived(self, record: Arrived) -> None:
        operation = record.exchange.operation
        if record.status == operation.status_code:
            estate = self._estate(record.order)
            estate.rows.extend(record.made)
            estate.keys.append((operation.path, record.exchange.headers["Idempotency-Key"]))

    def _close(self, order: int) -> None:
        estate = self._estates.get(order)
        if estate is None or estate.holds:
            return
        self._tell(order, estate)
        self._retire(order, estate)
        self.closed += 1

    def _tell(self, order: int, estate: Estate) -> None:
        living = estate.living
        estimate_id, workorder_id = (living.estimate_id, living.workorder_id) if living else (None, None)
        at_us = self._scheduler.clock.now_us
        self._history.add(Closed(at_us, order, estimate_id, workorder_id, estate.outcome))

    def _retire(self, order: int, estate: Estate) -> None:
        del self._estates[order]
        self._store.retire(list(estate.documents), list(estate.letters))
        for table, key in estate.rows:
            self._state.table(table).pop(key, None)
        for remembered in estate.keys:
            self._state.remembered.pop(remembered, None)
        if estate.living is not None:
            self._state.table("appointments").pop(estate.living.job.appointment_id, None)
            self._orders.pop(estate.living.workorder_id or "", None)
        self._names.retire(order)

    def give_up(self) -> None:
        """The bound is over: what is still open is unfinished, and stays for whoever looks."""
        for order in sorted(self._estates):
            estate = self._estates[order]
            estate.outcome = "unfinished"
            self._tell(order, estate)
