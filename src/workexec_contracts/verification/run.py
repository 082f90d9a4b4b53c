"""Puts cases to a target and yields what happens; whoever reports only listens."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import Status

from .ask import Asking
from .client import connect
from .events import CaseFinished, RunFinished, RunStarted
from .select import Selection, chosen_cases, chosen_operations
from .verdict import EXIT, Verdict, worst

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    import httpx2

    from .case import Case
    from .events import Event
    from .target import Target

AT_ONCE = 8


class Runner:
    """Runs the chosen cases, some at once, and reports them in their order."""

    def __init__(self, target: Target, selection: Selection, seed: str, *, strict: bool = False) -> None:
        self.target, self.selection, self.seed, self.strict = target, selection, seed, strict
        self._asking = Asking(target, seed, strict=strict)
        self._known = {operation.operation_id: (domain, operation) for domain, operation in operations()}

    async def events(self) -> AsyncIterator[Event]:
        """Started, each case, finished."""
        began = time.perf_counter()
        cases = chosen_cases(self.selection, self.target, self.seed)
        operations_ = self._operations(cases)
        yield self._started(operations_, len(cases))
        results: list[CaseFinished] = []
        async with connect(self.target, AT_ONCE * 2) as client:
            tasks = self._begin(client, cases)
            try:
                for task in tasks:
                    results.append(await task)
                    yield results[-1]
            finally:
                for task in tasks:
                    task.cancel()
        nothing = set(operations_) - {case.operation for case in cases}
        unknown = [Verdict.UNKNOWN for _ in nothing]
        yield RunFinished(
            verdict=worst([*unknown, *(result.verdict for result in results)]),
            exit_code=EXIT[worst([*unknown, *self._counted(results)])],
            at=_now(),
            seconds=round(time.perf_counter() - began, 3),
        )

    def _operations(self, cases: Iterable[Case]) -> tuple[str, ...]:
        """What a verdict is due about: a part of a name asks only for what has it."""
        found = {case.operation for case in cases}
        asked = [operation.operation_id for _, operation in chosen_operations(self.selection)]
        return tuple(name for name in asked if name in found or not self.selection.case)

    def _started(self, names: tuple[str, ...], cases: int) -> RunStarted:
        return RunStarted(
            target=self.target.name,
            base_url=self.target.base_url,
            ours=self.target.ours,
            strict=self.strict,
            seed=self.seed,
            narrowed=self.selection.narrowed,
            operations=names,
            cases=cases,
            at=_now(),
        )

    def _counted(self, results: Iterable[CaseFinished]) -> list[Verdict]:
        """The verdicts for a pipeline: a stranger's failure of a PENDING contract does not count."""
        lenient = not (self.target.ours or self.strict)
        return [
            Verdict.PASSED if lenient and self._forgiven(result) else result.verdict for result in results
        ]

    def _forgiven(self, result: CaseFinished) -> bool:
        pending = self._known[result.operation][1].status is Status.PENDING
        return pending and result.verdict is Verdict.FAILED

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
