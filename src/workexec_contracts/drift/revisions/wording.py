"""What changed in words alone; and a guard: a change that nothing else explains is told as unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.drift.schema.oracle import same, shown

from .both import Told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.drift.reading import Library

PROSE = frozenset(
    {"description", "summary", "title", "example", "examples", "links", "tags", "info", "operationId", "name"}
    | {"servers", "x-findings", "x-errors", "x-events", "x-publishes", "x-owner", "x-openapi", "x-clause"}
    | {"x-operation-id", "x-status", "x-blocked-by", "correlationId", "$comment"}
)
"""Members that are for readers, or that say again what stands elsewhere."""

DEEPEST = 100


def wording(left: Library, right: Library, *, explained: bool) -> Iterator[Told]:
    """One change for all words of a document, one for what no other change accounts for."""
    found = list(differing(left.root.value, right.root.value, ()))
    prose = [pointer for pointer in found if PROSE & set(pointer)]
    rest = [] if explained else [pointer for pointer in found if not PROSE & set(pointer)]
    for pointers, aspect, unknown in ((prose, "wording", False), (rest, "document", True)):
        if pointers:
            node = right.root
            written = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in pointers[0])
            more = f" and {len(pointers) - 1} places more" if len(pointers) > 1 else ""
            old, new = (shown(at_pointer(one.root.value, pointers[0])) + more for one in (left, right))
            yield Told(node.file, aspect, old, new, (), unknown, node.file, written, "")


def at_pointer(value: Any, pointer: tuple[str, ...]) -> Any:  # noqa: ANN401  # a JSON value
    for part in pointer:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def differing(left: Any, right: Any, pointer: tuple[str, ...]) -> Iterator[tuple[str, ...]]:  # noqa: ANN401  # JSON values
    """The outermost places at which two JSON values differ."""
    if len(pointer) > DEEPEST:
        return  # a YAML alias within its own anchor
    if isinstance(left, dict) and isinstance(right, dict):
        for key in dict.fromkeys([*left, *right]):
            if key in left and key in right:
                yield from differing(left[key], right[key], (*pointer, str(key)))
            else:
                yield (*pointer, str(key))
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for at, (one, other) in enumerate(zip(left, right, strict=True)):
            yield from differing(one, other, (*pointer, str(at)))
    elif not same(left, right):
        yield pointer
