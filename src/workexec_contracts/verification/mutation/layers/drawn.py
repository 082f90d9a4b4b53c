"""Drawn requests: Schemathesis draws them once for each operation and seed, against the right provider; then the
same requests, judged by the same checks, are put to every mutant. Drawing takes most of a fuzzer's time.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import schemathesis
from requests import RequestException, Session
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response
from schemathesis.engine import events, from_schema

from workexec_contracts.verification import clock
from workexec_contracts.verification.fuzzing import hooks
from workexec_contracts.verification.fuzzing.broken import Broken
from workexec_contracts.verification.fuzzing.plan import Plan
from workexec_contracts.verification.fuzzing.worker import schema_of
from workexec_contracts.verification.verdict import Verdict

from .judgement import Judgement, Layer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Case = schemathesis.Case[Any]
WITHIN_S = 30


class Unfit(Exception):
    """The right provider fails what was drawn: no mutant can be judged by that."""


class Drawn:
    """The requests of one operation."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        """Draws them. The right provider must be behind the plans' URL."""
        self._base = plans[0].base_url
        self._cases = [case for plan in plans for case in _drawn(plan)]
        hooks.forget()

    def __len__(self) -> int:
        """How many requests there are."""
        return len(self._cases)

    def judge(self) -> Judgement:
        """Puts them to whoever answers now, until the first failure."""
        began, unsaid = time.process_time(), ""
        try:
            with Session() as session:
                for asked, case in enumerate(list(self._cases), start=1):
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


def _drawn(plan: Plan) -> Iterator[Case]:
    for event in from_schema(schema_of(plan)).execute():
        if isinstance(event, events.FatalError):
            raise event.exception
        if isinstance(event, events.ScenarioFinished):
            for case_id, node in event.recorder.cases.items():
                if case_id in event.recorder.interactions:
                    yield node.value


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
        if isinstance(first, Broken):
            return first.title, first.expected, first.actual
        return getattr(first, "title", type(first).__name__), "", " ".join(str(first).split())[:300]
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
