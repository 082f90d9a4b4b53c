"""Two faults at once: the one that is told is the one that is looked at first (F31, F45)."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import (
    IDEMPOTENCY_CONFLICT,
    STANDARDS,
    UNAUTHORIZED,
    Acknowledge,
    Record,
)
from workexec_contracts.dataset import rows
from workexec_contracts.variations import changed, steps
from workexec_contracts.verification.case import Needs
from workexec_contracts.verification.documents import INVALID, schema_fault

from .references import UNKNOWN, first_missed, reaches
from .rules import breaking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Known
    from workexec_contracts.verification.case import Call, Case
    from workexec_contracts.verification.subject import Sample, Subject

Json = dict[str, Any]


def cases(subject: Subject) -> Iterator[Case]:
    name = "tells a missing token before anything that is wrong with the request"
    wrong = _wrong(subject, name)
    if wrong is not None:
        anonymous = wrong.having(Authorization=None)
        refused = subject.refuses(UNAUTHORIZED.code)
        yield subject.case(name, anonymous, refused, clause=STANDARDS)
    if isinstance(subject.operation.behaviour, Record | Acknowledge):
        yield from _used_key(subject)
    for sample in subject.samples:
        yield from _rule_first(subject, sample)
        yield from _references(subject, sample)


def _wrong(subject: Subject, name: str) -> Call | None:
    """A request that would be refused with a token."""
    sample, operation = subject.samples[0], subject.operation
    if operation.request is not None:
        return subject.valid(sample, name).but(body="{}")
    given = {key: str(value) for key, value in sample.example.request.items()}
    for parameter in operation.parameters:
        for value in (str(parameter.maximum + 1), "NO_SUCH_VALUE", " "):
            if parameter.fault(value):
                return subject.read({**given, parameter.name: value}.items())
    return None


def _used_key(subject: Subject) -> Iterator[Case]:
    sample, done = subject.samples[0], subject.succeeds()
    name = "tells a wrong body before its used key"
    call = subject.valid(sample, name)
    first, refused = (call, done), (call.but(body="{}"), subject.refuses(INVALID))
    yield subject.story(name, first, refused, clause=STANDARDS, alone=True)
    name = "tells a used key before what is wrong with the payload"
    document = subject.document(sample, name)
    other = refused_for_content(subject, sample, document)
    if other is not None:
        call = subject.write(sample, name, document)
        conflict = subject.write(sample, name, other), subject.refuses(IDEMPOTENCY_CONFLICT.code)
        yield subject.story(name, (call, done), conflict, clause=STANDARDS, alone=True)


def refused_for_content(subject: Subject, sample: Sample, document: Json) -> Json | None:
    """The document with a rule broken, or something unknown in it."""
    for rule in sample.rules:
        broken = breaking(subject, sample, rule, document)
        if broken is not None:
            return broken
    for known in sample.requires:
        if reaches(document, known):
            unknown: Json = changed(document, steps(known.member), UNKNOWN)
            return unknown
    return None


def _rule_first(subject: Subject, sample: Sample) -> Iterator[Case]:
    for known in sample.requires[:1]:
        for rule in sample.rules:
            name = f"tells that {rule.says} before that {known.says}"
            broken = breaking(subject, sample, rule, subject.document(sample, name))
            if broken is not None and reaches(broken, known):
                both = changed(broken, steps(known.member), UNKNOWN)
                refused = subject.refuses(rule.code, rule.field)
                call = subject.write(sample, name, both)
                yield subject.case(name, call, refused, clause=STANDARDS)


def _references(subject: Subject, sample: Sample) -> Iterator[Case]:
    """Of two references that are missed, the first of the contract is told."""
    for first, second in combinations(sample.requires, 2):
        name = f"tells that {first.says} before that {second.says}"
        document = subject.document(sample, name, full=True)
        missed = _both_missed(subject, sample, document, first, second)
        if missed is not None:
            call = subject.write(sample, name, missed)
            refused = subject.refuses(first.error.code)
            yield subject.case(name, call, refused, clause=first.clause, needs=Needs.DATASET)


def _both_missed(
    subject: Subject, sample: Sample, document: Json, first: Known, second: Known
) -> Json | None:
    """Values with which both are missed; where the members are one, a row that fits neither."""
    for one in _wrong_values(first):
        for two in _wrong_values(second):
            missed = changed(document, steps(first.member), one)
            missed = changed(missed, steps(second.member), two)
            fits = schema_fault(subject.operation, missed) is None
            if fits and first_missed(sample, missed) is first and _misses(sample, missed, second):
                found: Json = missed
                return found
    return None


def _misses(sample: Sample, document: Json, known: Known) -> bool:
    """Whether that reference alone would be missed."""
    only = type(sample)(sample.example, sample.rules, (known,), sample.event)
    return first_missed(only, document) is known


def _wrong_values(known: Known) -> Iterator[str]:
    yield UNKNOWN
    if known.where or known.linked:
        yield from (str(row[known.by]) for row in rows(known.collection))
