"""Refusals: with another status, with another code, forgiven, or with a broken error body (F01, F02)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import (
    IDEMPOTENCY_CONFLICT,
    STANDARDS,
    VALIDATION_ERROR,
    ErrorBody,
)
from workexec_contracts.verification.mutation.bends import (
    altered,
    is_refusal,
    refused_with,
    spoilt,
    success,
)
from workexec_contracts.verification.mutation.mutant import Kind
from workexec_contracts.verification.mutation.places import members
from workexec_contracts.verification.mutation.spoiling import ways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import ErrorCode
    from workexec_contracts.verification.mutation.mutant import Mutant

    from .subject import Subject

OTHER = {400: 422, 401: 403, 404: 410, 405: 400, 409: 422, 503: 500}
"""What frameworks answer instead."""
SPOILT = {Kind.DROPPED, Kind.NULLED, Kind.TYPED}


def mutants(subject: Subject) -> Iterator[Mutant]:
    errors = subject.operation.errors
    for at, error in enumerate(errors):
        yield from _of(subject, error, errors[(at + 1) % len(errors)])
    for member in members(ErrorBody):
        for way in ways(member) if member.required and len(member.place) == 1 else ():
            if way.kind not in SPOILT:
                continue
            bend = spoilt(is_refusal, member.place, way.change)
            says = f"{member.words} of an error body {way.says}"
            where = f"refusal/{member.words}/{way.how}"
            yield subject.mutant(where, Kind.ENVELOPE, says, bend, clause=STANDARDS)
    yield from _optional(subject)


def _of(subject: Subject, error: ErrorCode, other: ErrorCode) -> Iterator[Mutant]:
    code, status, clause = error.code, OTHER.get(error.status, 500), error.clause
    which, operation = refused_with(code), subject.operation
    yield subject.mutant(
        f"refusal/{code}/status",
        Kind.STATUS,
        f"{code} comes with {status}",
        altered(which, lambda reply, _: replace(reply, status=status)),
        clause=clause,
    )
    yield subject.mutant(
        f"refusal/{code}/code",
        Kind.CODE,
        f"{code} is called {other.code}",
        altered(which, lambda reply, _: replace(reply, body={**reply.body, "code": other.code})),
        clause=clause,
    )
    yield subject.mutant(
        f"refusal/{code}/forgiven",
        Kind.FORGIVEN,
        f"{operation.status_code} is answered where {code} is due",
        altered(which, lambda reply, call: success(operation, call, reply)),
        clause=clause,
    )


def _optional(subject: Subject) -> Iterator[Mutant]:
    """Members that are optional in the body, but not where the contract asks for them (F03, F46)."""
    yield subject.mutant(
        "refusal/fieldErrors/lost",
        Kind.ENVELOPE,
        f"{VALIDATION_ERROR.code} names no member or parameter",
        altered(refused_with(VALIDATION_ERROR.code), _without("fieldErrors")),
        clause=VALIDATION_ERROR.clause,
    )
    yield subject.mutant(
        "refusal/fieldErrors/elsewhere",
        Kind.ENVELOPE,
        f"{VALIDATION_ERROR.code} names another member or parameter",
        spoilt(refused_with(VALIDATION_ERROR.code), ("fieldErrors", "field"), _elsewhere),
        clause=VALIDATION_ERROR.clause,
    )
    if IDEMPOTENCY_CONFLICT in subject.operation.errors:
        which, clause = refused_with(IDEMPOTENCY_CONFLICT.code), IDEMPOTENCY_CONFLICT.clause
        lost, other = _without("existingResourceId"), "existingResourceId"
        for how, bend in (
            ("lost", altered(which, lost)),
            ("another", spoilt(which, (other,), _elsewhere)),
        ):
            yield subject.mutant(
                f"refusal/{other}/{how}", Kind.ENVELOPE, f"a conflict's {other} is {how}", bend, clause=clause
            )


def _elsewhere(holder: dict[str, Any], name: str) -> None:
    holder[name] = f"{holder[name]}X"


def _without(name: str) -> Any:  # noqa: ANN401  # an Alter
    return lambda reply, _: replace(
        reply, body={member: value for member, value in reply.body.items() if member != name}
    )
