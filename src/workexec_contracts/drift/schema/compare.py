"""Two schemas compared as sets of JSON values, member by member, so that each difference has its pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.drift.difference import Class, Style
from workexec_contracts.drift.reading import Unresolved

from .members import members
from .oracle import covers, fits, plain
from .scalars import scalars, unique
from .scope import Direction, Relation, Scope
from .shape import NULL, Shape, shapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workexec_contracts.drift.difference import Difference
    from workexec_contracts.drift.reading import Node

Inside = frozenset[tuple[tuple[int, ...], tuple[int, ...]]]
NUMBERS = frozenset({"number", "integer"})
DEEPEST = 60
_WEIGHTS = {Class.BREAKING: 1000, Class.UNKNOWN: 100, Class.STYLE: 10, Class.COMPATIBLE: 1}


def compare(
    relied: Sequence[Node], offered: Sequence[Node], scope: Scope, inside: Inside = frozenset()
) -> list[Difference]:
    """The differences; never raises. Schemas that contain themselves are compared once."""
    try:
        key = (_ids(relied), _ids(offered))
        if key in inside:
            return []
        if len(inside) > DEEPEST:
            return [scope.tell(Class.UNKNOWN, "schema", offered[0], "a plain schema", "deeper than that")]
        return _alternatives(shapes(relied), shapes(offered), scope, inside | {key})
    except Unresolved as problem:
        return [scope.tell(Class.UNKNOWN, "schema", problem.node, "a schema that can be read", problem.why)]


def _ids(nodes: Sequence[Node]) -> tuple[int, ...]:
    return tuple(id(node.follow().value) for node in nodes)


def _alternatives(
    relied: list[Shape], offered: list[Shape], scope: Scope, inside: Inside
) -> list[Difference]:
    """Every alternative of the side that sends must fit one of the side that takes; the nearest one tells."""
    request = scope.direction is Direction.REQUEST
    sent, taken = (relied, offered) if request else (offered, relied)
    found: list[Difference] = []
    for one in sent:
        pairs = ((one, other) if request else (other, one) for other in taken)
        found += min((_pair(own, theirs, scope, inside) for own, theirs in pairs), key=_weight)
    return found


def _weight(found: Iterable[Difference]) -> int:
    """How far apart; another type is further than anything else."""
    breaking = Class.BREAKING
    return sum(
        _WEIGHTS[one.kind] * (100 if one.aspect == "type" and one.kind is breaking else 1) for one in found
    )


def _pair(relied: Shape, offered: Shape, scope: Scope, inside: Inside) -> list[Difference]:
    sender = relied if scope.direction is Direction.REQUEST else offered
    if sender.types == frozenset():
        return []  # no value is ever sent
    types = list(_types(relied, offered, scope))
    if any(one.kind is not Class.COMPATIBLE for one in types):
        return types
    found = [*types, *scalars(relied, offered, scope)]
    kinds = sender.types or relied.types or offered.types or frozenset()
    if "array" in kinds:
        found += unique(relied, offered, scope)
        found += _items(relied, offered, scope, inside)
    if "object" in kinds:
        for member in members(relied, offered, scope):
            found += (
                compare(member.relied, member.offered, member.scope, inside)
                if member.difference is None
                else [member.difference]
            )
    return [*found, *_odd(relied, offered, scope)]


def _types(relied: Shape, offered: Shape, scope: Scope) -> Iterator[Difference]:
    own, other = relied.types, offered.types
    if own == other:
        return
    node = offered.spot("type")
    texts = (_named(own), _named(other))
    if other is None and offered.values is None and scope.direction is Direction.ANSWER and scope.foreign:
        yield scope.tell(Class.UNKNOWN, "type", node, texts[0], "no type is stated")
        return
    if scope.foreign and own and other and _decimal(own, other, offered):
        yield scope.tell(Class.STYLE, "type", node, texts[0], "a decimal string", style=Style.MONEY)
        return
    relation = Relation(_within(own, other), _within(other, own))
    yield from scope.judged(relation, "type", node, *texts)


def _named(types: frozenset[str] | None) -> str:
    if types is None:
        return "any type"
    return " or ".join(sorted(types)) or "no type at all"


def _within(inner: frozenset[str] | None, outer: frozenset[str] | None) -> bool:
    if outer is None:
        return True
    if inner is None:
        return False
    return inner <= (outer | {"integer"} if "number" in outer else outer)


def _decimal(own: frozenset[str], other: frozenset[str], offered: Shape) -> bool:
    """A number here that is there a text, which says by pattern, format or example that it is a number."""
    if not own & NUMBERS or other - NULL != {"string"}:
        return False
    if offered.formats & {
        "decimal",
        "money",
        "number",
        "double",
        "float",
        "currency",
        "bigdecimal",
        "amount",
    }:
        return True
    if any(fits(pattern, "10.00") and fits(pattern, "abc") is False for pattern in offered.patterns):
        return True
    example = offered.spots.get("example")
    return example is not None and isinstance(example.value, str) and _is_number(example.value)


def _is_number(text: str) -> bool:
    return bool(fits(r"^-?[0-9]+(\.[0-9]+)?$", text))


def _items(relied: Shape, offered: Shape, scope: Scope, inside: Inside) -> list[Difference]:
    if not relied.items:
        return []
    deeper = scope.inside("[]")
    if not offered.items:
        answer = scope.direction is Direction.ANSWER
        kind = (Class.UNKNOWN if scope.foreign else Class.BREAKING) if answer else Class.COMPATIBLE
        return [deeper.tell(kind, "items", offered.node, "items of a schema", "any items")]
    return compare(relied.items, offered.items, deeper, inside)


def _odd(relied: Shape, offered: Shape, scope: Scope) -> Iterator[Difference]:
    """Keywords such as `not` and `if`, which only narrow: those of the side that takes may refuse something.

    The library decides about the whole of both schemas; without its yes it is unknown.
    """
    request = scope.direction is Direction.REQUEST
    taker, sender = (offered, relied) if request else (relied, offered)
    if not taker.odd:
        return
    outer, inner = plain(taker.node), plain(sender.node)
    if outer == inner or covers(outer, inner):
        return
    for node in taker.odd:
        word = node.pointer[-1] if node.pointer else "schema"
        spot = node if request else offered.node
        texts = ("a schema without it", f"`{word}`, which may refuse what is sent")
        yield scope.tell(Class.UNKNOWN, word, spot, *(texts if request else texts[::-1]))
