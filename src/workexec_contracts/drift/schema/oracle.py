"""The library that decides containment of JSON Schemas, asked where a keyword by keyword comparison ends."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema_rs import Draft202012, Draft202012Validator, canonicalize
from jsonschema_rs.canonical import Containment

from workexec_contracts.drift.reading import Node, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterable

DEEPEST = 40
DRAFT = Draft202012
_SAID = frozenset({"description", "title", "example", "examples", "externalDocs", "xml"})


def covers(outer: Any, inner: Any) -> bool | None:  # noqa: ANN401  # JSON Schemas
    """Whether every value of `inner` is one of `outer`; None where the library cannot tell."""
    try:
        answer = canonicalize(outer, draft=DRAFT, offline=True).covers(
            canonicalize(inner, draft=DRAFT, offline=True)
        )
    except (ValueError, TypeError, OverflowError, RecursionError):  # the family of all that it refuses
        return None
    return None if answer == Containment.UNKNOWN else bool(answer == Containment.YES)


def text_of(patterns: Iterable[str]) -> Any:  # noqa: ANN401  # a JSON Schema
    """The schema of the texts that fit all patterns."""
    return {"type": "string", "allOf": [{"pattern": pattern} for pattern in patterns]}


@cache
def fits(pattern: str, text: str) -> bool | None:
    """Whether a text fits; None for a pattern that is none."""
    try:
        return bool(Draft202012Validator({"pattern": pattern}).is_valid(text))
    except (ValueError, TypeError):
        return None


def refuses_empty(patterns: Iterable[str]) -> bool:
    """Whether the patterns ask for at least one letter."""
    return any(fits(pattern, "") is False for pattern in patterns)


def is_pattern(pattern: str) -> bool:
    """Whether the library can read it."""
    return fits(pattern, "") is not None


def plain(node: Node, depth: int = 0) -> Any:  # noqa: ANN401  # a JSON Schema
    """The schema with its references put in. Raises Unresolved where it is deep or circular."""
    if depth > DEEPEST:
        raise Unresolved(node, "a schema that contains itself")
    target = node.follow()
    if isinstance(target.value, dict):
        inner = {key: plain(member, depth + 1) for key, member in target.members() if key not in _SAID}
        beside = node.beside() if target is not node else None
        return {"allOf": [inner, plain(beside, depth + 1)]} if beside else inner
    if isinstance(target.value, list):
        return [plain(element, depth + 1) for element in target.elements()]
    return target.value


def same(one: Any, other: Any) -> bool:  # noqa: ANN401  # JSON values
    """Equality of JSON: `true` is not 1, 1.0 is."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    try:
        return bool(one == other)
    except RecursionError:
        return one is other


def shown(value: Any) -> str:  # noqa: ANN401  # a JSON value
    """A value in a sentence."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        return "a value that contains itself"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"


LONGEST = 100
