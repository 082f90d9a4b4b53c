"""A model as a table: every member by its path, what it may be, and whether it must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary.wire import NOT_BLANK_PATTERN
from workexec_contracts.documents.schema import standalone

from .table import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from workexec_contracts.documents.schema import Json

_LIMITS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "pattern": "matches `{}`",
    "multipleOf": "a multiple of {}",
    "x-decimal-places": "at most {} decimals",
}
Row = tuple[str, str, str, str]


def members(model: type[BaseModel], shut: str | None = None) -> Iterator[str]:
    """The table; nothing of what is inside the member `shut`."""
    schema = standalone(model)
    rows = _rows(_resolved(schema, schema), schema, "", frozenset())
    shown = (row for row in rows if shut is None or not row[0].startswith(f"`{shut}."))
    return table(("member", "type", "required", "limits"), shown)


def _rows(schema: Json, root: Json, prefix: str, above: frozenset[str]) -> Iterator[Row]:
    """`above` names the models around: one that holds itself is described once."""
    required = set(schema.get("required", ()))
    for name, given in schema.get("properties", {}).items():
        path = f"{prefix}{name}"
        member = _resolved(given, root)
        inner = _resolved(member.get("items", {}), root)
        yield (f"`{path}`", _type(member, inner), "yes" if name in required else "no", _limits(member))
        for below, suffix in ((member, "."), (inner, "[].")):
            title = str(below.get("title", path))
            if below.get("properties") and title not in above:
                yield from _rows(below, root, f"{path}{suffix}", above | {title})


def _resolved(schema: Json, root: Json) -> Json:
    """Without a reference; of a choice with null, the other one."""
    if "$ref" in schema:
        found: Json = root["$defs"][schema["$ref"].rpartition("/")[2]]
        return _resolved(found, root)
    others = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(others) == 1:
        return {**schema, **_resolved(others[0], root)}
    return schema


def _type(member: Json, inner: Json) -> str:
    if "const" in member:
        return f"`{member['const']}`"
    if "enum" in member:
        return "one of " + ", ".join(f"`{value}`" for value in member["enum"])
    told = str(member.get("format") or member.get("type") or "any")
    return f"list of {_type(inner, {})}" if told == "array" else told


def _limits(member: Json) -> str:
    if "format" in member:
        return ""  # its pattern is the format's, at length
    return ", ".join(_limit(name, member[name]) for name in _LIMITS if name in member)


def _limit(name: str, value: Any) -> str:  # noqa: ANN401  # a number or a text
    return "not blank" if value == NOT_BLANK_PATTERN else _LIMITS[name].format(value)
