"""Every variant of a JSON document that a model allows."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts import domains, operations
from workexec_contracts.variations import Json, Path, at, changed, without

from .shapes import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    from .shapes import Schema


def shown(path: Path) -> str:
    """The last name of a path, as a sentence names it."""
    return str(next(step for step in reversed(path) if isinstance(step, str)))


def variants(model: type[BaseModel], document: Json, under: str | None = None) -> Iterator[tuple[str, Json]]:
    """Other documents of the model, each with what is different: all below the member `under`."""
    root = model.model_json_schema()
    start: Path = (under,) if under else ()
    schema = _below(root, resolved(root, root, document), start, document)
    yield from _variants(root, schema, document, start)


def _below(root: Schema, schema: Schema, path: Path, document: Json) -> Schema:
    for step in path:
        schema = resolved(root, schema["properties"][step], document)
    return schema


def _variants(root: Schema, schema: Schema, document: Json, at_: Path) -> Iterator[tuple[str, Json]]:
    held = at(document, at_)
    for name, member in schema.get("properties", {}).items():
        path, member_schema = (*at_, name), resolved(root, member, held.get(name))
        if name not in held:
            continue
        if name not in schema.get("required", ()):
            yield f"without {name}", without(document, path)
        yield from _of_member(root, member_schema, document, path)


def _of_member(root: Schema, schema: Schema, document: Json, path: Path) -> Iterator[tuple[str, Json]]:
    value, name = at(document, path), shown(path)
    if isinstance(value, bool):
        yield f"where {name} is {str(not value).lower()}", changed(document, path, not value)
    elif "enum" in schema:
        for other in schema["enum"]:
            if other != value:
                yield f"where {name} is {other}", _stepped(document, path, other)
    elif isinstance(value, dict):
        yield from _variants(root, schema, document, path)
    elif isinstance(value, list):
        yield from _of_list(root, schema, document, path)


def _of_list(root: Schema, schema: Schema, document: Json, path: Path) -> Iterator[tuple[str, Json]]:
    """None, or one where there is none; then what one item can be. Plain values vary elsewhere."""
    name, item_schema = shown(path), resolved(root, schema["items"])
    if not at(document, path):
        full = changed(document, path, [sample(root, item_schema)])
        yield f"with {name}", full
        return
    if not schema.get("minItems"):
        yield f"without {name}", changed(document, path, [])
    if item_schema.get("type") == "object":
        yield from _variants(root, item_schema, document, (*path, 0))


def _stepped(document: Json, path: Path, value: str) -> Json:
    """A transition leads to another value: where it would lead to the same, old and new change places."""
    before = at(document, path)
    holder = at(document, path[:-1])
    moved = {name: before for name, other in holder.items() if other == value}
    copy: Json = changed(document, path, value)
    at(copy, path[:-1]).update(moved)
    return copy


def sample(root: Schema, schema: Schema) -> Any:  # noqa: ANN401  # JSON of any type
    """A value of the schema; its members are those that the contract's own examples have by that name."""
    if schema.get("type") == "object":
        return {
            name: _named(root, name, resolved(root, member))
            for name, member in schema["properties"].items()
            if name in schema.get("required", ())
        }
    return schema.get("const", {"integer": 1, "number": 1.5, "boolean": False}.get(schema["type"], "ANY"))


def _named(root: Schema, name: str, schema: Schema) -> Any:  # noqa: ANN401  # JSON of any type
    spoken = _spoken()
    return spoken[name] if name in spoken else sample(root, schema)


@cache
def _spoken() -> Json:
    """The first plain value that the examples and rows of the contracts give each member's name."""
    found: Json = {}
    for _, operation in operations():
        for example in operation.examples:
            _collect(example.request, found)
            _collect(example.response, found)
    for domain in domains():
        for collection in domain.collections:
            _collect(list(collection.rows), found)
    return found


def _collect(value: object, found: Json) -> None:
    if isinstance(value, dict):
        for name, member in value.items():
            if isinstance(member, dict | list):
                _collect(member, found)
            else:
                found.setdefault(name, member)
    elif isinstance(value, list):
        for item in value:
            _collect(item, found)
