"""What follows from an event where it can be seen: rows, and what is published in turn (F43, F47, F50).

Which members an effect looks at is found by asking the reference provider's effect with one changed.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workexec_contracts.providers import State
from workexec_contracts.providers.effects import effect_of
from workexec_contracts.verification.mutation.mutant import Kind
from workexec_contracts.verification.mutation.places import bent, held, members
from workexec_contracts.verification.subject import Subject as Requests

from .happening import applied_though_refused, happening, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from workexec_contracts.contracts.vocabulary import Event
    from workexec_contracts.verification.mutation.mutant import Mutant
    from workexec_contracts.verification.mutation.places import Member

    from .happening import Happening
    from .subject import Subject

Json = dict[str, Any]
LOTS = 100_000
"""More than any stock holds."""


def mutants(subject: Subject) -> Iterator[Mutant]:
    for event in subject.operation.events:
        yield from _whole(subject, event)
        yield from _misread(subject, event)
        for published in subject.domain.publishes:
            yield from _published(subject, event, published)


def _seen(domain: str, document: Json, own: tuple[str, ...]) -> tuple[object, list[object]]:
    """The domain's rows after the event, and what was published, as far as both can be seen again."""
    state = State.fresh(_then)
    effect_of(domain)(document, state)
    rows = {name: state.tables[name] for name in own}
    return rows, [{**event["data"], "type": event["type"]} for event in state.published]


def _then() -> datetime:
    """One moment, so that only what was read differs."""
    return datetime(2026, 1, 25, tzinfo=UTC)


def _own(subject: Subject) -> tuple[str, ...]:
    return tuple(collection.name for collection in subject.domain.collections)


def _document(subject: Subject, event: Event) -> Json:
    requests = Requests(subject.domain, subject.operation, "mutation")
    sample = next(found for found in requests.samples if found.event == event)
    return requests.document(sample, "effects", full=True)


def _whole(subject: Subject, event: Event) -> Iterator[Mutant]:
    domain, own, document = subject.domain.name, _own(subject), _document(subject, event)
    before = {name: State.fresh().tables[name] for name in own}
    rows, told = _seen(domain, document, own)
    _, lots = _seen(domain, _lots(document), own)
    clause, where = event.clause, f"effect/{event.name}"
    if rows != before or told:
        for how, says, happens in (
            ("none", "is acknowledged and dropped", lambda _: _nothing),
            ("twice", "takes effect twice", _twice),
        ):
            bend = happening(happens)
            yield subject.mutant(f"{where}/{how}", Kind.EFFECT, f"the event {says}", bend, clause=clause)
    if rows != before:
        says = "nothing is changed, all is told"
        yield subject.mutant(f"{where}/unchanged", Kind.EFFECT, says, happening(_unchanged), clause=clause)
    if told or lots:
        for how, times in (("untold", 0), ("told-twice", 2)):
            says = f"what follows is published {times} times"
            bend = happening(_told(times))
            yield subject.mutant(f"{where}/{how}", Kind.PUBLISHED, says, bend, clause=clause)
    if (event.rules or event.requires) and (told or rows != before):
        says = "a refused event takes effect"
        yield subject.mutant(
            f"{where}/though-refused", Kind.EFFECT, says, applied_though_refused, clause=clause
        )


def _lots(document: Json) -> Json:
    """The document with every quantity large: stock runs short."""
    copy = deepcopy(document)
    for part in copy["data"].get("parts", ()):
        part.update({name: LOTS for name in part if name.lower().endswith("quantity")})
    return copy


def _nothing(event: Mapping[str, Any], state: State) -> None:
    """What a provider does that loses events."""


def _twice(domain: str) -> Happening:
    def happens(event: Mapping[str, Any], state: State) -> None:
        effect_of(domain)(event, state)
        effect_of(domain)(event, state)

    return happens


def _unchanged(domain: str) -> Happening:
    def happens(event: Mapping[str, Any], state: State) -> None:
        rows = rows_of(state)
        effect_of(domain)(event, state)
        state.tables = rows

    return happens


def _told(times: int) -> Callable[[str], Happening]:
    def of(domain: str) -> Happening:
        def happens(event: Mapping[str, Any], state: State) -> None:
            before = len(state.published)
            effect_of(domain)(event, state)
            state.published[before:] = state.published[before:] * times

        return happens

    return of


def _misread(subject: Subject, event: Event) -> Iterator[Mutant]:
    """The effect is that of another value of one member; of an enumerated one, value by value."""
    domain, own, document = subject.domain.name, _own(subject), _document(subject, event)
    for member in members(event.envelope, document):
        if member.place[0] != "data" or not held(document, member.place):
            continue
        for value, other in _values(member, document):
            asked = _lots(_having(document, member, value))
            changed = _having(asked, member, other)
            small = _having(_having(document, member, value), member, other)
            same = _seen(domain, asked, own) == _seen(domain, changed, own) and _seen(
                domain, _having(document, member, value), own
            ) == _seen(domain, small, own)
            if not same:
                short = member.words.removeprefix("data.")
                told = (
                    f"{short} {value!r} has the effect of {other!r}"
                    if "enum" in member.schema
                    else (f"the effect is that of another {short}")
                )
                how = f"{value}-misread" if "enum" in member.schema or isinstance(value, bool) else "misread"
                where = f"effect/{event.name}/{short}/{how}"
                bend = happening(_reading(member, value, other))
                yield subject.mutant(where, Kind.EFFECT, told, bend, clause=event.clause)


def _values(member: Member, document: Json) -> Iterator[tuple[Any, Any]]:
    """A value, and the one that is read for it."""
    value = held(document, member.place)[0]
    match value:
        case bool():
            yield True, False
            yield False, True
        case str() if "enum" in member.schema:
            known = member.schema["enum"]
            yield from ((one, known[(at + 1) % len(known)]) for at, one in enumerate(known))
        case str() if "const" not in member.schema and member.schema.get("format") != "date-time":
            yield value, f"{value}-X"
        case int() | float():
            yield value, value + 1
        case _:
            return


def _having(document: Json, member: Member, value: object) -> Json:
    def change(holder: Json, name: str) -> None:
        if name != "quantity":
            holder[name] = value

    copy: Json = bent(document, member.place, change)
    return copy


def _reading(member: Member, value: Any, other: Any) -> Callable[[str], Happening]:  # noqa: ANN401  # JSON of any type
    closed = "enum" in member.schema or isinstance(value, bool)

    def change(holder: Json, name: str) -> None:
        found = holder[name]
        if closed:
            holder[name] = other if found == value else found
        else:
            holder[name] = f"{found}-X" if isinstance(found, str) else found + 1

    def of(domain: str) -> Happening:
        return lambda event, state: effect_of(domain)(bent(dict(event), member.place, change), state)

    return of


ENVELOPE = ("type", "source", "subject", "traceparent", "durion:environment")
"""Members of the envelope that follow from the cause; the id is the publisher's own."""


def _published(subject: Subject, event: Event, published: Event) -> Iterator[Mutant]:
    """Each member of what is published in turn: wrong, and left out."""
    clause, where = event.clause, f"published/{published.name}"
    for member in members(published.envelope, published.example):
        if member.place[0] not in {*ENVELOPE, "data"} or member.place == ("data",):
            continue
        if member.schema.get("format") == "date-time":
            continue  # the service's own clock
        for how, says, change in (("wrong", "is another", _other), ("lost", "is left out", _pop)):
            if how == "lost" and member.name != "correlationId":
                continue  # its absence is told as any other value is; of the cause it must never be absent
            told = f"{member.words} of {published.title.lower()} {says}"
            bend = happening(_altering(published.type, member.place, change))
            yield subject.mutant(f"{where}/{member.words}/{how}", Kind.PUBLISHED, told, bend, clause=clause)


def _pop(holder: Json, name: str) -> None:
    del holder[name]


def _other(holder: Json, name: str) -> None:
    value = holder[name]
    holder[name] = f"{value}-X" if isinstance(value, str) else value + 1


def _altering(
    type_: str, place: tuple[str, ...], change: Callable[[Json, str], None]
) -> Callable[[str], Happening]:
    def of(domain: str) -> Happening:
        def happens(event: Mapping[str, Any], state: State) -> None:
            before = len(state.published)
            effect_of(domain)(event, state)
            state.published[before:] = [
                bent(told, place, change) if told["type"] == type_ else told
                for told in state.published[before:]
            ]

        return happens

    return of
