"""Mutations: a key's first answer again, one effect, another body refused, nothing undone (F20, F27)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from workexec_contracts.contracts.vocabulary import (
    IDEMPOTENCY_CONFLICT,
    IDEMPOTENCY_KEY,
    VALIDATION_ERROR,
    Acknowledge,
    Record,
)
from workexec_contracts.variations import changed, paths_of, steps
from workexec_contracts.verification.documents import as_text, paths, schema_fault
from workexec_contracts.verification.fuzzing.answer import shown
from workexec_contracts.verification.fuzzing.expected import agreed

from .effects import fresh, seen

if TYPE_CHECKING:
    from workexec_contracts.verification.fuzzing.answer import Answer, Question

SELDOM = 4
EVENT_ID = "eventId"
UNDOING = ("PUT", "PATCH", "DELETE")
REFUSED = 400


def acknowledges_what_it_got(answer: Answer) -> None:
    """An acknowledgement names the event that was sent."""
    if not answer.succeeded or not isinstance(answer.operation.behaviour, Acknowledge):
        return
    sent, told = answer.sent.document["id"], answer.document[EVENT_ID]
    if told != sent:
        raise answer.breaks("acknowledges the event by its id", sent, told)


def replays_idempotently(answer: Answer) -> None:
    """The same request once more: the same answer, and no second effect where effects can be seen."""
    if not answer.succeeded or not answer.operation.mutates or not answer.one_in(SELDOM, "replay"):
        return
    before = seen(answer)
    question = answer.service.ask(answer.again())
    if question.reply.status != answer.reply.status or question.document != answer.document:
        raise answer.breaks(
            "answers a repeated request as the first time",
            f"{answer.reply.status} {shown(answer.document)}",
            str(question),
            clause=IDEMPOTENCY_KEY.clause,
            by=question,
        )
    after = seen(answer)
    if before is not None and after != before:
        grown = ", ".join(name for name in before if before[name] != (after or {}).get(name))
        title, clause = "has no second effect", IDEMPOTENCY_KEY.clause
        raise answer.breaks(title, f"{grown} as before", f"{grown} changed", clause=clause, by=question)


def refuses_a_used_key(answer: Answer) -> None:
    """The key of an answered request with another body: 409."""
    if not answer.succeeded or not answer.operation.mutates or not answer.one_in(SELDOM, "used key"):
        return
    other = _other(answer)
    if other is None:
        return
    question = answer.service.ask(answer.again().but(body=as_text(other)))
    if question.reply.status != IDEMPOTENCY_CONFLICT.status or _code(question) != IDEMPOTENCY_CONFLICT.code:
        raise answer.breaks(
            "refuses a used key with another body",
            f"{IDEMPOTENCY_CONFLICT.status} {IDEMPOTENCY_CONFLICT.code}",
            str(question),
            clause=IDEMPOTENCY_CONFLICT.clause,
            by=question,
        )
    first = answer.document[_id_member(answer)]
    existing = question.document.get("existingResourceId")
    if existing != first:
        title, clause = "names the first record in a conflict", IDEMPOTENCY_CONFLICT.clause
        raise answer.breaks(title, f"existingResourceId {first}", str(question), clause=clause, by=question)


def frees_the_key_of_a_refusal(answer: Answer) -> None:
    """A key whose request was refused is as good as new (F32)."""
    refused = answer.reply.status in {VALIDATION_ERROR.status, IDEMPOTENCY_CONFLICT.status} and answer.fits
    if not answer.operation.mutates or not refused or _code_of(answer.document) == IDEMPOTENCY_CONFLICT.code:
        return
    good = _good(answer)
    if good is None or not answer.one_in(SELDOM, "freed"):
        return
    key = good.get("id", str(uuid4()))
    call = answer.again(idempotency_key=key, content_type=answer.operation.media_type)
    refused_again = {**answer.sent.document, "id": key} if answer.operation.events else answer.sent.document
    if answer.service.ask(call.but(body=as_text(refused_again))).reply.status != answer.reply.status:
        return  # it was refused for something else than its body
    question = answer.service.ask(call.but(body=as_text(good)))
    if question.reply.status != answer.operation.status_code:
        title, clause = "takes the key of a refused request again", IDEMPOTENCY_KEY.clause
        raise answer.breaks(
            title, str(answer.operation.status_code), str(question), clause=clause, by=question
        )


def keeps_records_for_ever(answer: Answer) -> None:
    """Nothing that was recorded can be changed or taken back; another key is another record."""
    behaviour = answer.operation.behaviour
    if not answer.succeeded or not isinstance(behaviour, Record) or not answer.one_in(SELDOM, "undo"):
        return
    recorded = answer.document[behaviour.id_member]
    for method in UNDOING:
        for path in (answer.sent.path, f"{answer.sent.path}/{recorded}"):
            question = answer.service.ask(answer.again().but(method=method, path=path))
            if question.reply.status < REFUSED:
                raise answer.breaks("keeps records for ever", f"{method} refused", str(question), by=question)
    question = answer.service.ask(answer.again(**{_KEY: str(uuid4())}))
    document = question.document
    if isinstance(document, dict) and document.get(behaviour.id_member) == recorded:
        raise answer.breaks("gives each record its own id", f"not {recorded}", str(question), by=question)


_KEY = IDEMPOTENCY_KEY.name.replace("-", "_")


def _id_member(answer: Answer) -> str:
    behaviour = answer.operation.behaviour
    return behaviour.id_member if isinstance(behaviour, Record) else EVENT_ID


def _good(answer: Answer) -> dict[str, Any] | None:
    """The document's own body, an event with an id of its own."""
    sent = answer.sent.document
    for example in answer.operation.examples:
        if example.request.get("type") == sent.get("type"):
            return fresh(answer, example.request) if answer.operation.events else example.request
    return None


def _other(answer: Answer) -> dict[str, Any] | None:
    """The body with a text changed that no rule and no reference looks at."""
    document = json.loads(answer.sent.body or b"{}")
    rules, requires = agreed(answer.operation, document)
    watched = {step for rule in rules for path in paths_of(rule) for step in steps(path)}
    watched |= {step for known in requires for step in steps(known.member)}
    for path, value in paths(document):
        if isinstance(value, str) and path[-1] not in watched and path[-1] != "id":
            other: dict[str, Any] = changed(document, path, f"{value}X")
            if schema_fault(answer.operation, other) is None:
                return other
    return None


def _code(question: Question) -> str | None:
    return _code_of(question.document)


def _code_of(document: Any) -> str | None:  # noqa: ANN401  # JSON of any type
    return document.get("code") if isinstance(document, dict) else None
