"""Correlation ids and traces (F01, F39)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import CORRELATION_ID, TRACEPARENT
from workexec_contracts.verification.case import Expected, Needs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.subject import Subject

GIVEN = "wxc-verify-0001"


def cases(subject: Subject) -> Iterator[Case]:
    answers = {
        "a success": ({}, subject.succeeds()),
        "an error": ({"Authorization": None}, subject.refuses("UNAUTHORIZED")),
    }
    for what, (change, expected) in answers.items():
        for name, given in (
            (f"echoes X-Correlation-Id with {what}", GIVEN),
            (f"makes an X-Correlation-Id with {what} when none is given", None),
        ):
            call = subject.valid(subject.samples[0], name).having(X_Correlation_Id=given, **change)
            yield subject.case(name, call, _correlated(expected, given), clause=CORRELATION_ID.clause)
        name = f"passes traceparent through with {what}"
        trace = TRACEPARENT.example
        call = subject.valid(subject.samples[0], name).having(traceparent=trace, **change)
        traced = expected.model_copy(update={"headers": (("traceparent", trace),)})
        yield subject.case(name, call, traced, clause=TRACEPARENT.clause, needs=Needs.OURS)


def _correlated(expected: Expected, given: str | None) -> Expected:
    headers = ((CORRELATION_ID.name, given),) if given else ()
    return expected.model_copy(update={"correlated": True, "headers": headers})
