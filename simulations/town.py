"""A town for the machines of this folder: one WorkExec, its neighbours, and what each of them is up to.

The real consumer and the real reference providers, driven without a socket. Time moves only where they wait.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from enum import Enum
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

from hypothesis import settings

from workexec_contracts.consumer import (
    ROUTES,
    Answer,
    Attempt,
    Composer,
    Identity,
    Raw,
    Refused,
    Shop,
    Standing,
    seed,
)
from workexec_contracts.contracts.vocabulary import Outcome, json_default
from workexec_contracts.policy import Answered, Unanswered, Wait, Waited
from workexec_contracts.providers import Call, Neighbours, State
from workexec_contracts.simulation.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.consumer import Exchange, Letter, Plan, Route

T = TypeVar("T")
PACE = settings(max_examples=max(settings().max_examples // 2, 25), stateful_step_count=20)
"""Of every machine here: half of the profile's examples, in short steps, so that the folder is a minute's."""
BY_NAME: dict[str, Route] = {f"{route.method} {route.path}": route for route in ROUTES}
NEVER = 10_000
"""More steps than any plan has."""


class Mood(Enum):
    """What a neighbour is up to."""

    FINE = "fine"
    AWAY = "503"
    BROKEN = "500"
    REFUSING = "400"
    """Something before it says that the request is wrong."""
    UNREACHABLE = "connection failed"
    MUTE = "its answers are lost"
    LATE = "it hears of requests long after the time-out"

    @property
    def retried(self) -> bool:
        """Whether every policy with retries retries it."""
        return self in {Mood.AWAY, Mood.UNREACHABLE, Mood.MUTE, Mood.LATE}

    @property
    def heard(self) -> bool:
        """Whether the neighbour gets the request at once."""
        return self in {Mood.FINE, Mood.MUTE}


class Death(BaseException):
    """WorkExec's process ends here."""


class Town:
    """`mood` is what a neighbour is up to, by its domain; those that are not in it are fine."""

    def __init__(self) -> None:
        """Everybody is fine; WorkExec has the document's work order."""
        self.now_s = 0.0
        self.mood: dict[str, Mood] = {}
        self.in_the_air: list[Call] = []
        """Requests that their neighbours are yet to hear of."""
        self.attempts: Counter[str] = Counter()
        """By operation."""
        self._ids = count(1)
        self.state = State.fresh(self.wall)
        self.neighbours = Neighbours(self.state, self._uuid)
        self.store = MemoryStore()
        self.identity = Identity("a.b.c", trace_id="7" * 32, random_hex=self._hex)
        self.shop = self._begin()
        seed(self.shop)

    def _begin(self) -> Shop:
        return Shop.over(self.store, Composer(self.wall, self._uuid))

    def wall(self) -> datetime:
        """The date and time in town."""
        return datetime(2026, 1, 5, tzinfo=UTC) + timedelta(seconds=self.now_s)

    def _uuid(self) -> UUID:
        return UUID(int=next(self._ids), version=4)

    def _hex(self, count: int) -> str:
        return f"{next(self._ids):0{2 * count}x}"

    def is_up_to(self, domain: str) -> Mood:
        """What a neighbour does with requests."""
        return self.mood.get(domain, Mood.FINE)

    # --- WorkExec

    def ask(self, name: str, values: dict[str, str], sent: dict[str, Any], dies_at: int = NEVER) -> Answer:
        """A user's step; `name` is the route's. Raises Death."""
        route = BY_NAME[name]
        given: dict[str, Any] = {
            **values,
            **({"asked": route.body.model_validate(sent)} if route.body else {}),
        }
        try:
            return self.run(route.step(self.shop, self.identity, **given), dies_at)
        except Refused as refused:
            return refused.answer

    def run(self, plan: Plan[T], dies_at: int = NEVER) -> T:
        """What the plan returns. WorkExec dies before its step or write of that number, from 0."""
        left = count(dies_at, -1)

        def live() -> None:
            if next(left) == 0:
                raise Death

        self.store.watch.before_write = live
        try:
            return self._drive(plan, live)
        except Death:
            plan.close()
            self.shop = self._begin()
            raise
        finally:
            self.store.watch.before_write = lambda: None

    def _drive(self, plan: Plan[T], live: Any) -> T:  # noqa: ANN401  # a callable without arguments
        try:
            step = next(plan)
            while True:
                if isinstance(step, Attempt):
                    live()
                    step = plan.send(self._attempt(step))
                else:
                    self.now_s += step.seconds if isinstance(step, Wait) else 0
                    step = plan.send(Waited(self.now_s))
        except StopIteration as stop:
            result: T = stop.value
            return result

    def deliver(self, letter: Letter, dies_at: int = NEVER) -> Letter:
        """A delivery of the publisher's, or a replay. Raises Death."""
        publisher, dead = self.shop.publisher, letter.standing is Standing.DEAD
        return self.run((publisher.replay if dead else publisher.deliver)(letter, self.identity), dies_at)

    def drain(self, letters: Iterable[Letter]) -> None:
        """Delivers what is still to be delivered of them."""
        for letter in letters:
            now = self.store.letter(letter.id)
            if now is not None and now.standing in {Standing.PENDING, Standing.DEAD}:
                self.deliver(now)

    # --- the way to the neighbours

    def _attempt(self, attempt: Attempt) -> Answered[Raw] | Unanswered:
        exchange, mood = attempt.exchange, self.is_up_to(attempt.exchange.domain)
        self.attempts[exchange.operation.operation_id] += 1
        call = _call(exchange)
        match mood:
            case Mood.FINE:
                return self._heard(call)
            case Mood.MUTE:
                self._heard(call)
                return Unanswered(Outcome.CONNECTION_FAILED, self.now_s)
            case Mood.LATE:
                self.in_the_air.append(call)
                self.now_s += attempt.timeout_s
                return Unanswered(Outcome.TIMED_OUT, self.now_s)
            case Mood.UNREACHABLE:
                return Unanswered(Outcome.CONNECTION_FAILED, self.now_s)
        status = int(mood.value)
        return Answered(status, self.now_s, Raw(status, {}, b'{"message": "of a gateway"}'))

    def _heard(self, call: Call) -> Answered[Raw]:
        reply = self.neighbours.handle(call)
        body = json.dumps(reply.body, default=json_default).encode()
        return Answered(reply.status, self.now_s, Raw(reply.status, reply.headers, body))

    def arrive(self, which: int) -> None:
        """A request that was in the air is heard of, whoever sent it."""
        self.neighbours.handle(self.in_the_air.pop(which % len(self.in_the_air)))

    # --- what became of it

    def effects(self, letter: Letter) -> int:
        """How often a neighbour told that it has taken an event in."""
        return sum(told["data"]["correlationId"] == letter.correlation_id for told in self.state.published)


def _call(exchange: Exchange) -> Call:
    path, _, query = exchange.target.partition("?")
    headers = {name.lower(): value for name, value in exchange.headers_of_attempt().items()}
    return Call(
        exchange.operation.method,
        path,
        dict(parse_qsl(query, keep_blank_values=True)),
        headers,
        exchange.body or b"",
        query,
    )


def dies(run: Any) -> bool:  # noqa: ANN401  # a callable without arguments
    """Whether WorkExec died of it."""
    with suppress(Death):
        run()
        return False
    return True
