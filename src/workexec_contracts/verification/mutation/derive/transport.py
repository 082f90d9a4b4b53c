"""Headers, statuses, form of the body, token, time: what holds for every answer (F01, F02, F39)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from workexec_contracts.contracts.vocabulary import (
    AUTHENTICATION,
    BEARER_PATTERN,
    CORRELATION_ID,
    METHOD_NOT_ALLOWED,
    STANDARDS,
    TRACEPARENT,
    is_blank,
)
from workexec_contracts.verification import clock
from workexec_contracts.verification.mutation.bends import (
    altered,
    authorized,
    is_refusal,
    is_success,
    refused_with,
    rewritten,
)
from workexec_contracts.verification.mutation.mutant import Kind
from workexec_contracts.verification.mutation.provider import LOST, RAW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.providers import Call, Reply
    from workexec_contracts.verification.mutation.bends import Alter, Which
    from workexec_contracts.verification.mutation.mutant import Mutant

    from .subject import Subject

ANSWERS = {"success": is_success, "refusal": is_refusal}
SUCCESSES = (200, 201, 202, 500)
NAME = CORRELATION_ID.name
LATE_S = 0.5
"""How long after its SLA an answer comes."""
UNREADABLE = {
    "success/body/cut-off": (is_success, "the body of a success ends early", '{"a": '),
    "success/body/empty": (is_success, "the body of a success is empty", ""),
    "success/body/list": (is_success, "the body of a success is a list", "[]"),
    "refusal/body/page": (is_refusal, "the body of a refusal is a page", "<html></html>"),
}
FORMS = {
    "absent": lambda value: value is None,
    "of-another-scheme": lambda value: value is not None and not value.startswith("Bearer"),
    "empty": lambda value: value is not None and value.strip() == "Bearer",
    "in-two-words": lambda value: value is not None and len(value.split()) > 2,  # noqa: PLR2004  # as it says
}
"""Tokens that are none; each is what a check that is almost right lets through."""


def mutants(subject: Subject) -> Iterator[Mutant]:
    yield from _headers(subject)
    yield from _statuses(subject)
    yield from _bodies(subject)
    yield from _tokens(subject)
    sla_s, clause = subject.operation.policy.sla_s, subject.operation.policy.clause
    for what, which in ANSWERS.items():
        says = f"a {what} comes {LATE_S:g} s after its SLA of {sla_s:g} s"
        bend = altered(which, _late(sla_s + LATE_S))
        yield subject.mutant(f"time/{what}/late", Kind.LATE, says, bend, clause=clause)


def _late(seconds: float) -> Alter:
    """By the clock of this process, so that nobody waits."""

    def alter(reply: Reply, _: Call) -> Reply:
        clock.skip(seconds)
        return reply

    return alter


def _with(name: str, value: str) -> Alter:
    return lambda reply, _: replace(reply, headers={**reply.headers, name: value})


def _unechoed(reply: Reply, call: Call) -> Reply:
    """A new id, whatever was sent."""
    return _with(NAME, str(uuid4()))(reply, call)


def _blank_where_absent(reply: Reply, call: Call) -> Reply:
    given = call.headers.get(NAME.lower(), "")
    return _with(NAME, LOST)(reply, call) if is_blank(given) else reply


def _headers(subject: Subject) -> Iterator[Mutant]:
    clause = CORRELATION_ID.clause
    which: Which
    for what, which in ANSWERS.items():
        for how, says, alter in (
            ("lost", "is lost", _with(NAME, LOST)),
            ("another", "is another than was sent", _unechoed),
            ("not-made", "is not made where none is sent", _blank_where_absent),
        ):
            told = f"{NAME} of a {what} {says}"
            bend = altered(which, alter)
            yield subject.mutant(f"headers/{NAME}/{what}/{how}", Kind.HEADER, told, bend, clause=clause)
        told, bend = f"a {what} is called text/plain", altered(which, _with("content-type", "text/plain"))
        yield subject.mutant(f"headers/Content-Type/{what}/text", Kind.HEADER, told, bend)
    told, bend = "traceparent is not passed through", altered(_any, _with(TRACEPARENT.name, LOST))
    where = f"headers/{TRACEPARENT.name}/lost"
    yield subject.mutant(where, Kind.HEADER, told, bend, clause=TRACEPARENT.clause)
    which, allow = refused_with(METHOD_NOT_ALLOWED.code), "Allow"
    for how, value in (("lost", LOST), ("another", "OPTIONS")):
        told = f"{allow} is {how}"
        bend = altered(which, _with(allow, value))
        yield subject.mutant(f"headers/{allow}/{how}", Kind.HEADER, told, bend, clause=STANDARDS)


def _any(_: Endpoint, __: Reply) -> bool:
    return True


def _statuses(subject: Subject) -> Iterator[Mutant]:
    for status in SUCCESSES:
        if status != subject.operation.status_code:
            told = f"{status} instead of {subject.operation.status_code}"
            bend = altered(is_success, lambda reply, _, status=status: replace(reply, status=status))  # type: ignore[misc]
            yield subject.mutant(f"response/status/{status}", Kind.STATUS, told, bend)


def _bodies(subject: Subject) -> Iterator[Mutant]:
    for where, (which, says, text) in UNREADABLE.items():
        yield subject.mutant(where, Kind.UNREADABLE, says, altered(which, _with(RAW, text)))


def _tokens(subject: Subject) -> Iterator[Mutant]:
    for how, form in FORMS.items():

        def forgiving(call: Call, form: object = form) -> Call:
            value = call.headers.get("authorization")
            wrong = not re.fullmatch(BEARER_PATTERN, value or "")
            return authorized(call) if wrong and callable(form) and form(value) else call

        told = f"a token that is {how.replace('-', ' ')} is as good as one"
        bend = rewritten(forgiving)
        yield subject.mutant(f"access/token/{how}", Kind.ACCESS, told, bend, clause=AUTHENTICATION)
