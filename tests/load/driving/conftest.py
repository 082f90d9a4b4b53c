"""A neighbour that acknowledges every event, as slowly as it is told, and remembers how slowly."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

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
    schedule,
)
from workexec_contracts.serving import Server

LOCUSTFILE = Path(__file__).parents[3] / "loadtests" / "locustfile.py"
ACCEPTED = json.dumps({"eventId": "e", "status": "ACCEPTED"}).encode()
Receive = Callable[[], Awaitable[dict[str, Any]]]
Reply = Callable[[dict[str, Any]], Awaitable[None]]


class Neighbour:
    """Takes `delays_s` in turn; stands still as a whole from `stall` on for so long."""

    def __init__(self, delays_s: Sequence[float] = (0,), stall: tuple[float, float] | None = None) -> None:
        self._delays_s = itertools.cycle(delays_s)
        self._stall = stall
        self._first: float | None = None
        self.took: dict[str, Histogram] = defaultdict(Histogram)
        """By path."""

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Reply) -> None:
        begun = time.perf_counter()
        self._stand_still(begun)
        await asyncio.sleep(next(self._delays_s))
        headers = [(b"content-length", str(len(ACCEPTED)).encode())]
        await send({"type": "http.response.start", "status": 202, "headers": headers})
        await send({"type": "http.response.body", "body": ACCEPTED})
        self.took[scope["path"]].record(time.perf_counter() - begun)

    def _stand_still(self, now: float) -> None:
        """Blocks the event loop once: nobody is served meanwhile."""
        self._first = now if self._first is None else self._first
        if self._stall and now - self._first >= self._stall[0]:
            time.sleep(self._stall[1])
            self._stall = None


def firehose(rate_hz: float, duration_s: float, *, users: int = 2, think_s: float = 0.01) -> Profile:
    return Profile(
        title="test",
        duration_s=duration_s,
        slice_s=0.5,
        arrivals=Constant(rate_hz=rate_hz),
        process=Process.EVEN,
        users=users,
        journeys={Journey.EVENT_FIREHOSE: 1},
        think_s=think_s,
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
