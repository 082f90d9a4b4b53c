"""The process that tries mutants: jobs come in as lines, what was found goes out as lines.

A process of its own, because Schemathesis's hooks are those of a process, and so that there can be several.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TextIO

from workexec_contracts.contracts.vocabulary.data import Data

from .bench import Bench
from .catalogue import mutants
from .layers import Judgement, Layer


class Job(Data):
    """One mutant and the layers that judge it; without a mutant, the right provider."""

    subject: str
    mutant: str = ""
    layers: tuple[Layer, ...] = tuple(Layer)
    replayed: bool = False
    """Whether drawn requests are put to the right provider again, as to a mutant."""


class Tried(Data):
    """What the layers say."""

    job: Job
    judgements: tuple[Judgement, ...]


async def serve(seed: int, told: TextIO) -> None:
    """Answers every line of standard input, until its end."""
    loop = asyncio.get_running_loop()
    async with Bench(seed) as bench:
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            job = Job.model_validate_json(line)
            if job.mutant:
                found = await bench.judge(job.subject, mutants()[job.mutant], job.layers)
            elif job.replayed:
                found = await bench.judge(job.subject, None, job.layers)
            else:
                found = await bench.fitness(job.subject)
            told.write(Tried(job=job, judgements=tuple(found)).model_dump_json() + "\n")
            told.flush()


def main() -> None:
    """The seed is the first argument. Whoever started the process ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # nobody else writes there
    with told:
        asyncio.run(serve(int(sys.argv[1]), told))


if __name__ == "__main__":
    main()
