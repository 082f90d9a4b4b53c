"""A value of a document together with the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .library import Library

REF = "$ref"
_MAX_HOPS = 50
_SAID_BESIDE = frozenset({REF, "description", "summary", "title", "example", "examples", "deprecated"})
"""Members beside a `$ref` that demand nothing."""


@dataclass
class Unresolved(Exception):  # noqa: N818  # a state of a document, not a defect of this program
    """A place that cannot be followed or read, and why; it makes a comparison unknown there."""

    node: Node
    why: str

    def __str__(self) -> str:
        return f"{self.node.where}: {self.why}"


@dataclass(frozen=True, eq=False)
class Node:
    """Never raises for a value of another kind than one hoped for: there is then nothing inside."""

    library: Library
    file: str
    pointer: tuple[str, ...]
    value: Any

    def get(self, *keys: str) -> Node | None:
        """The member, or the member of the member, None where there is none."""
        found: Node | None = self
        for key in keys:
            if found is None or not isinstance(found.value, dict) or key not in found.value:
                return None
            found = found.at(key, found.value[key])
        return found

    def followed(self, *keys: str) -> Node | None:
        """As `get`, each reference on the way followed. Raises Unresolved."""
        found: Node | None = self.follow()
        for key in keys:
            found = found.get(key) if found is not None else None
            found = found.follow() if found is not None else None
        return found

    def members(self) -> Iterator[tuple[str, Node]]:
        """Of an object: name and node."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield str(key), self.at(str(key), value)

    def elements(self) -> list[Node]:
        """Of a list."""
        value = self.value if isinstance(self.value, list) else []
        return [self.at(str(at), element) for at, element in enumerate(value)]

    def text(self, key: str) -> str | None:
        """The member of that name, where it is a text."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return value if isinstance(value, str) else None

    def texts(self) -> list[str]:
        """Of a list its texts."""
        return [node.value for node in self.elements() if isinstance(node.value, str)]

    def flag(self, key: str) -> bool:
        """Whether the member is true."""
        return isinstance(self.value, dict) and self.value.get(key) is True

    def spot(self, key: str) -> Node:
        """Where to point at for a member: itself, or the object that lacks it."""
        return self.get(key) or self

    def follow(self) -> Node:
        """What a `$ref` leads to, itself where it is none; members beside it are kept by `beside`."""
        seen, node = 0, self
        while isinstance(node.value, dict) and isinstance(node.value.get(REF), str):
            seen += 1
            if seen > _MAX_HOPS:
                raise Unresolved(self, f"the reference {self.value[REF]!r} leads in a circle")
            node = node.library.target(node, node.value[REF])
        return node

    def beside(self) -> Node | None:
        """What stands beside a `$ref` and counts: nothing in OpenAPI 3.0."""
        if not self.library.modern or not isinstance(self.value, dict) or REF not in self.value:
            return None
        rest = {key: value for key, value in self.value.items() if key not in _SAID_BESIDE}
        return Node(self.library, self.file, self.pointer, rest) if rest else None

    @property
    def written(self) -> str:
        """The JSON pointer."""
        parts = (part.replace("~", "~0").replace("/", "~1") for part in self.pointer)
        return "".join(f"/{part}" for part in parts)

    @property
    def where(self) -> str:
        """File and JSON pointer."""
        return f"{self.file}#{self.written}"

    def at(self, key: str, value: Any) -> Self:  # noqa: ANN401  # a JSON value
        """What stands below it by that key."""
        return type(self)(self.library, self.file, (*self.pointer, key), value)
