"""Drawn requests: Schemathesis draws them once for each operation and seed, against the right provider.

Then the same requests, judged by the same checks, are put to every mutant: drawing takes most of the time.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import schemathesis
from requests import RequestException, Session
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.engine import Status, events, from_schema

from workexec_contracts.verification import clock
from workexec_contracts.verification.fuzzing import hooks
from workexec_contracts.verification.fuzzing.broken import Broken
from workexec_contracts.verification.fuzzing.worker import schema_of
from workexec_contracts.verification.verdict import Verdict

from .judgement import Judgement, Layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workexec_contracts.verification.fuzzing.plan import Plan

Case = schemathesis.Case[Any]
WITHIN_S = 30


class Drawn:
    """The requests of one operation."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        """Draws them. The right provider must be behind the plans' URL."""
        self._base = plans[0].base_url
        self._cases: list[Case] = []
        self.unfit = ""
        """What the right provider failed while they were drawn: empty, or no mutant can be judged."""
        for plan in plans:
            self._draw(plan)
        hooks.forget()

    def __len__(self) -> int:
        """How many requests there are."""
        return len(self._cases)

    def _ordered(self, hint: str) -> list[Case]:
        if not hint:
            return list(self._cases)
        return sorted(self._cases, key=lambda case: hint not in _words(case))

    def _draw(self, plan: Plan) -> None:
        for event in from_schema(schema_of(plan)).execute():
            if isinstance(event, events.FatalError):
                raise event.exception
            if isinstance(event, events.NonFatalError):
                self.unfit = f"{event.info.title}: {event.info.message}"
            if isinstance(event, events.ScenarioFinished):
                recorder = event.recorder
                for case_id in recorder.failing_case_ids():
                    failed = next(c for c in recorder.checks[case_id] if c.status is Status.FAILURE)
                    self.unfit = f"{failed.name}: {failed.failure_info and failed.failure_info.failure}"
                self._cases += [
                    node.value for case_id, node in recorder.cases.items() if case_id in recorder.interactions
                ]

    def judge(self, hint: str = "") -> Judgement:
        """Puts them to whoever answers now, until the first failure."""
        began, unsaid = time.process_time(), ""
        try:
            with Session() as session:
                for asked, case in enumerate(self._ordered(hint), start=1):
                    try:
                        broken = _broken(session, case, self._base)
                    except Exception as error:  # noqa: BLE001  # a check that cannot say anything fails no provider
                        unsaid = f"{type(error).__name__}: {error}"
                        continue
                    if broken is not None:
                        self._cases.remove(case)
                        self._cases.insert(0, case)
                        return _judged(Verdict.FAILED, asked, began, *broken)
        finally:
            hooks.forget()
        said = self._cases and not unsaid
        return _judged(Verdict.PASSED if said else Verdict.UNKNOWN, len(self._cases), began, unsaid)


def _words(case: Case) -> str:
    """What Schemathesis says of how it made a request."""
    data = case.meta.phase.data if case.meta else None
    return f"{getattr(data, 'description', '')} {getattr(data, 'location', '')}"


def _broken(session: Session, case: Case, base: str) -> tuple[str, str, str] | None:
    """What does not hold of the answer: the claim, what was expected, what came."""
    before = clock.ahead()
    try:
        answer = case.call(session=session, base_url=base, timeout=WITHIN_S)
    except RequestException as error:
        return "answers", "an answer", f"{type(error).__name__} {error}"[:300]
    response = Response.from_any(answer)
    response.elapsed += clock.ahead() - before
    try:
        case.validate_response(response)
    except FailureGroup as group:
        first = group.exceptions[0]
        asked = f"to {case.as_curl_command()}"
        if isinstance(first, Broken):
            return first.title, first.expected, f"{first.actual} {asked}"
        told = " ".join(str(first).split())[:300]
        told += f"; answered {response.status_code} {response.text[:100]} {asked}"
        return getattr(first, "title", type(first).__name__), "", told
    return None


def _judged(
    verdict: Verdict, asked: int, began: float, claim: str = "", expected: str = "", actual: str = ""
) -> Judgement:
    return Judgement(
        layer=Layer.FUZZING,
        verdict=verdict,
        asked=asked,
        seconds=time.process_time() - began,
        claim=claim,
        expected=expected,
        actual=actual,
    )
