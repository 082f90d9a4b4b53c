"""The ways in which a member of an answer or of an event can be wrong, by what its schema says."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from .mutant import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .places import Member

    Change = Callable[[dict[str, Any], str], None]

NOWHERE = "NO_SUCH_VALUE"
CENT = 0.01


class Way(NamedTuple):
    """One way: `says` goes on after the name of the member."""

    how: str
    kind: Kind
    says: str
    change: Change


def ways(member: Member) -> Iterator[Way]:
    """Every way that breaks the contract. A member that may be absent is not dropped (F05)."""
    schema = member.schema
    if member.required:
        yield Way("dropped", Kind.DROPPED, "is left out", lambda holder, name: holder.pop(name))
        yield Way("renamed", Kind.RENAMED, f"is called {renamed(member.name)}", _rename)
    yield Way("nulled", Kind.NULLED, "is null", _set(lambda _: None))
    yield Way("typed", Kind.TYPED, "is of another type", _set(retyped))
    items = schema.get("items", {})
    if "enum" in schema:
        yield Way("outside", Kind.OUTSIDE, "is none of its values", _set(lambda _: NOWHERE))
    elif "enum" in items:
        yield Way("outside", Kind.OUTSIDE, "holds none of its values", _set(lambda _: [NOWHERE]))
    if "const" in schema:
        yield Way("constant", Kind.ECHO, f"is not {schema['const']}", _set(lambda value: f"{value}-X"))
    elif schema.get("type") == "string" and "pattern" in schema:
        yield from _texts(schema)
    if schema.get("type") in {"number", "integer"}:
        yield from _numbers(schema)


def renamed(name: str) -> str:
    """As another naming convention has it."""
    words = re.sub(r"([A-Z])", r"_\1", name).lower().replace(":", "_")
    return words if words != name else name.capitalize()


def retyped(value: Any) -> Any:  # noqa: ANN401  # JSON of any type
    """The value as another type has it."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float() | Decimal():
            return str(value)
        case str():
            return [value]
        case list():
            return value[0] if value else {}
        case _:
            return [value]


def _rename(holder: dict[str, Any], name: str) -> None:
    holder[renamed(name)] = holder.pop(name)


def _set(value: Callable[[Any], Any]) -> Change:
    def change(holder: dict[str, Any], name: str) -> None:
        holder[name] = value(holder[name])

    return change


def _texts(schema: dict[str, Any]) -> Iterator[Way]:
    yield Way("blank", Kind.FORMAT, "is blank", _set(lambda _: " "))
    if schema.get("format") == "date-time":
        yield Way("zoneless", Kind.FORMAT, "has no zone", _set(lambda value: value.rstrip("Z")))
        yield Way("spaced", Kind.FORMAT, "has a space for T", _set(lambda value: value.replace("T", " ")))
    elif re.fullmatch(schema["pattern"], "any text") is None and not re.search(schema["pattern"], "any text"):
        yield Way("malformed", Kind.FORMAT, "has another form", _set(lambda value: f"~{value}"))


def _numbers(schema: dict[str, Any]) -> Iterator[Way]:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low == 0:
        yield Way("negative", Kind.BOUNDS, "is negative", _set(lambda value: -1 - abs(value)))
    if high == 1:
        yield Way("percent", Kind.BOUNDS, "is in percent", _set(lambda value: 100 * (value or 1) + 1))
    if schema.get("multipleOf") == CENT:
        yield Way("mills", Kind.BOUNDS, "has a third decimal", _set(lambda value: float(value) + 0.001))
    if schema.get("type") == "integer":
        yield Way("fraction", Kind.BOUNDS, "is no whole number", _set(lambda value: value + 0.5))
