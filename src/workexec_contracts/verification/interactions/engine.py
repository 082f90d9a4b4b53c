"""Pact's verifier in a process of its own, asked job by job."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from workexec_contracts.pacts.verifier import Done, Job

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

COMMAND = (sys.executable, "-P", "-m", "workexec_contracts.pacts.verifier")
LONGEST_LINE = 2**26
UNTRACKED = {"PACT_DO_NOT_TRACK": "true"}
"""The verifier tells its makers nothing, unless its user wants that."""


class Engine:
    """Asks one running process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def verify(self, job: Job) -> Done:
        """What the verifier found. Raises RuntimeError when the process is gone."""
        source, sink = self._process.stdout, self._process.stdin
        if source is None or sink is None:
            raise RuntimeError("the verifier's process has no pipes")
        sink.write(f"{job.model_dump_json()}\n".encode())
        await sink.drain()
        line = await source.readline()
        if not line:
            raise RuntimeError(f"Pact's verifier ended by itself with {await self._process.wait()}")
        return Done.model_validate_json(line)


@asynccontextmanager
async def engine() -> AsyncIterator[Engine]:
    """A process for as long as the block runs; killed when the block ends early."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**UNTRACKED, **os.environ},
        limit=LONGEST_LINE,
    )
    try:
        yield Engine(process)
    finally:
        with suppress(ProcessLookupError):
            process.kill()  # it keeps nothing
        await process.wait()
