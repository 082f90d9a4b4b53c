"""Pacts and cases: claims put one by one until one does not hold; those that failed before come first."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Generic, TypeVar

from workexec_contracts.contracts import operations
from workexec_contracts.verification.cases import cases_of
from workexec_contracts.verification.events import Kind
from workexec_contracts.verification.interactions import Source
from workexec_contracts.verification.select import Selection, chosen_promises
from workexec_contracts.verification.verdict import Verdict, worst

from .judgement import Judgement, Layer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.events import CaseFinished
    from workexec_contracts.verification.interactions.promise import Promise
    from workexec_contracts.verification.target import Target


T = TypeVar("T")


class Claims(Generic[T]):
    """The claims about each subject, the telling ones first: the order changes the cost, not the verdict."""

    def __init__(self, layer: Layer, find: Callable[[str], Sequence[T]], words: Callable[[T], str]) -> None:
        """`find` has the claims about an operation or event; `words` says what one is about."""
        self._layer, self._find, self._words = layer, find, words
        self._found: dict[str, list[T]] = {}

    async def judge(self, subject: str, hint: str, ask: Callable[[T], Awaitable[CaseFinished]]) -> Judgement:
        """Until the first failure; unknown where nothing failed and something could not be asked."""
        began, unknown, asked = time.process_time(), "", 0
        verdicts: list[Verdict] = []
        for claim in self._ordered(subject, hint):
            told = await ask(claim)
            asked += 1
            if told.verdict is Verdict.FAILED:
                self._telling(subject, claim)
                return self._judged(asked, began, told)
            if told.asked:
                verdicts.append(told.verdict)
                unknown = told.actual if told.verdict is Verdict.UNKNOWN else unknown
        return Judgement(
            layer=self._layer,
            verdict=worst(verdicts),
            asked=asked,
            seconds=time.process_time() - began,
            claim=unknown or ("" if verdicts else "nothing speaks of it"),
        )

    def _ordered(self, subject: str, hint: str) -> list[T]:
        if subject not in self._found:
            self._found[subject] = list(self._find(subject))
        return sorted(self._found[subject], key=lambda claim: hint not in self._words(claim))

    def _telling(self, subject: str, claim: T) -> None:
        found = self._found[subject]
        found.remove(claim)
        found.insert(0, claim)

    def _judged(self, asked: int, began: float, told: CaseFinished) -> Judgement:
        return Judgement(
            layer=self._layer,
            verdict=told.verdict,
            asked=asked,
            seconds=time.process_time() - began,
            claim=told.name,
            expected=told.expected,
            actual=told.actual[:300],
        )


def promises_about(target: Target) -> Callable[[str], Sequence[Promise]]:
    """The interactions of the pacts about an operation or event."""
    return lambda subject: chosen_promises(Selection(operation=subject, only=Kind.PACT), target, Source())


def cases_about(target: Target, seed: str) -> Callable[[str], Sequence[Case]]:
    """The cases of the contracts that can be put to the target."""

    def find(subject: str) -> Sequence[Case]:
        return [
            case
            for domain, operation in operations()
            if operation.operation_id == subject
            for case in cases_of(domain, operation, seed)
            if target.can(case.needs)
        ]

    return find
