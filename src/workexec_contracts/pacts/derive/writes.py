"""Records and deliveries: every variant accepted, repetitions, conflicts, rules, references."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import (
    IDEMPOTENCY_CONFLICT,
    Accepted,
    Acknowledge,
    Record,
)
from workexec_contracts.pacts import matchers, shapes
from workexec_contracts.pacts.documents import variants
from workexec_contracts.pacts.making import fits
from workexec_contracts.pacts.references import broken_references, held_rows
from workexec_contracts.pacts.shapes import Shape
from workexec_contracts.pacts.states import key_used
from workexec_contracts.variations import breaking, changed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Event, Example
    from workexec_contracts.pacts.interaction import Interaction, Reply
    from workexec_contracts.pacts.making import Maker
    from workexec_contracts.pacts.matchers import Tree

Json = dict[str, Any]


@dataclass(frozen=True)
class Subject:
    """What is sent: a record, or one event of a delivery. Every interaction has a key of its own."""

    maker: Maker
    example: Example
    event: Event | None

    def key(self, about: str) -> str:
        """The idempotency key, which is the event's id (F20, F45)."""
        uuid = self.maker.uuid(f"{self.example.name}/{about}")
        return f"{self.event.id_prefix}-{uuid}" if self.event else uuid

    def document(self, about: str) -> Json:
        """The body with that key."""
        if self.event is None:
            return dict(self.example.request)
        uuid = self.key(about).removeprefix(f"{self.event.id_prefix}-")
        return self.event.complete(self.key(about), f"corr-{uuid}")

    def others(self, document: Json) -> Iterator[tuple[str, Json]]:
        """Variants of the body."""
        if self.event:
            yield from variants(self.event.envelope, document, "data")
        elif self.maker.operation.request:
            yield from variants(self.maker.operation.request, document)

    def reply(self, key: str) -> Reply:
        """The success."""
        operation = self.maker.operation
        if self.event is None:
            return self.maker.found(shapes.tree(operation.response, self.example.response))
        accepted = {**self.example.response, "eventId": key}
        return self.maker.found(shapes.tree(Accepted, accepted, Shape(exact=frozenset({"eventId"}))))

    def existing(self, key: str) -> Tree:
        """The id of the first record or event (F46)."""
        if self.event:
            return matchers.exact(key)
        behaviour = self.maker.operation.behaviour
        member = behaviour.id_member if isinstance(behaviour, Record) else ""
        return matchers.text(self.example.response.get(member, key))


def interactions(maker: Maker) -> Iterator[Interaction]:
    """Everything about each thing that the operation takes."""
    if isinstance(maker.operation.behaviour, Record | Acknowledge):
        events = maker.operation.events or (None,)
        for example, event in zip(maker.operation.examples, events, strict=False):
            subject = Subject(maker, example, event)
            yield from _accepted(subject)
            yield from _memory(subject)
            yield from _broken_rules(subject)
            yield from _broken_references(subject)


def _accepted(subject: Subject) -> Iterator[Interaction]:
    first = "as in the example"
    yield _success(subject, first, subject.document(first))
    for how, _ in subject.others(subject.document("shape")):
        document = dict(subject.others(subject.document(how)))[how]
        yield _success(subject, how, document)


def _success(subject: Subject, how: str, document: Json) -> Interaction:
    key = subject.key(how)
    request, reply = subject.maker.write(document, key), subject.reply(key)
    held = held_rows(_requires(subject), document)
    return subject.maker.interaction(how, request, reply, *held, event=subject.event)


def _memory(subject: Subject) -> Iterator[Interaction]:
    """The first answer again; another body under the key refused (F20)."""
    maker = subject.maker
    again, other = "sent a second time", "under the key of another body"
    document, key = subject.document(again), subject.key(again)
    held = held_rows(_requires(subject), document)
    used = key_used(maker.operation, key, document, same=True)
    yield maker.interaction(
        again, maker.write(document, key), subject.reply(key), *held, used, event=subject.event
    )
    document, key = subject.document(other), subject.key(other)
    first = _another(subject, document)
    if first is not None:
        used = key_used(maker.operation, key, first, same=False)
        reply = maker.refused(IDEMPOTENCY_CONFLICT.code, existing=subject.existing(key))
        request, error = maker.write(document, key), maker.operation.error(IDEMPOTENCY_CONFLICT.code)
        yield maker.interaction(other, request, reply, *held, used, error=error, event=subject.event)


def _another(subject: Subject, document: Json) -> Json | None:
    """Another body that is as good: of an event one with another correlation id."""
    if subject.event:
        before = f"{document['data']['correlationId']}-before"
        copy: Json = changed(document, ("data", "correlationId"), before)
        return copy
    return next((other for _, other in subject.others(document)), None)


def _broken_rules(subject: Subject) -> Iterator[Interaction]:
    maker = subject.maker
    rules = subject.event.rules if subject.event else maker.operation.rules
    for rule in rules:
        document = breaking(rules, rule, subject.document(rule.name), partial(fits, maker.operation))
        if document is not None:
            request = maker.write(document, subject.key(rule.name))
            held = held_rows(_requires(subject), document)
            words = f"that breaks the rule: {rule.says}"
            yield maker.refusal(rule.code, words, request, *held, clause=rule.clause, event=subject.event)


def _broken_references(subject: Subject) -> Iterator[Interaction]:
    maker, requires = subject.maker, _requires(subject)
    for known in requires:
        for fault, _, _ in broken_references(requires, known, _full(subject, known.name)):
            about = f"{known.name}/{fault}"
            for how, document, states in broken_references(requires, known, _full(subject, about)):
                if how == fault:
                    request = maker.write(document, subject.key(about))
                    words = f"{how}: {known.says}"
                    yield maker.refusal(
                        known.error.code, words, request, *states, clause=known.clause, event=subject.event
                    )


def _full(subject: Subject, about: str) -> list[Json]:
    """The document, and its variants for members that it does not reach."""
    document = subject.document(about)
    return [document, *(other for _, other in subject.others(document))]


def _requires(subject: Subject) -> tuple[Any, ...]:
    return subject.event.requires if subject.event else subject.maker.operation.requires
