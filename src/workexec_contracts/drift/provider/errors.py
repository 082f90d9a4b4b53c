"""Refusals: statuses, codes and the envelope in which a code comes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workexec_contracts.drift.difference import Class, Style
from workexec_contracts.drift.schema import compare, shapes
from workexec_contracts.drift.schema.members import squeezed

from .media import JSON, chosen, contents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.drift.difference import Difference
    from workexec_contracts.drift.reading import Node
    from workexec_contracts.drift.schema import Scope

ENVELOPE = frozenset({"code", "message"})
"""The members by which an error body is ours."""
CODES = frozenset({"code", "errorcode", "error", "type", "reason", "errortype", "key"})
DEEPEST = 6


@dataclass(frozen=True)
class Code:
    """A code that WorkExec knows. `assumed` names the finding, where the document does not list it."""

    name: str
    clause: str
    assumed: str


def codes_of(answer: Node) -> list[Code]:
    """What its schema enumerates, with what our own documents add in `x-errors`. Raises Unresolved."""
    listed = answer.get("x-errors")
    told = {
        node.text("code") or "": Code(
            node.text("code") or "", node.text("clause") or "", node.text("assumedBy") or ""
        )
        for node in (listed.elements() if listed is not None else ())
    }
    content = chosen(contents(answer), JSON)
    schema = content[1].get("schema") if content is not None else None
    stated = _stated(schema) if schema is not None else {}
    names = [name for name in (stated or told) if name]
    return [told.get(name, Code(name, "", "")) for name in names]


def refusal(own: Node, theirs: Node | None, holder: Node, scope: Scope) -> Iterator[Difference]:
    """Every difference of one status. Raises Unresolved."""
    codes = codes_of(own)
    if theirs is None:
        for code in codes:
            yield _unstated(code, holder, scope, Class.BREAKING, "no such answer")
        return
    relied, listed = chosen(contents(own), JSON), contents(theirs)
    offered = chosen(listed, JSON)
    schema = offered[1].get("schema") if offered is not None else None
    if offered is None and listed and relied is not None:
        node = theirs.spot("content")
        yield scope.tell(Class.BREAKING, "content", node, JSON, ", ".join(media for media, _ in listed))
        return
    stated = _stated(schema) if schema is not None else {}
    yield from _codes(codes, stated, theirs, scope)
    if relied is None or schema is None:
        return
    own_schema = relied[1].get("schema")
    if own_schema is not None:
        yield from _envelope(own_schema, schema, scope)


def _unstated(code: Code, node: Node, scope: Scope, kind: Class, offered: str) -> Difference:
    """A code of which a document says nothing; a foreign one may, where the contract document does too."""
    scope = _about(scope, code)
    if scope.foreign and code.assumed:
        kind, offered = Class.COMPATIBLE, f"{offered}; assumed by {code.assumed}"
    return scope.tell(kind, "error", node, code.name, offered)


def _about(scope: Scope, code: Code) -> Scope:
    return replace(scope, clause=code.clause or scope.clause, at=f"{scope.at} {code.name}")


def _codes(codes: list[Code], stated: dict[str, Node], theirs: Node, scope: Scope) -> Iterator[Difference]:
    if not stated:
        words = _words(theirs)
        for code in codes:
            if code.name not in words:
                kind = Class.UNKNOWN if scope.foreign else Class.BREAKING
                yield _unstated(code, theirs, scope, kind, "which codes come is not stated")
        return
    node = next(iter(stated.values()))
    for code in codes:
        if code.name not in stated:
            yield _about(scope, code).tell(
                Class.BREAKING, "error", node, code.name, f"only {', '.join(stated)}"
            )
    known = {code.name for code in codes}
    for name, where in stated.items():
        if name not in known:
            deeper = scope.inside(f" {name}")
            yield deeper.tell(Class.COMPATIBLE, "error", where, "no such code", f"{name}, a code more")


def _stated(schema: Node) -> dict[str, Node]:
    """The codes that a schema enumerates, wherever it has them, and where. Raises Unresolved."""
    found: dict[str, Node] = {}
    _gather((schema,), "", found, ())
    return found


def _gather(nodes: tuple[Node, ...], name: str, found: dict[str, Node], inside: tuple[int, ...]) -> None:
    key = id(nodes[0].follow().value)
    if key in inside or len(inside) > DEEPEST:
        return
    for shape in shapes(nodes):
        if squeezed(name) in CODES:
            texts = [value for value in shape.values or () if isinstance(value, str)]
            found.update({text: shape.spot("enum", "const") for text in texts if text not in found})
        for member, inner in shape.properties.items():
            _gather(inner, member, found, (*inside, key))
        if shape.items:
            _gather(shape.items, name, found, (*inside, key))


def _words(node: Node) -> set[str]:
    """Every word in the texts of an answer: its description and its examples. References are not followed."""
    found: set[str] = set()
    pending: list[Any] = [node.value]
    seen: set[int] = set()
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            found.update(re.findall(r"\w+", value))
        elif isinstance(value, dict | list) and id(value) not in seen:
            seen.add(id(value))
            pending += [*value, *value.values()] if isinstance(value, dict) else value
    return found


def _envelope(own: Node, theirs: Node, scope: Scope) -> Iterator[Difference]:
    offered = shapes((theirs,))
    ours = any(shape.properties.keys() >= ENVELOPE for shape in offered)
    if scope.foreign and not ours and any(shape.properties for shape in offered):
        shape = next(shape for shape in offered if shape.properties)
        relied = ", ".join(sorted(shapes((own,))[0].required))
        there = ", ".join(shape.properties)
        node = shape.spot("properties")
        yield replace(scope, at="answer 4XX, 5XX").tell(
            Class.STYLE, "envelope", node, relied, there, style=Style.ENVELOPE
        )
        return
    code = f"{scope.at}.code"
    for found in compare((own,), (theirs,), scope):
        if found.at != code or found.aspect not in {"enum", "pattern", "minLength"}:
            yield found
