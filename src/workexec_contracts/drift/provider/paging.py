"""Shapes of paging and of wrapping that are not ours, recognised by the words that are common for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import PAGE_SIZE, PAGING, Page
from workexec_contracts.drift.difference import Class, Style
from workexec_contracts.drift.schema import shapes
from workexec_contracts.drift.schema.members import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.drift.difference import Difference
    from workexec_contracts.drift.reading import Node
    from workexec_contracts.drift.schema import Scope, Shape

OURS_ASKED = frozenset(parameter.name for parameter in PAGING)
OURS_ANSWERED = frozenset(str(field.alias) for field in Page.model_fields.values())
ASKED = frozenset(
    {"cursor", "after", "before", "pagetoken", "nexttoken", "continuationtoken", "startingafter", "offset"}
    | {"skip", "limit", "take", "top", "first", "page", "pagenumber", "size", "perpage", "pagelimit"}
    | {"maxresults", "pageoffset", "pagecursor", "pageafter"}
)
SIZES = frozenset({"limit", "take", "top", "first", "size", "perpage", "pagelimit", "maxresults"})
SIZE = PAGE_SIZE.name
ANSWERED = frozenset(
    {"nextcursor", "cursor", "next", "nextpage", "nextpagetoken", "nexttoken", "endcursor", "pageinfo"}
    | {"hasmore", "hasnext", "last", "links", "pagination", "paging", "page", "meta", "metadata", "total"}
    | {"totalelements", "totalpages", "totalitems", "count", "offset", "limit", "number", "cursors"}
)
WRAPPERS = frozenset({"data", "result", "results", "payload", "response", "content", "items", "records"})


def asks_otherwise(own: set[tuple[str, str]], theirs: set[tuple[str, str]]) -> bool:
    """Whether a search that we page by index is paged there by other parameters."""
    ours = {name for place, name in own if place == "query"} & OURS_ASKED
    there = {squeezed(name) for place, name in theirs if place == "query"}
    return bool(ours) and bool((there - {squeezed(name) for name in ours}) & ASKED)


@dataclass(frozen=True)
class Told:
    """What was recognised, and what is left to compare."""

    differences: list[Difference]
    relied: tuple[Node, ...]
    offered: tuple[Node, ...]
    scope: Scope


def recognised(relied: Node, offered: Node, scope: Scope) -> Told | None:
    """Another shape around the same items, None where it is ours or none that is known. Raises Unresolved."""
    if not scope.foreign:
        return None
    own, theirs = shapes((relied,))[0], _object(shapes((offered,)))
    if theirs is None:
        return _bare_list(own, offered, scope)
    if not own.properties.keys() >= OURS_ANSWERED:
        return _wrapped(own, theirs, relied, scope)
    return _paged(own, theirs, scope)


def _object(found: Iterable[Shape]) -> Shape | None:
    return next((shape for shape in found if shape.properties), None)


def _bare_list(own: Shape, offered: Node, scope: Scope) -> Told | None:
    """A list where we have a page of one: nothing says how it goes on."""
    lists = [shape for shape in shapes((offered,)) if shape.items]
    inner = own.properties.get(_items_of(own) or "")
    if not inner or not lists or not own.properties.keys() >= OURS_ANSWERED:
        return None
    listed = lists[0]
    told = [
        scope.tell(
            Class.BREAKING,
            "paging",
            listed.spot("type"),
            _names(own),
            "a bare list that says nothing of more",
        )
    ]
    items = shapes(inner)[0].items
    return Told(told, items, listed.items, scope.inside(f".{_items_of(own)}[]")) if items else None


def _paged(own: Shape, theirs: Shape, scope: Scope) -> Told | None:
    missing = OURS_ANSWERED - theirs.properties.keys()
    words = {squeezed(name) for name in theirs.properties}
    if not missing or {squeezed(name) for name in missing} <= words or not words & ANSWERED:
        return None
    ours, there = _items_of(own), _items_of(theirs)
    if ours is None or there is None:
        return None
    node = theirs.spot("properties")
    others = ", ".join(name for name in theirs.properties if squeezed(name) in ANSWERED)
    kept = OURS_ANSWERED - missing
    told = [
        scope.tell(
            Class.STYLE,
            "paging",
            node,
            ", ".join(sorted(missing)),
            others + (f", items in `{there}`" if there != ours else ""),
            style=Style.PAGING,
        )
    ]
    told += [
        scope.inside(f".{name}").tell(Class.BREAKING, "required", node, "required", "may be absent")
        for name in sorted(kept - theirs.required.keys())
    ]
    if there not in theirs.required:
        told.append(
            scope.inside(f".{ours}").tell(
                Class.BREAKING, "required", theirs.spot("required"), "required", "may be absent"
            )
        )
    return Told(told, own.properties[ours], theirs.properties[there], scope.inside(f".{ours}"))


def _wrapped(own: Shape, theirs: Shape, relied: Node, scope: Scope) -> Told | None:
    """`{"data": {...}}`: none of our members outside, most of them in one member inside."""
    squeezed_own = {squeezed(name) for name in own.properties}
    if not own.properties or squeezed_own & {squeezed(name) for name in theirs.properties}:
        return None
    for name, nodes in theirs.properties.items():
        inner = _object(shapes(nodes)) if squeezed(name) in WRAPPERS else None
        words = {squeezed(member) for member in inner.properties} if inner else set()
        if inner is not None and 2 * len(squeezed_own & words) >= len(squeezed_own):
            node = nodes[0]
            told = [
                scope.tell(
                    Class.STYLE, "wrapper", node, "the answer itself", f"in `{name}`", style=Style.WRAPPER
                )
            ]
            return Told(told, (relied,), nodes, replace(scope))
    return None


def _items_of(shape: Shape) -> str | None:
    """The one member that is a list, of objects where there are several."""
    lists = [name for name, nodes in shape.properties.items() if any(found.items for found in shapes(nodes))]
    if len(lists) > 1:
        lists = [name for name in lists if squeezed(name) in WRAPPERS] or lists
    return lists[0] if lists else None


def _names(own: Shape) -> str:
    return ", ".join(name for name in own.properties if name in OURS_ANSWERED)
