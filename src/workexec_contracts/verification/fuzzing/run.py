"""Fuzzes a service, a process for each domain, some at once; told as events, as every verification is."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.verification.errors import Ended, WrongUsage
from workexec_contracts.verification.events import Fuzzed
from workexec_contracts.verification.select import chosen_operations

from . import settings
from .claims import claims
from .plan import PHASES, Outcome, Phase, Plan, Progress, together

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from workexec_contracts.verification.events import CaseFinished
    from workexec_contracts.verification.select import Selection
    from workexec_contracts.verification.target import Target

COMMAND = (sys.executable, "-P", "-W", "ignore", "-m", f"{__package__}.worker")
LONGEST_LINE = 2**26


class Effort(Data):
    """How much is put to a service."""

    seed: int
    seeds: int = 1
    """How many, from `seed` on."""
    examples: int = 50
    workers: int = 1
    phases: tuple[Phase, ...] = PHASES
    first_only: bool = False
    har: Path | None = None


class Fuzzer:
    """Puts drawn requests to a target."""

    def __init__(
        self,
        target: Target,
        selection: Selection,
        effort: Effort,
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        """`progress` hears how many requests of a domain are answered. Raises WrongUsage."""
        if effort.har is not None:
            _open(effort.har)
        self.target, self.selection, self.effort = target, selection, effort
        self._progress = progress or (lambda _: None)

    def plans(self) -> list[Plan]:
        """One for each domain that was asked for. Raises WrongUsage."""
        found = chosen_operations(self.selection)
        if not found:
            raise WrongUsage(
                what="nothing to fuzz",
                where="the command line",
                expected="a domain, and one of its operations",
                fix="`wxc status` lists them",
            )
        names = dict.fromkeys(domain.name for domain, _ in found)
        return [self._plan(name, self.effort.seed) for name in names]

    def _plan(self, domain: str, seed: int) -> Plan:
        return Plan(
            domain=domain,
            base_url=self.target.base_url,
            seed=seed,
            examples=self.effort.examples,
            operation=self.selection.operation,
            phases=self.effort.phases,
            first_only=self.effort.first_only,
        )

    async def results(self) -> AsyncIterator[CaseFinished | Fuzzed]:
        """The claims about each operation, in the order of the contracts, and what was sent. Raises Ended."""
        slots = asyncio.Semaphore(self.effort.workers)
        with tempfile.TemporaryDirectory(prefix="wxc-fuzz-") as folder:
            tasks = [asyncio.create_task(self._run(plan, slots, Path(folder))) for plan in self.plans()]
            try:
                for task in tasks:
                    for told in await task:
                        yield told
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            if self.effort.har is not None:
                self._merge(Path(folder), self.effort.har)

    async def _run(self, plan: Plan, slots: asyncio.Semaphore, folder: Path) -> list[CaseFinished | Fuzzed]:
        """One domain with every seed."""
        began = time.perf_counter()
        seeds = range(plan.seed, plan.seed + self.effort.seeds)
        runs = [
            await self._seeded(plan, seed, slots, folder) for seed in seeds
        ]  # effects are watched: one by one
        outcomes = together(outcome for run in runs for outcome in run)
        return list(self._claims(plan, outcomes, time.perf_counter() - began))

    async def _seeded(self, plan: Plan, seed: int, slots: asyncio.Semaphore, folder: Path) -> list[Outcome]:
        har = str(folder / f"{plan.domain}-{seed}.har") if self.effort.har else None
        async with slots:
            seeded = plan.model_copy(update={"seed": seed, "har": har})
            return [told async for told in self._told(seeded)]

    def _claims(self, plan: Plan, outcomes: list[Outcome], seconds: float) -> Iterator[CaseFinished | Fuzzed]:
        for outcome in outcomes:
            yield from claims(self.target, plan, outcome)
        yield Fuzzed(
            domain=plan.domain,
            seed=plan.seed,
            requests=sum(outcome.requests for outcome in outcomes),
            successes=sum(outcome.successes for outcome in outcomes),
            excepted=sum(outcome.excepted for outcome in outcomes),
            seconds=round(seconds, 3),
        )

    async def _told(self, plan: Plan) -> AsyncIterator[Outcome]:
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            plan.model_dump_json(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **self._environment()},
            limit=LONGEST_LINE,
        )
        errors = asyncio.create_task(_tail(process.stderr))
        try:
            async for line in _lines(process.stdout):
                kind, _, text = line.decode().partition(" ")
                if kind == Progress.__name__:
                    self._progress(Progress.model_validate_json(text))
                elif kind == Outcome.__name__:
                    yield Outcome.model_validate_json(text)
            if await process.wait():
                raise _ended(plan, process.returncode, await errors)
        finally:
            with suppress(ProcessLookupError):
                process.kill()  # it keeps nothing
            await process.wait()
            await errors

    def _merge(self, folder: Path, whole: Path) -> None:
        """Writes one archive of all in the folder; an answer may have repeated the user's token."""
        parts = sorted(folder.glob("*.har"))
        archives = [json.loads(part.read_text(encoding="utf-8")) for part in parts]
        first = archives[0] if archives else {"log": {"version": "1.2", "creator": {}, "entries": []}}
        first["log"]["entries"] = [entry for archive in archives for entry in archive["log"]["entries"]]
        text = self.target.scrubbed(json.dumps(first, indent=1))
        whole.write_text(f"{text}\n", encoding="utf-8")

    def _environment(self) -> dict[str, str]:
        ours = self.target.name if self.target.ours else ""
        return {
            settings.TOKEN: self.target.token,
            settings.DATASET: "1" if self.target.dataset else "",
            settings.TARGET: ours,
        }


def _ended(plan: Plan, code: int | None, said: str) -> Ended:
    return Ended(
        what=f"the fuzzer of {plan.domain} ended by itself",
        where=f"its process, exit code {code}",
        expected="it draws and judges until it is done",
        fix=f"seed {plan.seed} repeats it; report this:\n{said}",
    )


def _open(archive: Path) -> None:
    """Finds out whether the file can be written before minutes are spent."""
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        archive.touch()
    except OSError as error:
        raise WrongUsage(
            what=f"the archive cannot be written: {error.strerror}",
            where=str(archive),
            expected="a file in a folder that can be written to",
            fix="name another",
        ) from error


async def _tail(stream: asyncio.StreamReader | None) -> str:
    return (await stream.read()).decode(errors="replace")[-4000:] if stream else ""


async def _lines(stream: asyncio.StreamReader | None) -> AsyncIterator[bytes]:
    while stream is not None and (line := await stream.readline()):
        yield line
