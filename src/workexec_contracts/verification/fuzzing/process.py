"""Schemathesis in a process of its own: its hooks are those of a process, and drawing takes the time."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from workexec_contracts.verification.errors import Ended

from .plan import Outcome, Progress

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from .plan import Plan

COMMAND = (sys.executable, "-P", "-W", "ignore", "-m", f"{__package__}.worker")
LONGEST_LINE = 2**26
WORDS_KEPT = 4_000


async def told_by_a_process(
    plans: Sequence[Plan], environment: Mapping[str, str], progress: Callable[[Progress], None]
) -> AsyncIterator[Outcome]:
    """What is found, plan by plan. Raises Ended when the process ends by itself."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *(plan.model_dump_json() for plan in plans),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **environment},
        limit=LONGEST_LINE,
    )
    errors = asyncio.create_task(_tail(process.stderr))
    try:
        async for line in _lines(process.stdout):
            kind, _, text = line.decode().partition(" ")
            if kind == Progress.__name__:
                progress(Progress.model_validate_json(text))
            elif kind == Outcome.__name__:
                yield Outcome.model_validate_json(text)
        if await process.wait():
            raise _ended(plans, process.returncode, await errors)
    finally:
        with suppress(ProcessLookupError):
            process.kill()  # it keeps nothing
        await process.wait()
        await errors


def _ended(plans: Sequence[Plan], code: int | None, said: str) -> Ended:
    names = ", ".join(dict.fromkeys(plan.domain for plan in plans))
    return Ended(
        what=f"the fuzzer of {names} ended by itself",
        where=f"its process, exit code {code}",
        expected="it draws and judges until it is done",
        fix=f"seed {plans[0].seed} repeats it; report this:\n{said}",
    )


async def _tail(stream: asyncio.StreamReader | None) -> str:
    return (await stream.read()).decode(errors="replace")[-WORDS_KEPT:] if stream else ""


async def _lines(stream: asyncio.StreamReader | None) -> AsyncIterator[bytes]:
    while stream is not None and (line := await stream.readline()):
        yield line
