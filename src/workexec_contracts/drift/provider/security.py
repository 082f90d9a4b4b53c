"""Whether the bearer token that WorkExec sends is what a document asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.drift.difference import Class
from workexec_contracts.drift.reading import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.drift.difference import Difference
    from workexec_contracts.drift.reading import Node

    from .pair import Pair

BEARERS = frozenset({"oauth2", "openIdConnect"})
"""Schemes whose token travels as a bearer token."""


def security(pair: Pair) -> Iterator[Difference]:
    """The one difference, if there is one."""
    own, theirs = _asked(pair.relied), _asked(pair.offered)
    if _meant(pair.relied, own) == _meant(pair.offered, theirs):
        return
    if not own:
        if theirs and not any(not names for names in theirs.values()):
            yield pair.scope.tell(Class.BREAKING, "security", _spot(pair.offered), "no token", _words(theirs))
        return
    if not theirs or any(not names for names in theirs.values()):
        kind = Class.COMPATIBLE
        yield pair.scope.tell(kind, "security", _spot(pair.offered), "a bearer token", "none is asked for")
        return
    known = [_bearer(pair.offered, names) for names in theirs.values()]
    if any(known):
        return
    kind = Class.UNKNOWN if None in known else Class.BREAKING
    yield pair.scope.tell(kind, "security", _spot(pair.offered), "a bearer token", _words(theirs))


def _meant(operation: Node, asked: dict[str, list[str]]) -> list[list[object]]:
    """The alternatives with their schemes, whatever these are called."""
    schemes = operation.library.root.get("components", "securitySchemes")
    found = [
        [schemes.get(name) if schemes is not None else None for name in names] for names in asked.values()
    ]
    return [[node.value if node is not None else None for node in one] for one in found]


def _asked(operation: Node) -> dict[str, list[str]]:
    """The alternatives, by their place; each names the schemes that it needs together."""
    found = _spot(operation)
    return {node.pointer[-1]: [name for name, _ in node.members()] for node in found.elements()}


def _spot(operation: Node) -> Node:
    return operation.get("security") or operation.library.root.get("security") or operation


def _words(theirs: dict[str, list[str]]) -> str:
    return " or ".join(" and ".join(names) for names in theirs.values())


def _bearer(operation: Node, names: list[str]) -> bool | None:
    judged = [_is_bearer(operation, name) for name in names]
    if False in judged:
        return False
    return None if None in judged else True


def _is_bearer(operation: Node, name: str) -> bool | None:
    try:
        scheme = operation.library.root.followed("components", "securitySchemes", name)
    except Unresolved:
        return None
    if scheme is None:
        return None
    http = scheme.text("type") == "http" and (scheme.text("scheme") or "").lower() == "bearer"
    return http or scheme.text("type") in BEARERS
