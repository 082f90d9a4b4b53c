"""Places within a JSON document, and copies that differ in one of them."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import member_at

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]
Json = dict[str, Any]


def steps(member: str) -> Path:
    """The path of a contract's member, `data.parts[].sku`, in the first item of each list."""
    found: list[str | int] = []
    for step in member.split("."):
        found += [step.removesuffix("[]"), 0] if step.endswith("[]") else [step]
    return tuple(found)


def at(document: Any, path: Path) -> Any:  # noqa: ANN401  # JSON of any type
    """The value at a path. Raises KeyError or IndexError."""
    for step in path:
        document = document[step]
    return document


def changed(document: Any, path: Path, value: object) -> Any:  # noqa: ANN401  # JSON of any type
    """A copy with another value at a path; of no steps, the value alone."""
    if not path:
        return value
    copy = deepcopy(document)
    at(copy, path[:-1])[path[-1]] = value
    return copy


def without(document: Json, path: Path) -> Json:
    """A copy that lacks a member."""
    copy = deepcopy(document)
    del at(copy, path[:-1])[path[-1]]
    return copy


def values_at(document: Any, path: str) -> Iterator[Any]:  # noqa: ANN401  # JSON of any type
    """The values of a contract's member; `name[]` stands for each item of a list."""
    if "[]" not in path:
        yield member_at(document, path)
        return
    head, _, rest = path.partition(".")
    values = document[head.removesuffix("[]")]
    for value in values if head.endswith("[]") else [values]:
        if rest:
            yield from values_at(value, rest)
        else:
            yield value
