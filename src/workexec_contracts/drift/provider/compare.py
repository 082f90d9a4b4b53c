"""Everything that WorkExec relies on in one document, against another document."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workexec_contracts.drift.difference import Class, Style
from workexec_contracts.drift.reading import Unresolved
from workexec_contracts.drift.schema import Direction, Scope

from .operation import operation
from .pair import Pair
from .paths import METHODS, Path, find, hint, mapped, paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workexec_contracts.drift.difference import Difference
    from workexec_contracts.drift.reading import Library, Node

    from .paths import Mapped


def compare(
    relied: Library, offered: Library, mappings: Sequence[Mapped] = (), *, foreign: bool = True
) -> list[Difference]:
    """The differences, operation by operation in the order of the relied document."""
    there = paths(offered)
    return [
        found
        for path in paths(relied)
        for method, own in _operations(path)
        for found in _one(_Asked(path, method, own), offered.root, there, mappings, foreign=foreign)
    ]


def answered(relied: Library, offered: Library, mappings: Sequence[Mapped]) -> int:
    """How many of the relied paths the document has."""
    there = paths(offered)
    return sum(find(mapped(path.written, mappings)[0], there) is not None for path in paths(relied))


def _operations(path: Path) -> Iterator[tuple[str, Node]]:
    for method in METHODS:
        found = path.item.get(method)
        if found is not None and isinstance(found.value, dict):
            yield method, found


class _Asked(NamedTuple):
    """An operation that WorkExec calls."""

    path: Path
    method: str
    node: Node


def _one(
    asked: _Asked, root: Node, there: list[Path], mappings: Sequence[Mapped], *, foreign: bool
) -> Iterator[Difference]:
    path, method, own = asked
    name = own.text("operationId") or f"{method.upper()} {path.written}"
    scope = Scope(name, own.text("x-clause") or "", "", Direction.REQUEST, foreign)
    wanted, used = mapped(path.written, mappings)
    found = find(wanted, there)
    call = f"{method.upper()} {wanted}"
    if found is None:
        tip = hint(wanted, there) if foreign and used is None else ""
        offer = f"no such path; is it {tip}?" if tip else "no such path"
        yield scope.tell(Class.BREAKING, "path", root.spot("paths"), call, offer)
        return
    if used is not None:
        yield scope.tell(Class.STYLE, "path", root.spot("paths"), used.here, used.there, style=Style.PREFIX)
    try:
        theirs = found.operation(method)
    except Unresolved as problem:
        yield scope.tell(Class.UNKNOWN, "method", problem.node, call, problem.why)
        return
    if theirs is None or not isinstance(theirs.value, dict):
        others = ", ".join(one.upper() for one, _ in found.item.members() if one in METHODS)
        yield scope.tell(Class.BREAKING, "method", found.item, call, others or "no operation")
        return
    yield from operation(Pair(own, path.item, path.written, theirs, found.item, found.written, scope))
