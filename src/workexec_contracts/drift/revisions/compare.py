"""Every change between two trees of documents."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from workexec_contracts.drift import provider
from workexec_contracts.drift.provider.parameters import listed
from workexec_contracts.drift.provider.paths import METHODS, find, paths
from workexec_contracts.drift.reading import Unresolved
from workexec_contracts.verdict import EXIT, Verdict

from .both import Told, both, together
from .change import Changes, Side
from .events import events
from .facets import BOTH, facets
from .facets import text as shown
from .trees import ASYNCAPI, OPENAPI
from .wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.drift.reading import Library, Node

    from .trees import Tree

Already = AbstractSet[tuple[str, str, str]]


def changes(old: Tree, new: Tree) -> Changes:
    """What changed, the breaking changes first. Raises Problem for a document that cannot be read."""
    found = together(_all(old, new))
    unknown = Verdict.UNKNOWN if any(one.unknown for one in found) else Verdict.PASSED
    verdict = Verdict.FAILED if any(one.breaks for one in found) else unknown
    return Changes(old=old.name, new=new.name, verdict=verdict, exit_code=EXIT[verdict], changes=tuple(found))


def _all(old: Tree, new: Tree) -> Iterator[Told]:
    told: list[Told] = []
    for name in sorted({*old.names(ASYNCAPI), *new.names(ASYNCAPI)}):
        if old.texts.get(name) == new.texts.get(name):
            continue
        left, right = old.library(name, ASYNCAPI), new.library(name, ASYNCAPI)
        if left is not None and right is not None:
            told += _with_wording(left, right, list(events(left, right)))
    yield from told
    already = {(one.aspect, one.old, one.new) for one in told}
    for before, after in _documents(old, new):
        if old.texts.get(before) != new.texts.get(after):  # every reference of ours stays within its document
            yield from _document(old.library(before, OPENAPI), new.library(after, OPENAPI), already)


def _documents(old: Tree, new: Tree) -> list[tuple[str, str]]:
    """The documents that belong together: by name, or the only two, whatever they are called."""
    names = old.names(OPENAPI), new.names(OPENAPI)
    if len(old.texts) == len(new.texts) == 1 and all(names):
        return [(names[0][0], names[1][0])]
    return [(name, name) for name in sorted({*names[0], *names[1]})]


def _document(left: Library | None, right: Library | None, told: Already) -> Iterator[Told]:
    if left is None or right is None:
        for library, side in ((left, Side.CONSUMER), (right, Side.PROVIDER)):
            yield from _operations(library, side) if library is not None else ()
        return
    ahead = provider.compare(left, right, foreign=False)
    back = provider.compare(right, left, foreign=False)
    found = [*both(ahead, back), *_facets(left, right)]
    yield from _with_wording(left, right, found, told)


def _with_wording(
    left: Library, right: Library, found: list[Told], told: Already = frozenset()
) -> Iterator[Told]:
    """`told` is what the events of the same contracts said already: a policy, a rule."""
    for one in found:
        if not one.aspect.startswith("x-") or (one.aspect, one.old, one.new) not in told:
            yield one
    yield from wording(left, right, explained=bool(found))


def _operations(library: Library, side: Side) -> Iterator[Told]:
    """A whole document is gone or new."""
    for path in paths(library):
        for method, node in path.item.members():
            if method in METHODS:
                call = f"{method.upper()} {path.written}"
                texts = (call, "nothing") if side is Side.CONSUMER else ("nothing", call)
                name, clause = node.text("operationId") or call, node.text("x-clause") or ""
                yield Told(name, "path", *texts, (side,), False, node.file, node.written, clause)  # noqa: FBT003  # not unknown


def _facets(left: Library, right: Library) -> Iterator[Told]:
    there = paths(right)
    for path in paths(left):
        found = find(path.written, there)
        for method in METHODS if found is not None else ():
            old, new = path.item.get(method), found.item.get(method) if found is not None else None
            if old is None or new is None:
                continue
            name, clause = old.text("operationId") or f"{method} {path.written}", old.text("x-clause") or ""
            for facet in facets(old, new):
                place = f"{name} {facet.name.partition('/')[0]}"
                texts = (shown(facet.old), shown(facet.new))
                where = (facet.node.file, facet.node.written)
                yield Told(place, facet.name, *texts, facet.breaks, False, *where, clause)  # noqa: FBT003  # not unknown
            yield from _of_parameters(
                name, clause, (old, path.item), (new, found.item if found else path.item)
            )


def _of_parameters(
    name: str, clause: str, left: tuple[Node, Node], right: tuple[Node, Node]
) -> Iterator[Told]:
    """What we say of parameters beyond OpenAPI: the error of a range, the member that a key equals."""
    try:
        before, after = listed(*left), listed(*right)
    except Unresolved:
        return
    for key in before.keys() & after.keys():
        for word in ("x-out-of-range", "x-equals"):
            old, new = before[key].node.text(word), after[key].node.text(word)
            if old != new:
                node = after[key].node.spot(word)
                place = f"{name} {key[0]} {before[key].name}"
                texts = (shown(old), shown(new))
                yield Told(place, word, *texts, BOTH, False, node.file, node.written, clause)  # noqa: FBT003  # not unknown
