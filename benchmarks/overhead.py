"""What our client costs over the HTTP library that it uses: one GET on loopback, the same bytes both ways."""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx2

from workexec_contracts.consumer import AsyncDriver, Identity, Neighbour, SyncDriver, operation_of, prepare
from workexec_contracts.contracts.crm import CustomersPage
from workexec_contracts.providers import Server

from .figures import Figure, Goal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

OVERHEAD = Goal("at most", 1.25)
USER = Identity("a.b.c")
QUERY = {"query": "john"}
SEARCH = Neighbour("searchCustomers", CustomersPage)
"""Never cached, so that each read is a GET."""


@contextmanager
def neighbours() -> Iterator[str]:
    """The reference providers in a process of their own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        url: str = ours.recv()
        yield url
    finally:
        process.kill()
        process.join()


def _serve(pipe: Connection) -> None:
    with Server() as server:
        pipe.send(server.url)
        pipe.poll(None)


def measure(rounds: int, count: int, say: Callable[[str], None]) -> list[Figure]:
    """`rounds` pairs of `count` requests by the bare library and by ours, in turns."""
    say("the client beside bare httpx2")
    with neighbours() as url:
        target = url + prepare(SEARCH.domain, operation_of("searchCustomers"), USER, QUERY).target
        return [
            _figure("client, sync", _sync(url, target, rounds, count)),
            _figure("client, async", asyncio.run(_async(url, target, rounds, count))),
        ]


def _figure(name: str, pairs: list[tuple[float, float]]) -> Figure:
    ratio = statistics.median(ours / bare for bare, ours in pairs)
    rate = 1 / statistics.median(ours for _, ours in pairs)
    return Figure(name, ratio, "of bare httpx2", OVERHEAD, rate)


def _headers() -> dict[str, str]:
    return prepare(SEARCH.domain, operation_of("searchCustomers"), USER, QUERY).headers_of_attempt()


def _sync(url: str, target: str, rounds: int, count: int) -> list[tuple[float, float]]:
    with httpx2.Client() as client:
        driver, headers = SyncDriver(client, {"crm": url}), _headers()

        def bare() -> None:
            client.request("GET", target, headers=headers).raise_for_status()

        def ours() -> None:
            driver.run(SEARCH.read(USER, **QUERY))

        def timed(call: Callable[[], None]) -> float:
            begun = time.perf_counter()
            for _ in range(count):
                call()
            return (time.perf_counter() - begun) / count

        timed(bare), timed(ours)
        return [(timed(bare), timed(ours)) for _ in range(rounds)]


async def _async(url: str, target: str, rounds: int, count: int) -> list[tuple[float, float]]:
    async with httpx2.AsyncClient() as client:
        driver, headers = AsyncDriver(client, {"crm": url}), _headers()

        async def bare() -> float:
            begun = time.perf_counter()
            for _ in range(count):
                (await client.request("GET", target, headers=headers)).raise_for_status()
            return (time.perf_counter() - begun) / count

        async def ours() -> float:
            begun = time.perf_counter()
            for _ in range(count):
                await driver.run(SEARCH.read(USER, **QUERY))
            return (time.perf_counter() - begun) / count

        await bare(), await ours()
        return [(await bare(), await ours()) for _ in range(rounds)]
