"""A clock that only waits move."""

from __future__ import annotations

import asyncio
import selectors
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl

from workexec_contracts.consumer import Attempt, Raw
from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.policy import Answered, Unanswered, Wait, Waited
from workexec_contracts.providers import Call

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from workexec_contracts.consumer import Plan

    from .provided import Providers

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt: when it left and came back, in seconds of the clock, and its status or failure."""

    operation: str
    at_s: float
    ended_s: float
    came: int | Outcome


class VirtualTime:
    """Runs plans against the reference providers, and coroutines of any kind, in no time."""

    def __init__(self, providers: Providers) -> None:
        """At second 0."""
        self._providers = providers
        self.now_s = 0.0
        self.waits: list[float] = []
        """How long each wait took that a plan or a caller of `sleep` asked for."""
        self.tried: list[Tried] = []

    def sleep(self, seconds: float) -> None:
        """Instead of `time.sleep`."""
        self.waits.append(seconds)
        self.now_s += seconds

    def run(self, plan: Plan[T]) -> T:
        """What a plan of `workexec_contracts.consumer` returns, its neighbours being the providers."""
        try:
            step = next(plan)
            while True:
                if isinstance(step, Attempt):
                    step = plan.send(self._attempt(step))
                else:
                    if isinstance(step, Wait):
                        self.sleep(step.seconds)
                    step = plan.send(Waited(self.now_s))
        except StopIteration as stop:
            result: T = stop.value
            return result

    def run_async(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """What a coroutine returns on a loop whose timers fire at once, each at its time.

        The loop does not wait for sockets or threads: neighbours belong in the process, as
        `httpx2.ASGITransport(providers.app)`.
        """
        with asyncio.Runner(loop_factory=lambda: _Loop(self)) as runner:
            return runner.run(coroutine)

    def _attempt(self, attempt: Attempt) -> Answered[Raw] | Unanswered:
        at_s = self.now_s
        answer = self._answered(attempt)
        came = answer.status if isinstance(answer, Answered) else answer.outcome
        self.tried.append(Tried(attempt.exchange.operation.operation_id, at_s, self.now_s, came))
        return answer

    def _answered(self, attempt: Attempt) -> Answered[Raw] | Unanswered:
        exchange, app = attempt.exchange, self._providers.app
        met = app.switches.met(exchange.operation)
        if met.wait_s > attempt.timeout_s:
            self.now_s += attempt.timeout_s
            return Unanswered(Outcome.TIMED_OUT, self.now_s)
        self.now_s += met.wait_s
        if met.dropped:
            return Unanswered(Outcome.CONNECTION_FAILED, self.now_s)
        path, _, query = exchange.target.partition("?")
        headers = {name.lower(): value for name, value in exchange.headers_of_attempt().items()}
        call = Call(exchange.operation.method, path, dict(parse_qsl(query)), headers, exchange.body or b"")
        reply = app.neighbours.handle(call, met.refused)
        return Answered(reply.status, self.now_s, Raw(reply.status, reply.headers, reply.content))


class _Selector(selectors.DefaultSelector):
    """Where a loop would wait for its next timer, the clock moves there instead."""

    clock: VirtualTime

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0 if timeout is not None else None)
        if not ready and timeout:
            self.clock.now_s += timeout
        return ready


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, clock: VirtualTime) -> None:
        selector = _Selector()
        selector.clock = clock
        self._clock = clock
        super().__init__(selector)

    def time(self) -> float:
        return self._clock.now_s
