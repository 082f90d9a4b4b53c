"""Parameters and headers that WorkExec sends, against those that a document lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workexec_contracts.drift.difference import Class, Style
from workexec_contracts.drift.schema import compare
from workexec_contracts.drift.schema.members import squeezed
from workexec_contracts.drift.schema.oracle import same, shown

from . import paging
from .paths import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.drift.difference import Difference
    from workexec_contracts.drift.reading import Node
    from workexec_contracts.drift.schema import Scope

    from .pair import Pair

IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
"""OpenAPI says them elsewhere."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation."""

    name: str
    place: str
    required: bool
    node: Node

    @property
    def key(self) -> tuple[str, str]:
        """Headers are the same in any case."""
        return self.place, self.name.lower() if self.place == "header" else self.name

    @property
    def schema(self) -> Node | None:
        """Of the value. Raises Unresolved."""
        own = self.node.get("schema")
        if own is not None:
            return own
        content = self.node.get("content")
        return next((media.get("schema") for _, media in content.members()), None) if content else None

    @property
    def default(self) -> Node | None:
        """What counts where it is left out. Raises Unresolved."""
        schema = self.schema
        return schema.followed("default") if schema is not None else None


def listed(operation: Node, item: Node) -> dict[tuple[str, str], Parameter]:
    """The parameters of an operation and of its path. Raises Unresolved."""
    found = {}
    for holder in (item, operation):
        nodes = holder.get("parameters")
        for node in nodes.elements() if nodes is not None else ():
            target = node.follow()
            name, place = target.text("name"), target.text("in")
            if name is None or place is None or (place == "header" and name.lower() in IGNORED_HEADERS):
                continue
            parameter = Parameter(name, place, target.flag("required") or place == "path", target)
            found[parameter.key] = parameter
    return found


def parameters(pair: Pair) -> Iterator[Difference]:
    """Every difference of parameters and headers. Raises Unresolved."""
    own, theirs = listed(pair.relied, pair.relied_item), listed(pair.offered, pair.offered_item)
    by_position = dict(zip(names(pair.relied_path), names(pair.offered_path), strict=False))
    paged = pair.scope.foreign and paging.asks_otherwise(set(own), set(theirs))
    taken: set[tuple[str, str]] = set()
    for key, parameter in own.items():
        scope = _scope(pair, parameter)
        if parameter.place == "path":
            key = ("path", by_position.get(parameter.name, parameter.name))  # noqa: PLW2901  # its name there
        there = theirs.get(key) or (_twin(parameter, theirs, own) if scope.foreign else None)
        if there is None and paged and parameter.name in paging.OURS_ASKED:
            yield from _paged(parameter, theirs, pair, scope)
            continue
        if there is None:
            yield from _missing(parameter, pair, scope)
            continue
        taken.add(there.key)
        if parameter.place != "path" and there.name.lower() != parameter.name.lower():
            node = there.node.spot("name")
            yield scope.tell(Class.STYLE, "parameter", node, parameter.name, there.name, style=Style.NAMING)
        yield from _both(parameter, there, scope)
    yield from _more(pair, {key: one for key, one in theirs.items() if key not in taken})


def _scope(pair: Pair, parameter: Parameter) -> Scope:
    clause = parameter.node.text("x-clause") or pair.scope.clause
    kind = {"query": "parameter", "path": "path parameter"}.get(parameter.place, parameter.place)
    return replace(pair.scope, at=f"{kind} {parameter.name}", clause=clause)


def _twin(
    parameter: Parameter,
    theirs: dict[tuple[str, str], Parameter],
    own: dict[tuple[str, str], Parameter],
) -> Parameter | None:
    """The only parameter whose name differs in nothing but its writing."""
    found = [
        one
        for key, one in theirs.items()
        if key not in own and one.place == parameter.place and squeezed(one.name) == squeezed(parameter.name)
    ]
    return found[0] if len(found) == 1 else None


def _paged(
    parameter: Parameter, theirs: dict[tuple[str, str], Parameter], pair: Pair, scope: Scope
) -> Iterator[Difference]:
    """A parameter of paging, and what stands for it there; how many items at most can be compared."""
    others = [one for one in theirs.values() if squeezed(one.name) in paging.ASKED]
    sizes = [one for one in others if squeezed(one.name) in paging.SIZES]
    sized = parameter.name == paging.SIZE
    node = (sizes[0].node if sized and sizes else pair.offered).spot(
        "name" if sized and sizes else "parameters"
    )
    named = ", ".join(one.name for one in others)
    yield scope.tell(Class.STYLE, "parameter", node, parameter.name, named, style=Style.PAGING)
    if sized and sizes:
        yield from _both(parameter, sizes[0], scope)


def _missing(parameter: Parameter, pair: Pair, scope: Scope) -> Iterator[Difference]:
    node = pair.offered.spot("parameters")
    if parameter.place == "path":
        return  # its place is in the path, which was found
    harmless = pair.scope.foreign and parameter.place == "header" and not parameter.required
    effect = "not mentioned" if harmless else "not known, and so without effect"
    yield scope.tell(
        Class.COMPATIBLE if harmless else Class.BREAKING, "parameter", node, parameter.name, effect
    )


def _both(own: Parameter, theirs: Parameter, scope: Scope) -> Iterator[Difference]:
    if own.required != theirs.required:
        kind = Class.BREAKING if theirs.required else Class.COMPATIBLE
        words = {True: "required", False: "may be left out"}
        yield scope.tell(
            kind, "required", theirs.node.spot("required"), words[own.required], words[theirs.required]
        )
    yield from _defaults(own, theirs, scope)
    if theirs.node.flag("deprecated") and not own.node.flag("deprecated"):
        yield scope.tell(Class.COMPATIBLE, "deprecated", theirs.node.spot("deprecated"), "kept", "deprecated")
    relied, offered = own.schema, theirs.schema
    if relied is None:
        return
    if offered is None:
        yield scope.tell(Class.UNKNOWN, "schema", theirs.node, "a schema", "none is stated")
        return
    yield from compare((relied,), (offered,), scope)


def _defaults(own: Parameter, theirs: Parameter, scope: Scope) -> Iterator[Difference]:
    here, there = own.default, theirs.default
    if here is None and there is None:
        return
    if here is not None and there is not None and same(here.value, there.value):
        return
    silent = there is None and scope.foreign
    node = there or (theirs.schema or theirs.node)
    texts = [f"default {shown(one.value)}" if one is not None else "no default" for one in (here, there)]
    yield scope.tell(Class.COMPATIBLE if silent else Class.BREAKING, "default", node, texts[0], texts[1])


def _more(pair: Pair, theirs: dict[tuple[str, str], Parameter]) -> Iterator[Difference]:
    """Parameters that only the offer has."""
    for parameter in theirs.values():
        scope = replace(_scope(pair, parameter), clause=pair.scope.clause)
        if not parameter.required or parameter.place == "path":
            continue
        node = parameter.node.spot("required")
        yield scope.tell(Class.BREAKING, "parameter", node, "no such parameter; it is never sent", "required")
