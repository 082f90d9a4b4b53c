"""Answers: the statuses, content types, headers and bodies that WorkExec relies on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workexec_contracts.drift.difference import Class, Style
from workexec_contracts.drift.schema import Direction, compare

from . import errors, paging
from .media import JSON, chosen, contents, plain, takes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.drift.difference import Difference
    from workexec_contracts.drift.reading import Node
    from workexec_contracts.drift.schema import Scope

    from .pair import Pair

REFUSALS = "4", "5"


def answers(pair: Pair) -> Iterator[Difference]:
    """Every difference of answers. Raises Unresolved."""
    own, theirs = pair.relied.get("responses"), pair.offered.get("responses")
    for status, written in own.members() if own is not None else ():
        answer = written.follow()
        if not isinstance(answer.value, dict) or not status:
            continue
        scope = replace(pair.scope, at=f"answer {status}", direction=Direction.ANSWER)
        found = _answer(theirs, status)
        if status.startswith(REFUSALS):
            yield from errors.refusal(answer, found, theirs or pair.offered, scope)
        elif found is None:
            stated = [name for name, _ in theirs.members() if name.startswith("2")] if theirs else []
            node = theirs or pair.offered
            yield scope.tell(Class.BREAKING, "status", node, status, " or ".join(stated) or "no success")
        else:
            yield from _success(answer, found, scope)
        if found is not None:
            alone = theirs is not None and theirs.get(status) is not None
            yield from headers(answer, found, scope, None if alone else _everywhere(own))
    yield from _more(own, theirs, pair)


def _answer(theirs: Node | None, status: str) -> Node | None:
    """The answer of a status: by itself, by its range, by `default`. Raises Unresolved."""
    if theirs is None:
        return None
    for name in (status, f"{status[0]}XX", f"{status[0]}xx", "default"):
        found = theirs.followed(name)
        if found is not None and isinstance(found.value, dict):
            return found
    return None


def _more(own: Node | None, theirs: Node | None, pair: Pair) -> Iterator[Difference]:
    """Statuses that only the offer has."""
    known = {name for name, _ in own.members()} if own is not None else set()
    successes = (
        {name for name, _ in theirs.members() if name.startswith("2")} if theirs is not None else set()
    )
    for status, node in theirs.members() if theirs is not None else ():
        if status in known or not status[:1].isdigit() or status.upper().endswith("XX"):
            continue
        scope = replace(pair.scope, at=f"answer {status}", direction=Direction.ANSWER)
        if status.startswith(REFUSALS):
            yield scope.tell(Class.COMPATIBLE, "status", node, "no such answer", "a refusal more")
        elif status.startswith("2") and successes & known:
            yield scope.tell(Class.BREAKING, "status", node, "no such answer", "another success")


def _success(own: Node, theirs: Node, scope: Scope) -> Iterator[Difference]:
    relied = chosen(contents(own), JSON)
    if relied is None:
        return
    listed = contents(theirs)
    offered = chosen(listed, JSON)
    if offered is None:
        kind = Class.BREAKING if listed or not scope.foreign else Class.UNKNOWN
        stated = ", ".join(media for media, _ in listed) or "no content is stated"
        yield scope.tell(kind, "content", theirs.spot("content"), relied[0], stated)
        return
    yield from media_type(relied[0], offered, scope)
    schema, other = relied[1].get("schema"), offered[1].get("schema")
    if schema is None:
        return
    if other is None:
        kind = Class.UNKNOWN if scope.foreign else Class.BREAKING
        yield scope.tell(kind, "schema", offered[1], "a schema", "none is stated")
        return
    yield from body(schema, other, scope)


def media_type(relied: str, offered: tuple[str, Node], scope: Scope) -> Iterator[Difference]:
    """JSON under another name."""
    if takes(offered[0], relied) or takes(relied, offered[0]):
        return
    kind = Class.STYLE if scope.foreign else Class.BREAKING
    style = Style.MEDIA if scope.foreign else None
    yield scope.tell(kind, "content", offered[1], relied, plain(offered[0]), style=style)


def body(relied: Node, offered: Node, scope: Scope) -> Iterator[Difference]:
    """The body of a success, also in another shape of paging or wrapped. Raises Unresolved."""
    told = paging.recognised(relied, offered, scope)
    if told is None:
        yield from compare((relied,), (offered,), scope)
        return
    yield from told.differences
    wrapped = any(one.style is Style.WRAPPER for one in told.differences)
    again = paging.recognised(told.relied[0], told.offered[0], told.scope) if wrapped else None
    yield from again.differences if again else ()
    last = again or told
    yield from compare(last.relied, last.offered, last.scope)


def _everywhere(own: Node | None) -> frozenset[str]:
    """The headers that all of our answers have: what one answer for several statuses can be asked for."""
    found = [
        {name for name, _ in headers.members()}
        for _, answer in (own.members() if own is not None else ())
        if (headers := answer.followed("headers")) is not None
    ]
    return frozenset(set.intersection(*found)) if found else frozenset()


def headers(
    own: Node, theirs: Node, scope: Scope, asked: frozenset[str] | None = None
) -> Iterator[Difference]:
    """Headers of an answer, those `asked` or all; their names are the same in any case. Raises Unresolved."""
    relied, offered = own.get("headers"), theirs.get("headers")
    there = {name.lower(): node for name, node in offered.members()} if offered is not None else {}
    for name, node in relied.members() if relied is not None else ():
        if asked is not None and name not in asked:
            continue
        header, found = node.follow(), there.get(name.lower())
        deeper = replace(scope, at=f"{scope.at} header {name}")
        needed = header.flag("required")
        if found is None:
            if needed or not scope.foreign:
                kind = Class.BREAKING if needed else Class.COMPATIBLE
                yield deeper.tell(kind, "header", theirs.spot("headers"), name, "not there")
            continue
        yield from _header(header, found.follow(), deeper)


def _header(own: Node, theirs: Node, scope: Scope) -> Iterator[Difference]:
    needed, given = own.flag("required"), theirs.flag("required")
    if needed != given and not scope.foreign:  # others seldom say that a header is always there
        kind = Class.BREAKING if needed else Class.COMPATIBLE
        words = {True: "always there", False: "may be absent"}
        yield scope.tell(kind, "required", theirs.spot("required"), words[needed], words[given])
    schema, other = own.get("schema"), theirs.get("schema")
    if schema is not None and other is not None:
        yield from compare((schema,), (other,), scope)
