"""Plans over real sockets: a sync and an async driver, nothing else in them (DESIGN principle 4)."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, TypeVar

import anyio
import httpx2

from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.policy import Answered, Unanswered, Wait, Waited

from .plan import Attempt, Raw

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .plan import Plan, Told

T = TypeVar("T")


def _address(attempt: Attempt, base_urls: Mapping[str, str]) -> str:
    return base_urls[attempt.exchange.domain].rstrip("/") + attempt.exchange.target


def _answered(response: httpx2.Response, body: bytes) -> Answered[Raw]:
    raw = Raw(response.status_code, response.headers, body)
    return Answered(response.status_code, time.monotonic(), raw)


def _failed(error: httpx2.RequestError | TimeoutError) -> Unanswered:
    timed_out = isinstance(error, httpx2.TimeoutException | TimeoutError)
    return Unanswered(Outcome.TIMED_OUT if timed_out else Outcome.CONNECTION_FAILED, time.monotonic())


class SyncDriver:
    """Runs plans on one connection pool. `base_urls` maps a domain to where it is served."""

    def __init__(
        self,
        client: httpx2.Client,
        base_urls: Mapping[str, str],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """The caller owns `client`. Tests bring a `sleep` that does not."""
        self._client = client
        self._base_urls = base_urls
        self._sleep = sleep

    def run(self, plan: Plan[T]) -> T:
        """What the plan returns. Raises KeyError for a domain without base URL."""
        try:
            step = next(plan)
            while True:
                if isinstance(step, Attempt):
                    step = plan.send(self._attempt(step))
                else:
                    if isinstance(step, Wait):
                        self._sleep(step.seconds)
                    step = plan.send(Waited(time.monotonic()))
        except StopIteration as stop:
            result: T = stop.value
            return result

    def _attempt(self, attempt: Attempt) -> Told:
        """The library times each read; the contract, all of them (F13)."""
        exchange, begun = attempt.exchange, time.monotonic()
        try:
            with self._client.stream(
                exchange.operation.method,
                _address(attempt, self._base_urls),
                headers=exchange.headers_of_attempt(),
                content=exchange.body,
                timeout=attempt.timeout_s,
            ) as response:
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if time.monotonic() - begun > attempt.timeout_s:
                        return Unanswered(Outcome.TIMED_OUT, time.monotonic())
        except httpx2.RequestError as error:
            return _failed(error)
        return _answered(response, bytes(body))


class AsyncDriver:
    """Runs plans on one connection pool, at most `concurrency` attempts at a time to each neighbour.

    One that hangs keeps nobody from the others.
    """

    def __init__(
        self, client: httpx2.AsyncClient, base_urls: Mapping[str, str], concurrency: int = 100
    ) -> None:
        """The caller owns `client`."""
        self._client = client
        self._base_urls = base_urls
        self._places = {domain: asyncio.Semaphore(concurrency) for domain in base_urls}

    async def run(self, plan: Plan[T]) -> T:
        """What the plan returns. Raises KeyError for a domain without base URL."""
        try:
            step = next(plan)
            while True:
                if isinstance(step, Attempt):
                    step = plan.send(await self._attempt(step))
                else:
                    if isinstance(step, Wait):
                        await asyncio.sleep(step.seconds)
                    step = plan.send(Waited(asyncio.get_running_loop().time()))
        except StopIteration as stop:
            result: T = stop.value
            return result

    async def _attempt(self, attempt: Attempt) -> Told:
        exchange = attempt.exchange
        async with self._places[exchange.domain]:
            try:
                with anyio.fail_after(attempt.timeout_s):
                    response = await self._client.request(
                        exchange.operation.method,
                        _address(attempt, self._base_urls),
                        headers=exchange.headers_of_attempt(),
                        content=exchange.body,
                        timeout=None,
                    )
            except (httpx2.RequestError, TimeoutError) as error:
                return _failed(error)
        return _answered(response, response.content)
