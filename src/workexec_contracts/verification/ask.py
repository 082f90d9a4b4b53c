"""Puts one case to the target, step by step, and says what became of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import Data, Status

from .case import Needs
from .client import NoAnswer, curl, send
from .events import CaseFinished, Kind
from .judge import judge
from .target import outage
from .verdict import Verdict

if TYPE_CHECKING:
    import httpx2

    from .case import Case
    from .client import Reply
    from .replay import Replay
    from .target import Target

PATIENCE = 2
"""How many times its SLA an answer is waited for: later it can only have failed."""


class Outcome(Data):
    """What became of a case: the verdict and what led to it."""

    verdict: Verdict
    clause: str
    expected: str
    actual: str
    step: int


class Asking:
    """What all cases of a run have in common."""

    def __init__(self, target: Target, replay: Replay) -> None:
        self.target, self.replay = target, replay
        self._known = {operation.operation_id: (domain, operation) for domain, operation in operations()}

    async def finish(self, client: httpx2.AsyncClient, case: Case) -> CaseFinished:
        """The verdict about a case, with what reproduces it unless it passed."""
        began = time.perf_counter()
        outcome = await self._outcome(client, case)
        failed = outcome.verdict is not Verdict.PASSED
        calls = [step.call for step in case.steps[: outcome.step + 1]] if failed else []
        return CaseFinished(
            domain=case.domain,
            operation=case.operation,
            kind=Kind.CASE,
            name=case.name,
            verdict=outcome.verdict,
            pending=self._known[case.operation][1].status is Status.PENDING,
            clause=outcome.clause,
            asked=self.target.can(case.needs),
            expected=outcome.expected,
            actual=self.target.scrubbed(outcome.actual),
            curl="\n".join(curl(self.target, call) for call in calls),
            replay=self.replay.line(Kind.CASE, case.domain, case.operation, case.name) if failed else "",
            seconds=round(time.perf_counter() - began, 4),
        )

    async def _outcome(self, client: httpx2.AsyncClient, case: Case) -> Outcome:
        domain, operation = self._known[case.operation]
        if not self.target.can(case.needs):
            return _outcome(case, 0, Verdict.UNKNOWN, f"not asked: it needs {case.needs.value}")
        if case.needs is Needs.SWITCH:
            with outage(self.target, domain, operation):
                return await self._steps(client, case)
        return await self._steps(client, case)

    async def _steps(self, client: httpx2.AsyncClient, case: Case) -> Outcome:
        operation = self._known[case.operation][1]
        replies: list[Reply] = []
        for at, step in enumerate(case.steps):
            try:
                replies.append(await send(client, self.target, step.call, operation.policy.sla_s * PATIENCE))
            except NoAnswer as missing:
                verdict = Verdict.FAILED if missing.late else Verdict.UNKNOWN
                clause = operation.policy.clause if missing.late else None
                return _outcome(case, at, verdict, str(missing), clause)
            broken = judge(operation, case, at, replies)
            if broken is not None:
                return Outcome(verdict=Verdict.FAILED, step=at, **broken.model_dump())
        return _outcome(case, len(case.steps) - 1, Verdict.PASSED, str(replies[-1].status))


def _outcome(case: Case, step: int, verdict: Verdict, actual: str, clause: str | None = None) -> Outcome:
    expected = str(case.steps[step].expected)
    return Outcome(verdict=verdict, clause=clause or case.clause, expected=expected, actual=actual, step=step)
