"""A neighbour that acknowledges every event, as slowly as it is told, and remembers how slowly."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from workexec_contracts.load import (
    Arrival,
    Constant,
    Histogram,
    Journey,
    Launch,
    LoadResult,
    OperationResult,
    Order,
    Plan,
    Process,
    Profile,
    Spike,
    schedule,
)
from workexec_contracts.serving import Server

LOCUSTFILE = Path(__file__).parents[3] / "loadtests" / "locustfile.py"
ACCEPTED = json.dumps({"eventId": "e", "status": "ACCEPTED"}).encode()
Receive = Callable[[], Awaitable[dict[str, Any]]]
Reply = Callable[[dict[str, Any]], Awaitable[None]]


class Seen(NamedTuple):
    """One request, as the server received it."""

    at_s: float
    headers: dict[str, str]
    body: bytes


class Neighbour:
    """Takes `delays_s` in turn; stands still as a whole from `stall` on for so long.

    Each key is answered with the `statuses` in turn, then with the last one.
    """

    def __init__(
        self,
        delays_s: Sequence[float] = (0,),
        stall: tuple[float, float] | None = None,
        statuses: Sequence[int] = (202,),
        body: bytes = ACCEPTED,
    ) -> None:
        self._body = body
        self._delays_s = itertools.cycle(delays_s)
        self._stall = stall
        self._first: float | None = None
        self.took: dict[str, Histogram] = defaultdict(Histogram)
        """By path."""
        self.seen: dict[str, list[Seen]] = defaultdict(list)
        """By key."""
        self._statuses = statuses

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Reply) -> None:
        begun = time.perf_counter()
        status = await self._received(begun, scope, receive)
        self._stand_still(begun)
        await asyncio.sleep(next(self._delays_s))
        headers = [(b"content-length", str(len(self._body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": self._body})
        self.took[scope["path"]].record(time.perf_counter() - begun)

    async def _received(self, now: float, scope: dict[str, Any], receive: Receive) -> int:
        message = await receive()
        assert not message.get("more_body")
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        seen = self.seen[headers["idempotency-key"]]
        seen.append(Seen(now, headers, message["body"]))
        return self._statuses[min(len(seen), len(self._statuses)) - 1]

    def _stand_still(self, now: float) -> None:
        """Blocks the event loop once: nobody is served meanwhile."""
        self._first = now if self._first is None else self._first
        if self._stall and now - self._first >= self._stall[0]:
            time.sleep(self._stall[1])
            self._stall = None


def clerks(rate_hz: float, duration_s: float, *, only_s: float | None = None) -> Profile:
    """So many journeys a second all the time, or during the first seconds `only_s`; a user alone."""
    curve = Constant(rate_hz=rate_hz)
    first = Spike(base_hz=0, peak_hz=rate_hz, at_s=0, for_s=only_s or duration_s)
    return Profile(
        title="test",
        duration_s=duration_s,
        slice_s=0.5,
        arrivals=first if only_s else curve,
        process=Process.EVEN,
        users=1,
        journeys={Journey.FINALIZING_CLERK: 1},
        think_s=0.01,
    )


def loaded(neighbour: Neighbour, plan: Plan, workers: int = 1) -> LoadResult:
    with Server(neighbour) as server:
        order = Order(plan=plan, host=server.url, locustfile=LOCUSTFILE, workers=workers)
        with Launch(order) as launch:
            return launch.result()


def operation(result: LoadResult, name: str) -> OperationResult:
    found = (of for one in result.integrations for of in one.operations)
    return next(of for of in found if of.judgement.objective.operation == name)


def arrivals(plan: Plan) -> Iterator[Arrival]:
    return schedule(plan.profile, plan.seed)
