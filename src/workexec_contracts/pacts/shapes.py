"""From the model of a contract and an example to a matcher tree, as tight as the contract."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .matchers import (
    CENTS,
    CENTS_NOT_NEGATIVE,
    NOT_NEGATIVE,
    SHARE_OF_ONE,
    amount,
    any_members,
    each_like,
    every,
    exact,
    integer,
    like,
    list_with,
    number,
    regex,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from .matchers import Tree

Schema = dict[str, Any]
CENT = 0.01


@dataclass(frozen=True)
class Shape:
    """How tight a tree is. Paths are dotted, without the positions in lists: `items.categoryId`."""

    exact: frozenset[str] = frozenset()
    """Members whose value is the contract."""
    holds: Mapping[str, object] = field(default_factory=dict)
    """Lists of plain values that must hold one value."""
    vocabulary: str | None = None
    """Below which member enumerated values and booleans must be the example's, for the state has set them:
    the empty text for all."""
    optional: bool = True
    """Whether optional members of the example must be there."""
    positional: bool = False
    """Whether lists are item by item the example's; else every item is like the first."""
    at_most: int | None = None
    """The most items of the outermost list."""


def tree(model: type[BaseModel], example: object, shape: Shape | None = None) -> Tree:
    """The tree of an example that fits the model."""
    root = model.model_json_schema()
    return _Walk(root, shape or Shape()).node(root, example, "")


@dataclass(frozen=True)
class _Walk:
    root: Schema
    shape: Shape

    def node(self, schema: Schema, example: Any, path: str) -> Tree:  # noqa: ANN401  # JSON of any type
        schema = resolved(self.root, schema, example)
        if path in self.shape.exact:
            return amount(example) if schema.get("type") == "number" else exact(example)
        if isinstance(example, dict):
            return self._object(schema, example, path)
        if isinstance(example, list):
            return self._list(schema, example, path)
        return self._scalar(schema, example, path)

    def _object(self, schema: Schema, example: dict[str, Any], path: str) -> Tree:
        members = schema.get("properties")
        if members is None:
            return any_members(example)
        required = schema.get("required", ())
        return {
            name: self.node(members[name], value, f"{path}.{name}".removeprefix("."))
            for name, value in example.items()
            if name in members and (self.shape.optional or name in required)
        }

    def _list(self, schema: Schema, example: list[Any], path: str) -> Tree:
        if path in self.shape.holds:
            return list_with(self.shape.holds[path])
        if self.shape.positional or not example:
            return [self.node(schema["items"], item, path) for item in example]
        item = self.node(schema["items"], example[0], path)
        return each_like(item, at_most=None if "." in path else self.shape.at_most)

    def _scalar(self, schema: Schema, example: Any, path: str) -> Tree:  # noqa: ANN401  # JSON of any type
        closed = "enum" in schema or isinstance(example, bool)
        set_by_state = self.shape.vocabulary is not None and path.startswith(self.shape.vocabulary)
        if "const" in schema or (closed and set_by_state):
            return exact(example)
        if "enum" in schema:
            return regex(f"^(?:{'|'.join(re.escape(value) for value in schema['enum'])})$", example)
        return _typed(schema, example)


def _typed(schema: Schema, example: Any) -> Tree:  # noqa: ANN401  # JSON of any type
    match schema.get("type"):
        case "string" if "pattern" in schema:
            return regex(schema["pattern"], example)
        case "integer":
            return integer(example, negative=schema.get("minimum", -1) < 0)
        case "number":
            return number(example, _range(schema))
        case "boolean":
            return every(example, ("boolean", {}), ("type", {}))  # alone, the first takes the text "true"
    return like(example)


def _range(schema: Schema) -> str | None:
    """What Pact can say of a range: a sign, a share of one, and that an amount has whole cents."""
    signed, cents = schema.get("minimum", -1) < 0, schema.get("multipleOf") == CENT
    if cents:
        return CENTS if signed else CENTS_NOT_NEGATIVE
    if signed:
        return None
    return SHARE_OF_ONE if schema.get("maximum") == 1 else NOT_NEGATIVE


def resolved(root: Schema, schema: Schema, example: Any = None) -> Schema:  # noqa: ANN401  # JSON of any type
    """A schema without references; of a choice of events the one that the example's type names."""
    if "$ref" in schema:
        return resolved(root, root["$defs"][schema["$ref"].rpartition("/")[2]], example)
    if "discriminator" in schema:
        chosen = example[schema["discriminator"]["propertyName"]]
        return resolved(root, {"$ref": schema["discriminator"]["mapping"][chosen]})
    return schema
