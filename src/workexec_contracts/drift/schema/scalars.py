"""Values, texts and numbers: each keyword of one side against the same of the other."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from workexec_contracts.drift.difference import Class, Style

from .limits import DECIMALS, LOWER, multiple, size_of, within, written
from .oracle import covers, fits, is_pattern, refuses_empty, same, shown, text_of
from .scope import Direction, Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.drift.difference import Difference

    from .limits import Bound
    from .scope import Scope
    from .shape import Shape

NARROWING = frozenset(
    {"date-time", "date", "time", "duration", "email", "idn-email", "uuid", "uri", "uri-reference", "url"}
    | {"iri", "hostname", "ipv4", "ipv6", "byte", "regex", "json-pointer"}
)
"""Formats that a text can miss; the rest (`int64`, `password`, a vendor's own) says nothing of the wire."""
A_UUID, NO_UUID = "7d9f2c1e-5a0b-4c3d-8e6f-0123456789ab", "CUST-001"
_ID = re.compile(r"(?:^|[a-z0-9_-])(?:Id|ID|_id|-id|Ids|_ids)(?:\[\])?$|^id(?:\[\])?$")
NUMBERS = frozenset({"number", "integer"})
_SIZES = {
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "object": ("minProperties", "maxProperties"),
}


def scalars(relied: Shape, offered: Shape, scope: Scope) -> Iterator[Difference]:
    """Everything but members and items. Values that are enumerated on the side that takes say all."""
    yield from _enum(relied, offered, scope)
    request = scope.direction is Direction.REQUEST
    sender, taker = (relied, offered) if request else (offered, relied)
    if taker.values is not None:
        return
    kinds = sender.types or taker.types or frozenset()
    if "string" in kinds:
        ids = _ids(relied, offered, scope)
        yield from ids
        if ids:
            return
        yield from _formats(relied, offered, scope)
        yield from _patterns(relied, offered, scope)
    for keyword in _bounds(kinds):
        yield from _bound(keyword, relied, offered, scope)
    if kinds & NUMBERS:
        yield from _step(relied, offered, scope)


def _enum(relied: Shape, offered: Shape, scope: Scope) -> Iterator[Difference]:
    own, other = relied.values, offered.values
    if own is None and other is None:
        return
    left, right = own or (), other or ()
    gone = [value for value in left if not any(same(value, one) for one in right)]
    more = [value for value in right if not any(same(value, one) for one in left)]
    inside = other is None or (own is not None and not gone)
    outside = own is None or (other is not None and not more)
    relation = Relation(inside, outside, silent=False)
    texts = (
        _values(own) + (f", {_values(tuple(gone))} among them" if gone and other is not None else ""),
        _values(other) + (f", {_values(tuple(more))} added" if more and own is not None else ""),
    )
    yield from scope.judged(relation, "enum", offered.spot("enum", "const", "type"), *texts)


def _values(values: tuple[object, ...] | None) -> str:
    return "any value" if values is None else ", ".join(shown(value) for value in values) or "no value"


def _formats(relied: Shape, offered: Shape, scope: Scope) -> Iterator[Difference]:
    if offered.values is not None or relied.values is not None:
        return
    own, other = relied.formats & NARROWING, offered.formats & NARROWING
    if own == other:
        return
    relation = Relation(other <= own, own <= other, silent=not other)
    node = offered.spot("format", "type")
    yield from scope.judged(relation, "format", node, _named(own, "format"), _named(other, "format"))


def _named(words: frozenset[str], what: str) -> str:
    return ", ".join(sorted(words)) or f"no {what}"


def _patterns(relied: Shape, offered: Shape, scope: Scope) -> Iterator[Difference]:
    own, other = relied.patterns, offered.patterns
    if set(own) == set(other):
        return
    node = offered.spot("pattern", "type")
    texts = (" and ".join(own) or "no pattern", " and ".join(other) or "no pattern")
    if not all(is_pattern(pattern) for pattern in other):
        yield scope.tell(Class.UNKNOWN, "pattern", node, texts[0], f"{texts[1]}, which cannot be read")
        return
    relation = Relation(
        _texts_within(relied, other), _texts_within(offered, own), silent=not other and offered.values is None
    )
    yield from scope.judged(relation, "pattern", node, *texts)


def _texts_within(inner: Shape, patterns: tuple[str, ...]) -> bool | None:
    """Whether all texts of a shape fit these patterns."""
    if not patterns:
        return True
    if inner.values is not None:
        texts = [value for value in inner.values if isinstance(value, str)]
        return all(fits(pattern, text) for pattern in patterns for text in texts)
    if not inner.patterns:
        return covers(text_of(patterns), {"type": "string"}) or False
    return covers(text_of(patterns), text_of(inner.patterns))


def _ids(relied: Shape, offered: Shape, scope: Scope) -> list[Difference]:
    """Ids that are UUIDs there and free texts here."""
    if not scope.foreign or relied.formats & NARROWING or relied.values or offered.values:
        return []
    free = all(fits(pattern, A_UUID) and fits(pattern, NO_UUID) for pattern in relied.patterns)
    if not free or not _ID.search(scope.at) or not _is_uuid(offered) or "string" not in (relied.types or ()):
        return []
    node = offered.spot("format", "pattern")
    return [scope.tell(Class.STYLE, "format", node, "any text that is not blank", "a UUID", style=Style.IDS)]


def _is_uuid(shape: Shape) -> bool:
    if "uuid" in shape.formats:
        return True
    judged = [(fits(pattern, A_UUID), fits(pattern, NO_UUID)) for pattern in shape.patterns]
    return (True, False) in judged


def _bounds(kinds: frozenset[str]) -> Iterator[str]:
    if kinds & NUMBERS:
        yield from ("minimum", "maximum")
    for kind, keywords in _SIZES.items():
        yield from keywords if kind in kinds else ()


def _bound(keyword: str, relied: Shape, offered: Shape, scope: Scope) -> Iterator[Difference]:
    if not relied.limits.of(keyword) and not offered.limits.of(keyword):
        return
    own, other = _effective(keyword, relied), _effective(keyword, offered)
    if own == other:
        return
    silent = offered.limits.of(keyword) is None
    relation = Relation(within(keyword, own, other), within(keyword, other, own), silent=silent)
    node = offered.spot(keyword, "exclusiveMinimum" if keyword == "minimum" else "exclusiveMaximum")
    yield from scope.judged(relation, keyword, node, written(own), written(other))


def _effective(keyword: str, shape: Shape) -> Bound | None:
    """The bound, or the one that values, patterns and sense imply."""
    if shape.values is not None:
        sizes = [size for value in shape.values if (size := size_of(keyword, value)) is not None]
        return ((min if keyword in LOWER else max)(sizes), False) if sizes else shape.limits.of(keyword)
    stated = shape.limits.of(keyword)
    least = 1 if keyword == "minLength" and refuses_empty(shape.patterns) else 0
    if keyword in LOWER[1:]:
        return (max(stated[0] if stated else Decimal(0), Decimal(least)), False)
    if stated and stated[1] and shape.types == frozenset({"integer"}) and stated[0] == int(stated[0]):
        return (stated[0] + (1 if keyword in LOWER else -1), False)
    return stated


def _step(relied: Shape, offered: Shape, scope: Scope) -> Iterator[Difference]:
    own, other = _stepped(relied), _stepped(offered)
    if own == other:
        return
    relation = Relation(multiple(own, other), multiple(other, own), silent=offered.limits.step is None)
    node = offered.spot("multipleOf", DECIMALS)
    yield from scope.judged(relation, "multipleOf", node, _shown(own), _shown(other))


def _stepped(shape: Shape) -> Decimal | None:
    """Integers are multiples of 1, whatever else they are."""
    whole = shape.types is not None and shape.types & NUMBERS == frozenset({"integer"})
    step = shape.limits.step
    return Decimal(1) if whole and (step is None or Decimal(1) % step == 0) else step


def _shown(step: Decimal | None) -> str:
    return "any number" if step is None else f"multiples of {step}"


def unique(relied: Shape, offered: Shape, scope: Scope) -> list[Difference]:
    """`uniqueItems`."""
    own, other = relied.limits.unique, offered.limits.unique
    if own == other:
        return []
    relation = Relation(own or not other, other or not own, silent=not other)
    texts = tuple("each item once" if stated else "items may repeat" for stated in (own, other))
    return scope.judged(relation, "uniqueItems", offered.spot("uniqueItems"), texts[0], texts[1])
