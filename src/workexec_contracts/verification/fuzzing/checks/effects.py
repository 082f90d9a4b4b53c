"""What an event does, beside the reference provider as a model: seen where a service shows it (F50)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from workexec_contracts.contracts.registry import collections
from workexec_contracts.contracts.vocabulary import Acknowledge
from workexec_contracts.providers.app import INSPECT
from workexec_contracts.providers.effects import effect_of
from workexec_contracts.providers.state import State
from workexec_contracts.verification.case import Call
from workexec_contracts.verification.documents import as_text
from workexec_contracts.verification.fuzzing.answer import shown

if TYPE_CHECKING:
    from workexec_contracts.verification.fuzzing.answer import Answer

Seen = dict[str, list[dict[str, Any]]]
SELDOM = 3
OK = 200


def has_its_effects(answer: Answer) -> None:
    """A fresh event like this one changes the service's rows as it changes the model's, and is told once."""
    if not answer.succeeded or not isinstance(answer.operation.behaviour, Acknowledge):
        return
    before = seen(answer) if answer.one_in(SELDOM, "effects") else None
    if before is None:
        return
    event = fresh(answer, answer.sent.document)
    call = answer.again(idempotency_key=event["id"]).but(body=as_text(event))
    question = answer.service.ask(call)
    if question.reply.status != answer.operation.status_code:
        raise answer.breaks(
            "accepts a fresh event like it", str(answer.reply.status), str(question), by=question
        )
    after = seen(answer) or {}
    model = _applied(answer, before, event)
    for name, rows in model.items():
        if name != PUBLISHED and after.get(name) != rows:
            was, should = _differing(after.get(name, []), rows)
            title = f"changes its {name} as agreed"
            raise answer.breaks(title, shown(should), shown(was), by=question, clause=_clause(answer, event))
    told = [published["type"] for published in after.get(PUBLISHED, [])[len(before[PUBLISHED]) :]]
    if told != (should_tell := [published["type"] for published in model[PUBLISHED]]):
        title = "tells what follows"
        raise answer.breaks(
            title, shown(should_tell), shown(told), by=question, clause=_clause(answer, event)
        )


PUBLISHED = "published"


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
    found[PUBLISHED] = [event for event in found[PUBLISHED] if event["type"] in own]
    return found


def _applied(answer: Answer, before: Seen, event: dict[str, Any]) -> Seen:
    """The rows that the reference provider has after the event."""
    keys = {name: collections()[name].key for name in before if name != PUBLISHED}
    tables = {name: {str(row[key]): dict(row) for row in before[name]} for name, key in keys.items()}
    state = State(tables=tables)
    effect_of(answer.domain.name)(event, state)
    rows = {name: list(state.tables[name].values()) for name in keys}
    return {**rows, PUBLISHED: state.published}


def fresh(answer: Answer, document: dict[str, Any]) -> dict[str, Any]:
    """The event under an id that nobody has used."""
    event = next(event for event in answer.operation.events if event.type == document["type"])
    return {**document, "id": f"{event.id_prefix}-{uuid4()}"}


def _differing(was: list[dict[str, Any]], should: list[dict[str, Any]]) -> tuple[object, object]:
    pairs = ((left, right) for left, right in zip(was, should, strict=False) if left != right)
    return next(pairs, (f"{len(was)} rows", f"{len(should)} rows"))


def _clause(answer: Answer, event: dict[str, Any]) -> str:
    return next(known.clause for known in answer.operation.events if known.type == event["type"])
