"""Bodies: valid values refused, wrong ones accepted, member by member (F05, F33, F40, F42, F44)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import IDEMPOTENCY_KEY, VALIDATION_ERROR, TaxCalculation
from workexec_contracts.verification.mutation.bends import body_of, rewritten, with_body, with_headers
from workexec_contracts.verification.mutation.mutant import Kind
from workexec_contracts.verification.mutation.places import Member, bent, held, holders, members
from workexec_contracts.verification.subject import Subject as Requests

from .values import narrowed, widened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.providers import Call
    from workexec_contracts.verification.mutation.mutant import Bend, Mutant

    from .subject import Subject

EXTRA = "noSuchMember"
Json = Any


def mutants(subject: Subject) -> Iterator[Mutant]:
    operation = subject.operation
    if operation.request is None:
        return
    example = operation.examples[0].request
    full = _full(subject)
    for member in members(operation.request, example):
        yield from _member(subject, member, full)
    yield from _objects(subject, full)
    yield from _transport(subject)


def _full(subject: Subject) -> Json:
    """A document with an item in every list: what is repaired is repaired by its values."""
    requests = Requests(subject.domain, subject.operation, "mutation")
    return requests.document(requests.samples[0], "full", full=True)


def _member(subject: Subject, member: Member, full: Json) -> Iterator[Mutant]:
    where, place = f"request/{member.words}", member.place
    good = next(iter(held(full, place)), None)
    for way in narrowed(member) if not _is_watched(subject, member) else ():
        bend = refusing(place, way.fits)
        yield subject.mutant(f"{where}/{way.how}", Kind.NARROWED, f"{member.words} {way.says}", bend)
    if good is None or (operation_id_of(subject) == place):
        return
    clause = VALIDATION_ERROR.clause
    ways = widened(member)
    for way in ways:
        told, bend = f"{member.words} {way.says}", repairing(place, way.fits, good)
        yield subject.mutant(f"{where}/{way.how}", Kind.WIDENED, told, bend, clause=clause)
    if member.required and not ways:
        told, bend = f"{member.words} may be left out", _defaulting(place, good)
        yield subject.mutant(f"{where}/absence-accepted", Kind.WIDENED, told, bend, clause=clause)
    if not member.required:
        told = f"{member.words} may not be given"
        yield subject.mutant(f"{where}/refused", Kind.NARROWED, told, refusing(place, lambda _: True))
        told = f"{member.words} must be given"
        yield subject.mutant(f"{where}/demanded", Kind.NARROWED, told, _demanding(place))


def _is_watched(subject: Subject, member: Member) -> bool:
    """Whether a reference asks for a known value: others are refused whatever they look like."""
    named = {known.member.replace("[]", "") for known in subject.operation.requires}
    named |= {path for known in subject.operation.requires for path in known.linked.values()}
    if isinstance(subject.operation.behaviour, TaxCalculation):
        named |= {"locationId", "items.taxCode"}
    return member.words in named


def operation_id_of(subject: Subject) -> tuple[str, ...] | None:
    """The member that is an event's id: taken for another one, it would not be its key any more."""
    return ("id",) if subject.operation.events else None


def refusing(place: tuple[str, ...], fits: Callable[[Json], bool]) -> Bend:
    """A body of which a value fits gets a member that no contract knows: so it is refused in its turn."""

    def rewrite(call: Call) -> Call:
        document = body_of(call)
        refused = isinstance(document, dict) and any(_safely(fits, value) for value in held(document, place))
        return with_body(call, {**document, EXTRA: 1}) if refused else call

    return rewritten(rewrite)


def repairing(place: tuple[str, ...], fits: Callable[[Json], bool], good: Json) -> Bend:
    """A wrong value is taken for a good one."""

    def change(holder: dict[str, Any], name: str) -> None:
        if _safely(fits, holder[name]):
            holder[name] = good

    return _changed(partial(bent, place=place, change=change))


def _safely(fits: Callable[[Json], bool], value: Json) -> bool:
    try:
        return fits(value)
    except (TypeError, ValueError, AttributeError, ArithmeticError):
        return False


def _changed(change: Callable[[Json], Json]) -> Bend:
    def rewrite(call: Call) -> Call:
        document = body_of(call)
        if not isinstance(document, dict):
            return call
        other = change(document)
        return call if other == document else with_body(call, other)

    return rewritten(rewrite)


def _defaulting(place: tuple[str, ...], good: Json) -> Bend:
    def change(document: Json) -> Json:
        copy = bent(document, place, lambda _, __: None)
        for holder in holders(copy, place):
            holder.setdefault(place[-1], good)
        return copy

    return _changed(change)


def _demanding(place: tuple[str, ...]) -> Bend:
    def change(document: Json) -> Json:
        lacking = any(place[-1] not in holder for holder in holders(document, place))
        return {**document, EXTRA: 1} if lacking else document

    return _changed(change)


def _objects(subject: Subject, full: Json) -> Iterator[Mutant]:
    """Members that the contract does not know, in each closed object."""
    places = {member.place[:-1]: None for member in members(_model(subject), full)}
    for place in places:
        known = {m.name for m in members(_model(subject), full) if m.place[:-1] == place}

        def change(document: Json, place: tuple[str, ...] = place, known: set[str] = known) -> Json:
            copy = bent(document, (*place, ""), lambda _, __: None)
            for holder in list(holders(copy, (*place, ""))):
                for name in holder.keys() - known:
                    del holder[name]
            return copy

        words = ".".join(place) or "the body"
        told = f"unknown members of {words} are ignored"
        where = f"request/{'.'.join(place) or 'body'}/unknown-accepted"
        clause = VALIDATION_ERROR.clause
        yield subject.mutant(where, Kind.WIDENED, told, _changed(change), clause=clause)


def _model(subject: Subject) -> Any:  # noqa: ANN401  # a model
    return subject.operation.request


def _transport(subject: Subject) -> Iterator[Mutant]:
    """The content type, and what the body may look like."""
    media, clause = subject.operation.media_type, VALIDATION_ERROR.clause

    def typed(call: Call) -> Call:
        return with_headers(call, content_type=media)

    def exact(call: Call) -> Call:
        given = call.headers.get("content-type", "")
        return with_headers(call, content_type="text/plain") if ";" in given else call

    yield subject.mutant(
        "request/Content-Type/ignored",
        Kind.WIDENED,
        "any content type is taken",
        rewritten(typed),
        clause=clause,
    )
    yield subject.mutant(
        "request/Content-Type/charset-refused",
        Kind.NARROWED,
        "a charset behind the content type is refused",
        rewritten(exact),
    )
    full = _full(subject)

    def good(call: Call) -> Call:
        """An event's id is its key."""
        key = call.headers.get(IDEMPOTENCY_KEY.name.lower(), "").strip()
        return with_body(call, {**full, "id": key} if operation_id_of(subject) else full)

    def unread(call: Call) -> Call:
        return good(call) if body_of(call) is None else call

    told = "a body that is no JSON is taken for the document's"
    yield subject.mutant("request/body/unread", Kind.WIDENED, told, rewritten(unread), clause=clause)

    def listed(call: Call) -> Call:
        document = body_of(call)
        return good(call) if isinstance(document, list | str | Decimal) else call

    told = "a list is taken for the document"
    yield subject.mutant("request/body/list-accepted", Kind.WIDENED, told, rewritten(listed), clause=clause)
