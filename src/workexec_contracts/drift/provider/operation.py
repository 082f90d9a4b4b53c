"""One operation that WorkExec calls, against the one that a document offers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workexec_contracts.drift.difference import Class
from workexec_contracts.drift.reading import Unresolved
from workexec_contracts.drift.schema import compare

from .answers import answers
from .media import chosen, contents, plain, takes
from .parameters import parameters
from .security import security

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.drift.difference import Difference
    from workexec_contracts.drift.reading import Node
    from workexec_contracts.drift.schema import Scope

    from .pair import Pair


def operation(pair: Pair) -> list[Difference]:
    """Every difference; what cannot be followed is unknown."""
    parts: tuple[Callable[[Pair], Iterator[Difference]], ...] = (
        _deprecated,
        security,
        parameters,
        body,
        answers,
    )
    found: list[Difference] = []
    for part in parts:
        try:
            found += part(pair)
        except Unresolved as problem:
            text = "something that can be read"
            found.append(pair.scope.tell(Class.UNKNOWN, "reference", problem.node, text, problem.why))
        except RecursionError:
            text = "nested deeper than can be compared"
            found.append(pair.scope.tell(Class.UNKNOWN, "schema", pair.offered, "a plain schema", text))
    return found


def _deprecated(pair: Pair) -> Iterator[Difference]:
    if pair.offered.flag("deprecated") and not pair.relied.flag("deprecated"):
        node = pair.offered.spot("deprecated")
        yield pair.scope.tell(Class.COMPATIBLE, "deprecated", node, "kept", "deprecated")


def body(pair: Pair) -> Iterator[Difference]:
    """What WorkExec sends. Raises Unresolved."""
    own, theirs = pair.relied.followed("requestBody"), pair.offered.followed("requestBody")
    scope = replace(pair.scope, at="request")
    if own is None:
        if theirs is not None and theirs.flag("required"):
            yield scope.tell(Class.BREAKING, "body", theirs, "no body; none is sent", "a body is required")
    elif theirs is None:
        yield scope.tell(Class.BREAKING, "body", pair.offered, "a body", "no body is taken")
    else:
        yield from _content(own, theirs, scope)


def _content(own: Node, theirs: Node, scope: Scope) -> Iterator[Difference]:
    listed, relied = contents(theirs), contents(own)
    if not relied:
        return
    wanted, sent = relied[0]
    offered = chosen(listed, wanted)
    if offered is None or not takes(offered[0], wanted):
        stated = ", ".join(plain(media) for media, _ in listed) or "no content is stated"
        yield scope.tell(Class.BREAKING, "content", theirs.spot("content"), wanted, stated)
    schema, other = sent.get("schema"), offered[1].get("schema") if offered is not None else None
    if offered is None or schema is None:
        return
    if other is None:
        kind = Class.UNKNOWN if scope.foreign else Class.COMPATIBLE
        yield scope.tell(kind, "schema", offered[1], "a schema", "none is stated")
        return
    yield from compare((schema,), (other,), scope)
