"""What an event does, beside the reference provider as a model: seen where a service shows it (F50)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from workexec_contracts.contracts.registry import collections
from workexec_contracts.contracts.vocabulary import IDEMPOTENCY_CONFLICT, Acknowledge
from workexec_contracts.pacts.documents import variants
from workexec_contracts.providers.app import INSPECT
from workexec_contracts.providers.effects import effect_of
from workexec_contracts.providers.state import State, utc_now
from workexec_contracts.verification.case import Call
from workexec_contracts.verification.compare import difference
from workexec_contracts.verification.documents import as_json, as_text
from workexec_contracts.verification.fuzzing.answer import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.verification.fuzzing.answer import Answer, Question

Seen = dict[str, list[dict[str, Any]]]
SELDOM = 2
OK = 200
REFUSALS = {400, 409}
PUBLISHED = "published"
OWN = "id"
"""What whoever publishes an event gives it."""
TRACE = "traceparent"
TRACE_ID = slice(3, 35)
"""Of a traceparent: the span is new with every step."""


def has_its_effects(answer: Answer) -> None:
    """A fresh event like this one changes the service's rows as it changes the model's, and is told once."""
    if not answer.succeeded or not isinstance(answer.operation.behaviour, Acknowledge):
        return
    if answer.one_in(SELDOM, "effects"):
        _follows(answer, fresh(answer, answer.sent.document))


def has_its_effects_word_by_word(answer: Answer) -> None:
    """Each word of each vocabulary of the document's event, and each yes or no, has its own effect; once."""
    operation = answer.operation
    if not answer.succeeded or not isinstance(operation.behaviour, Acknowledge):
        return
    if not answer.service.turn(f"words {operation.operation_id}", 1):
        return
    for example, event in zip(operation.examples, operation.events, strict=True):
        for _, document in variants(event.envelope, example.request, "data"):
            _follows(answer, fresh(answer, document))


def _follows(answer: Answer, event: dict[str, Any]) -> None:
    """What the model has after the event, where the service shows what it has."""
    before = seen(answer)
    if before is None:
        return
    call = answer.again(idempotency_key=event["id"]).but(body=as_text(event))
    question = answer.service.ask(call)
    if question.reply.status != answer.operation.status_code:
        raise answer.breaks(
            "accepts a fresh event like it", str(answer.reply.status), str(question), by=question
        )
    after = seen(answer) or {}
    model = _Model(answer, before, event)
    for name, rows in model.rows.items():
        if after.get(name) != rows:
            was, should = _differing(after.get(name, []), rows)
            title = f"changes its {name} as agreed"
            raise answer.breaks(title, shown(should), shown(was), by=question, clause=_clause(answer, event))
    _told(answer, event, model, after.get(PUBLISHED, [])[len(before[PUBLISHED]) :], question)


def has_no_effect_when_refused(answer: Answer) -> None:
    """A refused event, put once more, changes no row and tells nothing."""
    document, operation = answer.document, answer.operation
    refused = answer.reply.status in REFUSALS and isinstance(document, dict) and answer.fits
    if not refused or not operation.events or document.get("code") == IDEMPOTENCY_CONFLICT.code:
        return
    before = seen(answer) if answer.one_in(SELDOM, "refused") else None
    if before is None:
        return
    question = answer.service.ask(answer.again())
    if question.reply.status != answer.reply.status:
        return  # another check judges it
    after = seen(answer) or {}
    changed = ", ".join(name for name in before if before[name] != after.get(name))
    if changed:
        raise answer.breaks(
            "has no effect when it is refused", f"{changed} as before", f"{changed} changed", by=question
        )


def _told(
    answer: Answer, event: dict[str, Any], model: _Model, told: list[dict[str, Any]], question: Question
) -> None:
    """What is published in turn: so many events, of these types, each of its schema, with what follows."""
    clause = _clause(answer, event)
    types = [published.get("type") for published in told]
    if types != (should := [published["type"] for published in model.published]):
        title = "tells what follows"
        raise answer.breaks(title, shown(should), shown(types), by=question, clause=clause)
    known = {published.type: published for published in answer.domain.publishes}
    for published, follows in zip(told, model.published, strict=True):
        title = "tells what follows, as the event has it"
        try:
            known[follows["type"]].envelope.model_validate(as_json(as_text(published)))
        except ValueError as fault:
            actual = f"{' '.join(str(fault).split())[:200]}: {shown(published)}"
            expected = known[follows["type"]].title
            raise answer.breaks(title, expected, actual, by=question, clause=clause) from None
        found = difference(follows, _traced(published))
        if found is not None:
            expected, actual = f"{found.where} {found.expected}", f"{found.where} {found.actual}"
            raise answer.breaks(title, expected, actual, by=question, clause=clause)


def seen(answer: Answer) -> Seen | None:
    """The rows that a service shows outside the contract; None where it shows none."""
    found: Seen = {}
    for name in (PUBLISHED, *(collection.name for collection in answer.domain.collections)):
        question = answer.service.ask(Call(method="GET", path=f"{INSPECT}{name}", headers=()))
        document = question.document
        if question.reply.status != OK or not isinstance(document, dict) or "items" not in document:
            return None
        found[name] = document["items"]
    own = {event.type for event in answer.domain.publishes}
    others = {event["type"] for event in found[PUBLISHED] if "type" in event} - own
    found[PUBLISHED] = [event for event in found[PUBLISHED] if event.get("type") not in others]
    return found


class _Model:
    """What the reference provider makes of an event: its rows, and what it publishes.

    Of that only what follows from the event: the numbers and times that a service gives are its own.
    """

    def __init__(self, answer: Answer, before: Seen, event: dict[str, Any]) -> None:
        state = _applied(answer, before, event)
        own = {name: rows for name, rows in state.tables.items() if name not in before}
        later = _applied(answer, before, event, {name: {"": {}} for name in own}, _another_day)
        self.rows = {name: list(state.tables[name].values()) for name in before if name != PUBLISHED}
        pairs = zip(state.published, later.published, strict=True)
        self.published = [_traced(_common(one, other)) for one, other in pairs]
        for published in self.published:
            published.pop(OWN, None)


def _another_day() -> datetime:
    return datetime(2001, 1, 1, tzinfo=UTC)


def _applied(
    answer: Answer,
    before: Seen,
    event: dict[str, Any],
    more: dict[str, dict[str, Any]] | None = None,
    now: Callable[[], datetime] = utc_now,
) -> State:
    """The state that the reference provider has after the event."""
    keys = {name: collections()[name].key for name in before if name != PUBLISHED}
    tables = {name: {str(row[key]): dict(row) for row in before[name]} for name, key in keys.items()}
    state = State(now, {**tables, **(more or {})})
    effect_of(answer.domain.name)(event, state)
    return state


def _common(one: Any, other: Any) -> Any:  # noqa: ANN401  # JSON of any type
    """The members that both have alike."""
    if isinstance(one, dict) and isinstance(other, dict):
        alike = {name: _common(one[name], other[name]) for name in one if name in other}
        return {name: value for name, value in alike.items() if value is not None}
    return one if one == other else None


def _traced(published: dict[str, Any]) -> dict[str, Any]:
    """The event with the id of its trace alone."""
    trace = published.get(TRACE)
    return {**published, TRACE: trace[TRACE_ID]} if isinstance(trace, str) else published


def fresh(answer: Answer, document: dict[str, Any]) -> dict[str, Any]:
    """The event under an id that nobody has used."""
    event = next(event for event in answer.operation.events if event.type == document["type"])
    return {**document, "id": f"{event.id_prefix}-{uuid4()}"}


def _differing(was: list[dict[str, Any]], should: list[dict[str, Any]]) -> tuple[object, object]:
    pairs = ((left, right) for left, right in zip(was, should, strict=False) if left != right)
    return next(pairs, (f"{len(was)} rows", f"{len(should)} rows"))


def _clause(answer: Answer, event: dict[str, Any]) -> str:
    return next(known.clause for known in answer.operation.events if known.type == event["type"])
