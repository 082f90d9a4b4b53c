"""Between WorkExec and its neighbours: attempts and answers on their way, and what happens to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from workexec_contracts.consumer import Raw
from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.policy import Answered, Unanswered
from workexec_contracts.providers import Call, Reply

from .clock import SECOND_US, micros
from .conditions import strike
from .records import Arrived, Heard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workexec_contracts.consumer import Exchange
    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.providers import Neighbours, State

    from .conditions import Conditions, Fate
    from .history import History
    from .scheduler import Scheduler

Told = Answered[Raw] | Unanswered
_REFUSALS = range(400, 500)
REFUSED_US = 1_000
"""How soon a refused connection is noticed."""
_record = tuple.__new__
"""A named tuple of its fields in their order, at less than half of what its own name asks for."""
_timeout_us = cache(micros)
"""There are few, and each attempt has one."""


class _LowerCase(dict[str, str]):
    """Names of headers in lower case: the same few with every attempt."""

    def __missing__(self, name: str) -> str:
        lower = self[name] = name.lower()
        return lower


_LOWER = _LowerCase()


@dataclass(slots=True)
class Parcel:
    """One attempt on its way; `name` is the same in every run of the same seed."""

    order: int
    call: int
    number: int
    name: str
    exchange: Exchange
    headers: Mapping[str, str]
    timeout_s: float
    sent_us: int
    done: Callable[[Told], None]
    life: int = 0
    """Of the process that sent it: a later one hears nothing of it."""
    ended: bool = False


class Network:
    """Carries parcels to the reference providers, which know nothing of it."""

    def __init__(
        self, scheduler: Scheduler, neighbours: Neighbours, conditions: Conditions, history: History
    ) -> None:
        """`on_air` and `landed` are told of every request that is under way to a neighbour."""
        self._scheduler = scheduler
        self._neighbours = neighbours
        self._conditions = conditions
        self._history = history
        self.life = 0
        """Of the process that sends."""
        self.on_air: Callable[[int], None] = lambda _: None
        self.landed: Callable[[int], None] = lambda _: None

    def send(self, parcel: Parcel, attempt: int) -> None:
        """Lets it go; `parcel.done` hears what came of it, at its time."""
        exchange, parcel.life = parcel.exchange, self.life
        payload = exchange.headers.get("Idempotency-Key", parcel.name)
        fate = self._conditions.fate(
            exchange.domain, exchange.operation, parcel.sent_us, parcel.name, parcel.number, payload
        )
        struck = self._conditions.at(attempt)
        if struck is not None:
            strike(struck, fate)
        if fate.status is not None and fate.status in _REFUSALS and self._has_taken(parcel):
            fate.status = None  # what a neighbour has taken it takes again (F20)
        if fate.refused:
            self._end(parcel, REFUSED_US, Outcome.CONNECTION_FAILED)
        elif fate.lost:
            self._end(parcel, micros(parcel.timeout_s), Outcome.TIMED_OUT)
        else:
            self._fly(parcel, fate)

    def _has_taken(self, parcel: Parcel) -> bool:
        exchange = parcel.exchange
        key = exchange.headers.get("Idempotency-Key", "")
        return (exchange.operation.path, key) in self._neighbours.state.remembered

    def _fly(self, parcel: Parcel, fate: Fate) -> None:
        domain, timeout_us = parcel.exchange.domain, _timeout_us(parcel.timeout_s)
        flying = self._conditions.in_flight
        flying[domain] = flying.get(domain, 0) + 1
        self.on_air(parcel.order)
        self._scheduler.after(fate.there_us, partial(self._arrive, parcel, fate))
        if fate.copy_us is not None and fate.status is None:
            self.on_air(parcel.order)
            self._scheduler.after(fate.there_us + fate.copy_us, partial(self._arrive_again, parcel))
        if fate.unanswered or fate.there_us + fate.back_us > timeout_us:
            self._end(parcel, timeout_us, Outcome.TIMED_OUT)

    def _end(self, parcel: Parcel, wait_us: int, outcome: Outcome) -> None:
        parcel.ended = True
        self._scheduler.after(wait_us, partial(self._unanswered, parcel, outcome))

    def _arrive(self, parcel: Parcel, fate: Fate) -> None:
        self._conditions.in_flight[parcel.exchange.domain] -= 1
        reply = self._reply(parcel, copy=False) if fate.status is None else self._instead(parcel, fate.status)
        self.landed(parcel.order)
        if parcel.ended:
            return
        if fate.cut:
            self._end(parcel, fate.back_us, Outcome.CONNECTION_FAILED)
        else:
            self._scheduler.after(fate.back_us, partial(self._answer, parcel, reply))

    def _arrive_again(self, parcel: Parcel) -> None:
        self._reply(parcel, copy=True)
        self.landed(parcel.order)

    def _reply(self, parcel: Parcel, *, copy: bool) -> Reply:
        state, exchange = self._neighbours.state, parcel.exchange
        before = [*map(len, state.tables.values())] if exchange.operation.mutates else []
        reply = self._neighbours.handle(_call(parcel))
        made = _made(state, before) if before else ()
        published, state.published = tuple(state.published), []
        state.log.clear()
        told = (
            self._scheduler.clock.now_us,
            parcel.order,
            parcel.call,
            parcel.number,
            exchange,
            copy,
            reply.status,
            reply.body,
            made,
            published,
        )
        self._history.add(_record(Arrived, told))
        return reply

    def _instead(self, parcel: Parcel, status: int) -> Reply:
        """The answer of whatever stands before a neighbour, or of one that cannot take this payload."""
        operation = parcel.exchange.operation
        for error in (operation.unavailable, *operation.errors):
            if error.status == status:
                correlation_id = parcel.exchange.correlation_id
                told = {"code": error.code, "message": error.message, "correlationId": correlation_id}
                return Reply(status, told)
        return Reply(status, {"message": "not of the contract"})

    def _answer(self, parcel: Parcel, reply: Reply) -> None:
        if parcel.ended:
            return
        parcel.ended = True
        if parcel.life == self.life:
            status, body = reply.status, reply.content
            at_us = self._hear(parcel, status, None, body)
            raw = _record(Raw, (status, reply.headers, body))
            parcel.done(_record(Answered, (status, at_us / SECOND_US, raw)))

    def _unanswered(self, parcel: Parcel, outcome: Outcome) -> None:
        if parcel.life == self.life:
            at_us = self._hear(parcel, None, outcome, b"")
            parcel.done(Unanswered(outcome, at_us / SECOND_US))

    def _hear(self, parcel: Parcel, status: int | None, outcome: Outcome | None, body: bytes) -> int:
        """Tells the history, and when it was."""
        at_us = self._scheduler.clock.now_us
        told = (at_us, parcel.order, parcel.call, parcel.number, parcel.exchange, status, outcome, body)
        self._history.add(_record(Heard, told))
        return at_us


def _made(state: State, before: list[int]) -> tuple[tuple[str, str], ...]:
    """Table and key of the last row of each table that has grown, new tables among them."""
    if before == [*map(len, state.tables.values())]:
        return ()
    sizes = chain(before, repeat(0))
    return tuple(
        (name, next(reversed(table)))
        for (name, table), size in zip(state.tables.items(), sizes, strict=False)
        if len(table) > size
    )


def _call(parcel: Parcel) -> Call:
    exchange = parcel.exchange
    operation: Endpoint = exchange.operation
    path, raw_query, query = _parts(exchange.target)
    headers: dict[str, Any] = {_LOWER[name]: value for name, value in parcel.headers.items()}
    return Call(operation.method, path, query, headers, exchange.body or b"", raw_query)


@lru_cache(maxsize=1_024)
def _parts(target: str) -> tuple[str, str, Mapping[str, str]]:
    """The path, the query as it stands, and what it says: the same searches come again and again."""
    path, _, raw_query = target.partition("?")
    return path, raw_query, dict(parse_qsl(raw_query, keep_blank_values=True))
