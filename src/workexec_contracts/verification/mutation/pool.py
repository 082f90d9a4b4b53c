"""Some workers at once, each with subjects of its own, so that nothing is drawn twice."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from workexec_contracts.verification.errors import Ended

from .worker import Job, Tried

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

COMMAND = (sys.executable, "-P", "-W", "ignore", "-m", f"{__package__}.worker")
LONGEST_LINE = 2**26
WEIGHTS = {"deliver": 3.0}
"""What a mutant of such a subject costs, beside one of another."""


def shares(jobs: Sequence[Job], workers: int) -> list[list[Job]]:
    """The jobs of each worker: whole subjects, the largest first, to whoever has the least to do."""
    by_subject: dict[str, list[Job]] = {}
    for job in jobs:
        by_subject.setdefault(job.subject, []).append(job)
    found: list[list[Job]] = [[] for _ in range(workers)]
    loads = [0.0] * workers
    for group in sorted(by_subject.values(), key=_cost, reverse=True):
        at = loads.index(min(loads))
        found[at] += group
        loads[at] += _cost(group)
    return [share for share in found if share]


def _cost(group: Sequence[Job]) -> float:
    subject = group[0].subject
    weight = next((cost for name, cost in WEIGHTS.items() if subject.startswith(name)), 1.0)
    return len(group) * weight


class Pool:
    """Tries jobs in processes. Leaving the block stops them all, whatever happened."""

    def __init__(self, seed: int, environment: Mapping[str, str]) -> None:
        """Nothing is started yet."""
        self._seed, self._environment = seed, environment

    async def tried(self, shared: Sequence[Sequence[Job]], within_s: float | None) -> AsyncIterator[Tried]:
        """What is found, as it is found; no job is begun after `within_s`. Raises Ended."""
        until = None if within_s is None else time.monotonic() + within_s
        found: asyncio.Queue[Tried | None] = asyncio.Queue()
        tasks = [asyncio.create_task(self._work(share, until, found)) for share in shared]
        try:
            working = len(tasks)
            while working:
                told = await found.get()
                if told is None:
                    working -= 1
                else:
                    yield told
            for task in tasks:
                await task
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(
        self, share: Sequence[Job], until: float | None, found: asyncio.Queue[Tried | None]
    ) -> None:
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            str(self._seed),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **self._environment},
            limit=LONGEST_LINE,
        )
        errors = asyncio.create_task(_read(process.stderr))
        try:
            for job in share:
                if until is not None and time.monotonic() > until:
                    break
                await found.put(await _asked(process, job, errors))
        finally:
            await found.put(None)
            with suppress(ProcessLookupError):
                process.kill()  # it keeps nothing; its verifier ends with its standard input
            await process.wait()
            await errors


async def _asked(process: asyncio.subprocess.Process, job: Job, errors: asyncio.Task[str]) -> Tried:
    source, sink = process.stdout, process.stdin
    if source is None or sink is None:
        raise RuntimeError("a worker has no pipes")
    with suppress(ConnectionError):  # what it said last tells why
        sink.write(f"{job.model_dump_json()}\n".encode())
        await sink.drain()
    line = await source.readline()
    if not line:
        code = await process.wait()
        raise Ended(
            what="a worker of the mutation run ended by itself",
            where=f"its process, exit code {code}, at {job.mutant or job.subject}",
            expected="it judges until it is done",
            fix=f"report this:\n{(await errors)[-4000:]}",
        )
    return Tried.model_validate_json(line)


async def _read(stream: asyncio.StreamReader | None) -> str:
    return (await stream.read()).decode(errors="replace") if stream else ""
