"""Idempotency keys: the first answer again, a conflict, and what leaves a key free (F20, F32, F46)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import IDEMPOTENCY_CONFLICT, IDEMPOTENCY_KEY, Acknowledge, Record
from workexec_contracts.variations import changed, first_broken
from workexec_contracts.verification.documents import INVALID, paths, schema_fault

from .order import refused_for_content
from .references import first_missed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.verification.case import Case, Expected
    from workexec_contracts.verification.subject import Sample, Subject


def cases(subject: Subject) -> Iterator[Case]:
    behaviour, clause = subject.operation.behaviour, IDEMPOTENCY_KEY.clause
    if not isinstance(behaviour, Record | Acknowledge):
        return
    made = behaviour.id_member if isinstance(behaviour, Record) else "eventId"
    sample, done = subject.samples[0], subject.succeeds()
    again = done.model_copy(update={"repeats": 0})

    name = "answers the same key and body with the first answer again"
    call = subject.valid(sample, name)
    reordered = call.but(body=_reordered(call.body or "{}"))
    yield subject.story(name, (call, done), (call, again), (reordered, again), clause=clause, alone=True)

    name = f"answers the same key with another body with {IDEMPOTENCY_CONFLICT.code}"
    call = subject.valid(sample, name)
    other = _other(subject, sample, subject.document(sample, name))
    conflict = subject.refuses(IDEMPOTENCY_CONFLICT.code).model_copy(update={"existing": (0, made)})
    if other is not None:
        refused = (subject.write(sample, name, other), conflict)
        clause_of = IDEMPOTENCY_CONFLICT.clause
        yield subject.story(name, (call, done), refused, (call, again), clause=clause_of, alone=True)

    name = "leaves the key of a refused request free"
    call = subject.valid(sample, name)
    refused = (call.but(body="{}"), subject.refuses(INVALID))
    yield subject.story(name, refused, (call, done), clause=clause, alone=True)

    name = "leaves the key of a request free that is refused for its content"
    document = subject.document(sample, name)
    wrong = refused_for_content(subject, sample, document)
    if wrong is not None:
        refused = (subject.write(sample, name, wrong), _refusal(subject, sample, wrong))
        good = (subject.write(sample, name, document), done)
        yield subject.story(name, refused, good, clause=clause, alone=True)


def _refusal(subject: Subject, sample: Sample, wrong: dict[str, Any]) -> Expected:
    """Of a rule that is broken, or of what is not known."""
    rule, known = first_broken(sample.rules, wrong), first_missed(sample, wrong)
    return subject.refuses(rule.code if rule else known.error.code if known else INVALID)


def _reordered(text: str) -> str:
    """The same JSON value with its members the other way round and other white space."""
    return json.dumps(dict(reversed(json.loads(text).items())), ensure_ascii=False, indent=1)


def _other(subject: Subject, sample: Sample, document: dict[str, Any]) -> dict[str, Any] | None:
    """Another valid document with the same id."""
    for path, value in paths(document):
        if isinstance(value, str) and path != ("id",):
            other: dict[str, Any] = changed(document, path, f"{value}-OTHER")
            fits = schema_fault(subject.operation, other) is None
            if fits and first_broken(sample.rules, other) is None and first_missed(sample, other) is None:
                return other
    return None
