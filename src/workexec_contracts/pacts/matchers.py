"""What a value must be like, derived from the model of the contract, with an example always given.

A matcher tree is a JSON document in which `{"pact:matcher:type": ..., "value": example}` stands for a value:
the form that every Pact library of the Rust family takes. Nothing here imports one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

Tree = Any
"""JSON of any type, with matchers in it."""
Schema = dict[str, Any]
MATCHER = "pact:matcher:type"
ANYTHING = r"[\s\S]*"
NOT_NEGATIVE = r"^[0-9].*$"
SHARE_OF_ONE = r"^(?:0(?:\.[0-9]+)?|1(?:\.0+)?)$"


def like(value: object) -> Tree:
    """Any value of that JSON type."""
    return {MATCHER: "type", "value": value}


def exact(value: object) -> Tree:
    """This value; said aloud, because inside a list a type matcher of the list would reach it."""
    return {MATCHER: "equality", "value": value}


def regex(pattern: str, value: object) -> Tree:
    """A text of which the whole matches."""
    return {MATCHER: "regex", "regex": whole(pattern), "value": value}


def whole(pattern: str) -> str:
    """A JSON Schema pattern, which may match anywhere, as one for the whole text."""
    body = pattern.removeprefix("^").removesuffix("$")
    before = "" if pattern.startswith("^") else ANYTHING
    return f"^{before}{body}{'' if pattern.endswith('$') else ANYTHING}$"


def text(value: object) -> Tree:
    """A text that is not blank."""
    return regex(r"[^\x00-\x20]", value)


def every(value: object, *rules: tuple[str, dict[str, Any]]) -> Tree:
    """A value that keeps all rules."""
    return {MATCHER: [{MATCHER: kind, **more} for kind, more in rules], "value": value}


def number(value: float, pattern: str | None = None) -> Tree:
    """A JSON number, whole or not: `match.decimal` of Pact refuses 89."""
    if pattern is None:
        return {MATCHER: "number", "value": value}
    return every(value, ("number", {}), ("regex", {"regex": pattern}))


def amount(value: float) -> Tree:
    """This very number, however many zeros it is written with."""
    digits = f"{Decimal(str(value)).normalize():f}"
    zeros = r"0*" if "." in digits else r"(?:\.0+)?"
    return number(value, f"^{re.escape(digits).replace(chr(92) + '-', '-')}{zeros}$")


def integer(value: int, *, negative: bool = False) -> Tree:
    """A whole number."""
    if negative:
        return {MATCHER: "integer", "value": value}
    return every(value, ("integer", {}), ("regex", {"regex": NOT_NEGATIVE}))


def each_like(item: Tree, *, at_least: int = 1, at_most: int | None = None) -> Tree:
    """A list of items like this one."""
    limits = {"min": at_least, **({} if at_most is None else {"max": at_most})}
    return {MATCHER: "type", **limits, "value": [item]}


def list_with(value: object) -> Tree:
    """A list that holds this value, whatever else."""
    return {MATCHER: "arrayContains", "variants": [exact(value)]}


def any_members(value: dict[str, Any]) -> Tree:
    """An object whose members are nobody's concern."""
    return {MATCHER: "eachKey", "rules": [{MATCHER: "regex", "regex": r"^[\s\S]+$"}], "value": value}


def written(tree: Tree) -> Tree:
    """Whole numbers without a fraction, as every language writes them.

    The verifier for JavaScript writes bodies anew, 60.0 as 60, under the length that they had, and then waits
    for the missing bytes until its time-out.
    """
    if isinstance(tree, dict):
        return {name: written(node) for name, node in tree.items()}
    if isinstance(tree, list):
        return [written(node) for node in tree]
    return int(tree) if isinstance(tree, float) and tree.is_integer() else tree


def plain(tree: Tree) -> Any:  # noqa: ANN401  # JSON of any type
    """The example of a tree."""
    if isinstance(tree, list):
        return [plain(node) for node in tree]
    if not isinstance(tree, dict):
        return tree
    if MATCHER in tree:
        return plain(tree["value"] if "value" in tree else tree["variants"])
    return {name: plain(node) for name, node in tree.items()}


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
    """What Pact can say of a range: a sign, and a share of one."""
    if schema.get("minimum", -1) < 0:
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
