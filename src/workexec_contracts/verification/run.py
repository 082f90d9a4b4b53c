"""Puts cases and interactions to a target and yields what happens; whoever reports only listens."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .ask import Asking
from .client import connect
from .events import CaseFinished, Kind, RunFinished, RunStarted
from .interactions import Brokered, Putting, Source, missing
from .replay import Replay
from .select import Selection, chosen_cases, chosen_contracts, chosen_promises
from .verdict import EXIT, WRONG_USAGE, Verdict, worst

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    import httpx2

    from .case import Case
    from .errors import Unpublished
    from .events import Event
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
    ) -> None:
        """The pacts are those of the contracts unless told."""
        self.target, self.selection, self.seed, self.strict = target, selection, seed, strict
        self.source = source or Source()
        replay = Replay(target, seed, strict, self.source.pacts)
        self._asking, self._putting = Asking(target, replay), Putting(target, replay)
        self._broker = self.source.broker
        self._brokered = Brokered(target, replay, self._broker) if self._broker is not None else None
        self._contracts = chosen_contracts(selection, messages=target.messages)

    async def events(self) -> AsyncIterator[Event]:
        """Started, each case, each interaction, finished. Raises Unpublished at the end."""
        began = time.perf_counter()
        cases = chosen_cases(self.selection, self.target, self.seed)
        promises = chosen_promises(self.selection, self.target, self.source)
        operations_ = self._operations(
            [*(case.operation for case in cases), *(promise.contract for promise in promises)]
        )
        yield self._started(operations_, len(cases), None if self._brokered else len(promises))
        results: list[CaseFinished] = []
        for kind in (self._cases(cases), self._pacts(promises)):
            async for result in kind:
                results.append(result)
                yield result
        problem = self._brokered.problem() if self._brokered else None
        yield self._finished(operations_, results, time.perf_counter() - began, problem)
        if problem is not None:
            raise problem

    async def _cases(self, cases: list[Case]) -> AsyncIterator[CaseFinished]:
        async with connect(self.target, AT_ONCE * 2) as client:
            tasks = self._begin(client, cases)
            try:
                for task in tasks:
                    yield await task
            finally:
                for task in tasks:
                    task.cancel()

    async def _pacts(self, promises: list[Promise]) -> AsyncIterator[CaseFinished]:
        """After all cases: what a provider state changes would break them."""
        if not self.selection.wants(Kind.PACT):
            return
        if self._brokered is not None:
            async for result in self._brokered.results(self._contracts):
                yield result
            return
        async for result in self._putting.results(promises):
            yield result
        if not (self.selection.case or self.selection.reachable):
            for result in missing(self._contracts, (p.contract for p in promises), self.source.name):
                yield result

    def _finished(
        self, names: Iterable[str], results: list[CaseFinished], seconds: float, problem: Unpublished | None
    ) -> RunFinished:
        nothing = set(names) - {result.operation for result in results}
        unknown = [Verdict.UNKNOWN for _ in nothing]
        code = EXIT[worst([*unknown, *self._counted(results)])]
        return RunFinished(
            verdict=worst([*unknown, *(result.verdict for result in results)]),
            exit_code=code if problem is None or code == EXIT[Verdict.FAILED] else WRONG_USAGE,
            at=_now(),
            seconds=round(seconds, 3),
        )

    def _operations(self, claimed: Iterable[str]) -> tuple[str, ...]:
        """What a verdict is due about: a part of a name asks only for what has it."""
        found = set(claimed)
        return tuple(
            asked.name for asked in self._contracts if asked.name in found or not self.selection.case
        )

    def _started(self, names: tuple[str, ...], cases: int, pacts: int | None) -> RunStarted:
        return RunStarted(
            target=self.target.name,
            base_url=self.target.base_url,
            ours=self.target.ours,
            strict=self.strict,
            seed=self.seed,
            narrowed=self.selection.narrowed,
            operations=names,
            cases=cases,
            pacts=pacts,
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
