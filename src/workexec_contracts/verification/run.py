"""Puts cases and interactions to a target and yields what happens; whoever reports only listens."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .ask import Asking
from .client import connect
from .events import CaseFinished, Fuzzed, Kind, RunFinished, RunStarted
from .interactions import Pacts, Source
from .replay import Replay
from .select import Selection, chosen_cases, chosen_contracts, chosen_promises
from .verdict import EXIT, WRONG_USAGE, Verdict, worst

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    import httpx2

    from .case import Case
    from .events import Event
    from .fuzzing import Fuzzer
    from .interactions import Promise
    from .target import Target

AT_ONCE = 8


class Runner:
    """Runs the chosen cases, some at once, then the pacts; reports them in their order."""

    def __init__(
        self,
        target: Target,
        selection: Selection,
        seed: str,
        *,
        strict: bool = False,
        source: Source | None = None,
        fuzzer: Fuzzer | None = None,
    ) -> None:
        """The pacts are those of the contracts unless told. Without `fuzzer` nothing is drawn."""
        self.target, self.selection, self.seed, self.strict = target, selection, seed, strict
        self.source, self.fuzzer = source or Source(), fuzzer
        replay = Replay(target, seed, strict, self.source.pacts)
        self._asking, self._pacts = Asking(target, replay), Pacts(target, self.source, replay)
        self._contracts = chosen_contracts(selection, messages=target.messages)

    async def events(self) -> AsyncIterator[Event]:
        """Started, each case, each interaction, finished. Raises Unpublished at the end."""
        began = time.perf_counter()
        cases = chosen_cases(self.selection, self.target, self.seed)
        promises = chosen_promises(self.selection, self.target, self.source)
        operations_ = self._operations(
            [*(case.operation for case in cases), *(promise.contract for promise in promises)]
        )
        yield self._started(operations_, len(cases), len(promises))
        results: list[CaseFinished] = []
        async for result in self._results(cases, promises):
            results += [result] if isinstance(result, CaseFinished) else []
            yield result
        yield self._finished(operations_, results, time.perf_counter() - began)
        if self._pacts.problem is not None:
            raise self._pacts.problem

    async def _results(
        self, cases: list[Case], promises: list[Promise]
    ) -> AsyncIterator[CaseFinished | Fuzzed]:
        """The pacts after all cases, which a provider state would disturb; what is drawn at the end."""
        async for result in self._cases(cases):
            yield result
        if self.selection.wants(Kind.PACT):
            all_ = not self.selection.case
            async for result in self._pacts.results(self._contracts, promises, all_=all_):
                yield result
        if self.fuzzer is not None and self.selection.wants(Kind.FUZZ) and not self.target.messages:
            async for told in self.fuzzer.results():
                yield told

    async def _cases(self, cases: list[Case]) -> AsyncIterator[CaseFinished]:
        async with connect(self.target, AT_ONCE * 2) as client:
            tasks = self._begin(client, cases)
            try:
                for task in tasks:
                    yield await task
            finally:
                for task in tasks:
                    task.cancel()

    def _finished(self, names: Iterable[str], results: list[CaseFinished], seconds: float) -> RunFinished:
        nothing = set(names) - {result.operation for result in results}
        unknown = [Verdict.UNKNOWN for _ in nothing]
        code = EXIT[worst([*unknown, *self._counted(results)])]
        return RunFinished(
            verdict=worst([*unknown, *(result.verdict for result in results)]),
            exit_code=WRONG_USAGE if self._pacts.problem and code != EXIT[Verdict.FAILED] else code,
            at=_now(),
            seconds=round(seconds, 3),
        )

    def _operations(self, claimed: Iterable[str]) -> tuple[str, ...]:
        """What a verdict is due about: a part of a name asks only for what has it."""
        found = set(claimed)
        return tuple(
            asked.name for asked in self._contracts if asked.name in found or not self.selection.case
        )

    def _started(self, names: tuple[str, ...], cases: int, pacts: int) -> RunStarted:
        return RunStarted(
            target=self.target.name,
            base_url=self.target.base_url,
            ours=self.target.ours,
            strict=self.strict,
            seed=self.seed,
            narrowed=self.selection.narrowed,
            operations=names,
            cases=cases,
            pacts=None if self.source.broker is not None else pacts,
            at=_now(),
        )

    def _counted(self, results: Iterable[CaseFinished]) -> list[Verdict]:
        """The verdicts for a pipeline: a stranger's failure of a PENDING contract does not count."""
        lenient = not (self.target.ours or self.strict)
        return [
            Verdict.PASSED
            if lenient and result.pending and result.verdict is Verdict.FAILED
            else result.verdict
            for result in results
        ]

    def _begin(self, client: httpx2.AsyncClient, cases: list[Case]) -> list[asyncio.Task[CaseFinished]]:
        """All tasks in the order of the cases. Those that must be alone wait for all others."""
        slots, one = asyncio.Semaphore(AT_ONCE), asyncio.Lock()
        crowd: list[asyncio.Task[CaseFinished]] = []

        async def together(case: Case) -> CaseFinished:
            async with slots:
                return await self._asking.finish(client, case)

        async def alone(case: Case) -> CaseFinished:
            await asyncio.wait(crowd) if crowd else None
            async with one:
                return await self._asking.finish(client, case)

        tasks = {}
        for case in sorted(cases, key=lambda case: case.alone):
            task = asyncio.create_task((alone if case.alone else together)(case))
            tasks[case.operation, case.name] = task
            if not case.alone:
                crowd.append(task)
        return [tasks[case.operation, case.name] for case in cases]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
