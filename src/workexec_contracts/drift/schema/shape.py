"""A schema as alternatives: `allOf` merged, `oneOf` and `anyOf` spread, OpenAPI 3.0 read as 3.1."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workexec_contracts.drift.reading import Node, Unresolved

from .limits import Limits, limits_of
from .oracle import fits, same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KINDS = frozenset({"string", "number", "integer", "boolean", "null", "object", "array"})
NULL = frozenset({"null"})
MOST = 64
"""Alternatives beyond which a schema is not compared; `allOf` of `oneOf` multiplies."""
_UNCOMPARED = (
    *("not", "if", "contains", "prefixItems", "patternProperties", "propertyNames"),
    *("dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems"),
)
"""What is left to the library that knows all of JSON Schema."""


@dataclass(frozen=True)
class Shape:
    """One alternative. `node` is the schema to point at; what nothing is said of is None or empty."""

    node: Node
    types: frozenset[str] | None = None
    stated: bool = False
    """Whether `types` was written down and not only implied by other members."""
    values: tuple[object, ...] | None = None
    limits: Limits = field(default_factory=Limits)
    patterns: tuple[str, ...] = ()
    formats: frozenset[str] = frozenset()
    properties: dict[str, tuple[Node, ...]] = field(default_factory=dict)
    required: dict[str, Node] = field(default_factory=dict)
    closed: tuple[frozenset[str], ...] = ()
    """For each part that takes no other members, those it takes."""
    others: tuple[Node, ...] = ()
    """What members without a name of their own must be."""
    items: tuple[Node, ...] = ()
    odd: tuple[Node, ...] = ()
    """Keywords that are not compared one by one."""
    spots: dict[str, Node] = field(default_factory=dict)
    """Where each keyword stands."""

    def spot(self, *keywords: str) -> Node:
        """Where to point at for a keyword, the schema itself where it says none of them."""
        return next((self.spots[name] for name in keywords if name in self.spots), self.node)

    def refuses(self, name: str) -> bool:
        """Whether a member of that name is not taken."""
        return any(name not in names for names in self.closed)

    @property
    def free(self) -> bool:
        """Whether it is a map, or says nothing of its members."""
        return not self.properties and not self.closed


def shapes(nodes: Sequence[Node]) -> list[Shape]:
    """The alternatives of a schema that several nodes state together. Raises Unresolved."""
    found = [Shape(nodes[0].follow())]
    for node in nodes:
        found = _both(found, _alternatives(node, ()), node)
    tidy = [_tidy(shape) for shape in found]
    return [shape for shape in tidy if shape.types != frozenset()] or tidy[:1]


def _tidy(shape: Shape) -> Shape:
    """Enumerated values that are of its types, and the types of those; else what careless documents imply."""
    if shape.values is None and shape.types is None:
        kind = "object" if shape.properties else "array" if shape.items else None
        return replace(shape, types=frozenset({kind})) if kind else shape
    if shape.values is None:
        return shape
    values = tuple(one for one in shape.values if _is_one(one, shape))
    return replace(shape, values=values, types=frozenset(kind_of(one) for one in values))


def kind_of(value: object) -> str:
    """The narrowest type of a JSON value."""
    if isinstance(value, float) and value.is_integer():
        return "integer"
    kinds = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
    return kinds.get(type(value), "null")


def _is_one(value: object, shape: Shape) -> bool:
    """Whether an enumerated value keeps the rest of the schema too."""
    if shape.types is not None and not _fits(kind_of(value), shape.types):
        return False
    if isinstance(value, str) and any(fits(pattern, value) is False for pattern in shape.patterns):
        return False
    return shape.limits.hold(value)


def _fits(kind: str, types: frozenset[str]) -> bool:
    return kind in types or (kind == "integer" and "number" in types)


def _alternatives(node: Node, inside: tuple[int, ...]) -> list[Shape]:
    target = node.follow()
    if target.value is True or id(target.value) in inside:  # a schema adds nothing to itself
        return [Shape(target)]
    if target.value is False:
        return [Shape(target, types=frozenset(), stated=True)]
    if not isinstance(target.value, dict):
        raise Unresolved(target, f"a schema is an object, not {type(target.value).__name__}")
    inside = (*inside, id(target.value))
    found = [_own(target)]
    for part in _parts(target, "allOf"):
        found = _both(found, _alternatives(part, inside), target)
    for keyword in ("anyOf", "oneOf"):
        choices = [one for part in _parts(target, keyword) for one in _alternatives(part, inside)]
        found = _both(found, choices, target) if choices else found
    if not target.library.modern and target.flag("nullable"):
        found = [*found, Shape(target, types=NULL, stated=True, spots={"type": target.spot("nullable")})]
    beside = node.beside() if target is not node else None
    return _both(found, _alternatives(beside, inside), target) if beside else found


def _parts(node: Node, keyword: str) -> list[Node]:
    found = node.get(keyword)
    return found.elements() if found is not None else []


def _both(left: list[Shape], right: list[Shape], node: Node) -> list[Shape]:
    if len(left) * len(right) > MOST:
        raise Unresolved(node, f"more than {MOST} alternatives")
    merged = [_merged(one, other) for one in left for other in right]
    return [shape for shape in merged if shape.types != frozenset()] or merged[:1]


def _merged(one: Shape, other: Shape) -> Shape:
    values = one.values
    if other.values is not None:
        kept = other.values
        values = kept if values is None else tuple(v for v in values if any(same(v, one) for one in kept))
    properties = dict(one.properties)
    for name, nodes in other.properties.items():
        properties[name] = (*properties.get(name, ()), *nodes)
    return replace(
        other if _says_nothing(one) else one,
        types=_common(one.types, other.types),
        stated=one.stated or other.stated,
        values=values,
        limits=one.limits.tightened(other.limits),
        patterns=tuple(dict.fromkeys((*one.patterns, *other.patterns))),
        formats=one.formats | other.formats,
        properties=properties,
        required={**one.required, **other.required},
        closed=(*one.closed, *other.closed),
        others=(*one.others, *other.others),
        items=(*one.items, *other.items),
        odd=(*one.odd, *other.odd),
        spots={**one.spots, **other.spots},
    )


def _says_nothing(shape: Shape) -> bool:
    return not shape.spots


def _common(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    both = one & other
    pairs = ((one, other), (other, one))
    return both | {"integer" for left, right in pairs if "integer" in left and "number" in right}


def _own(node: Node) -> Shape:
    types = _types(node)
    items, others = node.get("items"), node.get("additionalProperties")
    properties = dict(_properties(node))
    closed = others is not None and others.value is False
    return Shape(
        node,
        types=types,
        stated=types is not None,
        values=_values(node),
        limits=limits_of(node),
        patterns=_texts(node, "pattern"),
        formats=frozenset(_texts(node, "format")),
        properties=properties,
        required={one.value: one for one in _required(node)},
        closed=(frozenset(properties),) if closed else (),
        others=(others,) if others is not None and isinstance(others.value, dict) and others.value else (),
        items=(items,) if items is not None else (),
        odd=tuple(found for name in _UNCOMPARED if (found := node.get(name)) is not None),
        spots=dict(node.members()),
    )


def _types(node: Node) -> frozenset[str] | None:
    stated = node.get("type")
    if stated is None:
        return None
    names = {stated.value} if isinstance(stated.value, str) else set(stated.texts())
    if not names or not names <= KINDS:
        raise Unresolved(stated, f"{stated.value!r} is no type of JSON Schema")
    return frozenset(names)


def _values(node: Node) -> tuple[object, ...] | None:
    enum, const = node.get("enum"), node.get("const")
    listed = tuple(enum.value) if enum is not None and isinstance(enum.value, list) else None
    if const is None:
        return listed
    return (const.value,) if listed is None or any(same(const.value, one) for one in listed) else ()


def _texts(node: Node, keyword: str) -> tuple[str, ...]:
    found = node.text(keyword)
    return (found,) if found else ()


def _properties(node: Node) -> Iterator[tuple[str, tuple[Node, ...]]]:
    found = node.get("properties")
    for name, schema in found.members() if found is not None else ():
        yield name, (schema,)


def _required(node: Node) -> list[Node]:
    found = node.get("required")
    listed = found.elements() if found is not None else []
    return [one for one in listed if isinstance(one.value, str)]
