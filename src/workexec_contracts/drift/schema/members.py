"""Members of objects: which are there, which must be, which are called otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workexec_contracts.drift.difference import Class, Style
from workexec_contracts.drift.reading import Unresolved

from .scope import Direction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workexec_contracts.drift.difference import Difference
    from workexec_contracts.drift.reading import Node

    from .scope import Scope
    from .shape import Shape


@dataclass(frozen=True)
class Member:
    """Two schemas of one member that are to be compared, or a difference that says why not."""

    scope: Scope
    relied: Sequence[Node] = ()
    offered: Sequence[Node] = ()
    difference: Difference | None = None


def members(relied: Shape, offered: Shape, scope: Scope) -> Iterator[Member]:
    """Every member that one of both names."""
    names = pairs(relied.properties, offered.properties) if scope.foreign else _same(relied, offered)
    for found in _each(relied, offered, names, scope):
        yield found if isinstance(found, Member) else Member(scope, difference=found)


def _same(relied: Shape, offered: Shape) -> dict[str, str]:
    return {name: name for name in relied.properties if name in offered.properties}


def pairs(relied: dict[str, tuple[Node, ...]], offered: dict[str, tuple[Node, ...]]) -> dict[str, str]:
    """Each name of ours with theirs: the same, or the only one that differs in nothing but its writing."""
    found = {name: name for name in relied if name in offered}
    spare: dict[str, list[str]] = {}
    for name in offered:
        if name not in found:
            spare.setdefault(squeezed(name), []).append(name)
    for name in relied:
        twins = spare.get(squeezed(name), [])
        if name not in found and len(twins) == 1:
            found[name] = twins[0]
    return found


def squeezed(name: str) -> str:
    """`customer_id` and `Customer-Id` are `customerid`."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _each(
    relied: Shape, offered: Shape, names: dict[str, str], scope: Scope
) -> Iterator[Member | Difference]:
    request = scope.direction is Direction.REQUEST
    for name, own in relied.properties.items():
        there = names.get(name)
        deeper = scope.inside(f".{name}")
        theirs = offered.properties[there] if there is not None else ()
        if there is None or _hidden(theirs, "readOnly" if request else "writeOnly"):
            yield from _missing(name, there, relied, offered, deeper)
            continue
        if there != name:
            node = theirs[0]
            yield deeper.tell(Class.STYLE, "member", node, name, there, style=Style.NAMING)
        yield from _presence(name, there, relied, offered, deeper)
        yield Member(deeper, own, theirs)
    taken = {there: name for name, there in names.items()}
    yield from _more(relied, offered, taken, scope)
    yield from _others(relied, offered, scope)


def _hidden(nodes: Sequence[Node], flag: str) -> bool:
    try:
        return any(node.flag(flag) or node.follow().flag(flag) for node in nodes)
    except Unresolved:
        return False


def _missing(
    name: str, there: str | None, relied: Shape, offered: Shape, scope: Scope
) -> Iterator[Difference]:
    node = offered.properties[there][0] if there is not None else offered.spot("properties")
    needed = name in relied.required
    relied_text = f"`{name}`, required" if needed else f"`{name}`, optional"
    if scope.direction is Direction.ANSWER:
        kind = Class.BREAKING if needed else Class.COMPATIBLE
        yield scope.tell(kind, "member", node, relied_text, "never answered" if there else "not there")
        return
    if offered.free:
        return
    refused = "refused" if offered.refuses(name) else "not known, and so without effect"
    offered_text = "read-only there" if there else refused
    yield scope.tell(Class.BREAKING, "member", node, relied_text, offered_text)


def _presence(name: str, there: str, relied: Shape, offered: Shape, scope: Scope) -> Iterator[Difference]:
    own, other = name in relied.required, there in offered.required
    if own == other:
        return
    answer = scope.direction is Direction.ANSWER
    kind = Class.BREAKING if (own if answer else other) else Class.COMPATIBLE
    node = offered.required[there] if other else offered.spot("required")
    yield scope.tell(kind, "required", node, _obliged(own), _obliged(other))


def _obliged(stated: bool) -> str:  # noqa: FBT001  # the one fact that it puts into words
    return "required" if stated else "may be absent"


def _more(relied: Shape, offered: Shape, taken: dict[str, str], scope: Scope) -> Iterator[Difference]:
    """Members that only the offer has."""
    if scope.direction is Direction.REQUEST:
        yield from _demanded(relied, offered, taken, scope)
        return
    for there, theirs in offered.properties.items():
        if there not in taken and relied.refuses(there):
            deeper = scope.inside(f".{there}")
            yield deeper.tell(Class.BREAKING, "member", theirs[0], "no such member", "a member more")


def _demanded(relied: Shape, offered: Shape, taken: dict[str, str], scope: Scope) -> Iterator[Difference]:
    """Members that must be sent and never are."""
    known = {*relied.properties, *relied.required, *taken}
    for there, node in offered.required.items():
        if there not in known and not _hidden(offered.properties.get(there, ()), "readOnly"):
            deeper = scope.inside(f".{there}")
            yield deeper.tell(Class.BREAKING, "member", node, "no such member; it is never sent", "required")


def _others(relied: Shape, offered: Shape, scope: Scope) -> Iterator[Member | Difference]:
    """Members without a name of their own: open objects and maps."""
    own, other = not relied.closed, not offered.closed
    if own and offered.others and scope.direction is Direction.REQUEST:
        yield Member(scope.inside(".*"), relied.others or (replace(relied.node, value=True),), offered.others)
    if own == other:
        return
    node = offered.spot("additionalProperties")
    if scope.direction is Direction.REQUEST:
        kind = Class.BREAKING if own else Class.COMPATIBLE
    else:
        kind = Class.COMPATIBLE
        if not own and not scope.foreign:
            kind = Class.BREAKING
    if scope.foreign and kind is Class.COMPATIBLE:
        return  # a document that leaves its objects open, or closes its answers, is every other document
    texts = tuple("other members too" if open_ else "no other members" for open_ in (own, other))
    yield scope.tell(kind, "additionalProperties", node, texts[0], texts[1])
