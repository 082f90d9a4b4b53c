"""WorkExec's surroundings without a socket and under virtual time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl

from workexec_contracts.consumer import Attempt, Composer, Identity, Plan, Raw, Shop, Store, seed
from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.policy import Answered, Unanswered, Wait, Waited
from workexec_contracts.providers import Call, Neighbours

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
ADVISOR = Identity("a.b.c")


class World:
    """Providers, a clock that only waits move, and outages in turn for the next attempts.

    `down` holds domains that answer as told, for as long as they are in it.
    """

    def __init__(self, *outages: int | Outcome, **down: int | Outcome) -> None:
        self.neighbours = Neighbours()
        self.now = 0.0
        self.outages = list(outages)
        self.down = down
        self.sent: list[Call] = []
        self.waits: list[float] = []
        self.spoil: Callable[[dict[str, Any]], object] = lambda body: body

    def run(self, plan: Plan[T]) -> T:
        try:
            step = next(plan)
            while True:
                if isinstance(step, Attempt):
                    step = plan.send(self._answer(step))
                else:
                    if isinstance(step, Wait):
                        self.waits.append(step.seconds)
                        self.now += step.seconds
                    step = plan.send(Waited(self.now))
        except StopIteration as stop:
            result: T = stop.value
            return result

    def _answer(self, attempt: Attempt) -> Answered[Raw] | Unanswered:
        exchange = attempt.exchange
        path, _, query = exchange.target.partition("?")
        headers = {name.lower(): value for name, value in exchange.headers_of_attempt().items()}
        call = Call(exchange.operation.method, path, dict(parse_qsl(query)), headers, exchange.body or b"")
        self.sent.append(call)
        outage = self.outages.pop(0) if self.outages else self.down.get(exchange.domain)
        if outage is not None:
            if isinstance(outage, Outcome):
                return Unanswered(outage, self.now)
            return Answered(outage, self.now, Raw(outage, {}, b"<html>gateway</html>"))
        reply = self.neighbours.handle(call)
        body = json.dumps(self.spoil(dict(reply.body)), default=float).encode()
        return Answered(reply.status, self.now, Raw(reply.status, reply.headers, body))

    def spans(self) -> list[Sequence[str]]:
        return [call.headers["traceparent"].split("-") for call in self.sent]

    def paths(self) -> list[str]:
        """What was called, in turn."""
        return [call.path for call in self.sent]


def shop() -> Shop:
    """A WorkExec in memory that has the document's work order."""
    made = Shop.over(Store(), Composer())
    seed(made)
    return made
