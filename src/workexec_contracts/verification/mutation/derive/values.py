"""Valid values of a member that a provider may wrongly refuse, and wrong ones that it may wrongly accept."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.verification.mutation.places import Member

LONG = 255
CENT = 0.01


class Values(NamedTuple):
    """Which values; `says` goes on after the name of the member."""

    how: str
    says: str
    fits: Callable[[Any], bool]


def narrowed(member: Member) -> Iterator[Values]:
    """Valid values that are refused: every word of a vocabulary, of everything else one way, by turns."""
    schema = member.schema
    if "const" in schema:
        return
    for value in schema.get("enum", ()):
        yield Values(f"{value}-refused", f"may not be {value}", lambda found, value=value: found == value)  # type: ignore[misc]
    if "enum" not in schema:
        ways = list(NARROWED.get(schema.get("type", ""), _nothing)(schema))
        yield from ways if schema.get("type") == "boolean" else _by_turns(member, ways)


def _by_turns(member: Member, ways: list[Values]) -> list[Values]:
    """One of the ways; members next to each other have others."""
    return [ways[crc32(member.words.encode()) % len(ways)]] if ways else []


def _nothing(_: dict[str, Any]) -> Iterator[Values]:
    yield from ()


def _texts(schema: dict[str, Any]) -> Iterator[Values]:
    if schema.get("format") == "date-time":
        yield Values("fraction-refused", "may not have a fraction", lambda found: "." in found)
        if "[+-]" in schema["pattern"]:
            yield Values("offset-refused", "must be in UTC", lambda found: not found.endswith("Z"))
    elif _is_free(schema):
        says = f"may have {LONG} characters at most"
        yield Values("length-refused", says, lambda found: len(found) > LONG)


def _booleans(_: dict[str, Any]) -> Iterator[Values]:
    for value in (True, False):
        word = str(value).lower()
        yield Values(f"{word}-refused", f"may not be {word}", lambda found, value=value: found is value)  # type: ignore[misc]


def _lists(schema: dict[str, Any]) -> Iterator[Values]:
    yield Values("two-refused", "may have one item at most", lambda found: len(found) > 1)
    if not schema.get("minItems"):
        yield Values("empty-refused", "may not be empty", lambda found: found == [])


def _is_free(schema: dict[str, Any]) -> bool:
    """Whether any text will do that is not blank."""
    return "pattern" not in schema or re.search(schema["pattern"], "any text") is not None


def _edges(schema: dict[str, Any]) -> Iterator[Values]:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low == 0:
        yield Values("zero-refused", "may not be zero", lambda found: found == 0)
    elif low is not None:
        yield Values("negative-refused", "may not be negative", lambda found: found < 0)
    if high is not None:
        yield Values("highest-refused", f"must be below {high:g}", lambda found: found == Decimal(str(high)))


NARROWED: dict[str, Callable[[dict[str, Any]], Iterator[Values]]] = {
    "string": _texts,
    "number": _edges,
    "integer": _edges,
    "boolean": _booleans,
    "array": _lists,
}


def widened(member: Member) -> list[Values]:
    """Wrong values that are accepted, one way each: what a check that is almost right lets through."""
    return _by_turns(member, list(_widened(member)))


def _widened(member: Member) -> Iterator[Values]:
    schema, kind = member.schema, member.schema.get("type")
    if "const" in schema or "enum" in schema:
        known = schema.get("enum", [schema.get("const")])
        yield Values(
            "unknown-accepted",
            "may be any text",
            lambda found: isinstance(found, str) and found not in known,
        )
    elif kind == "string" and not _is_free(schema):
        pattern = schema["pattern"]
        yield Values("form-accepted", "may have any form", lambda found: not re.search(pattern, found))
    elif kind in {"number", "integer"}:
        yield from _beyond(schema)
    elif kind == "array" and schema.get("minItems"):
        yield Values("empty-accepted", "may be empty", lambda found: found == [])
    elif kind in TYPES:
        fits = TYPES[kind]
        yield Values("type-accepted", "may be of another type", lambda found: not isinstance(found, fits))


TYPES = {"boolean": bool, "array": list}


def _beyond(schema: dict[str, Any]) -> Iterator[Values]:
    low = schema.get("minimum")
    if low is not None:
        yield Values("below-accepted", f"may be below {low:g}", lambda found: found < Decimal(str(low)))
    if schema.get("multipleOf") == CENT:
        yield Values("mills-accepted", "may have a third decimal", lambda found: found != round(found, 2))
    if schema.get("type") == "integer":
        yield Values("fraction-accepted", "may have a fraction", lambda found: found != int(found))
