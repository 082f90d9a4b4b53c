"""Places in documents of any shape, lists looked through, and the members of a model with their schemas."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workexec_contracts.pacts.shapes import resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import BaseModel

Place = tuple[str, ...]
Json = Any
Change = Any  # of a holder and the name of a member in it


@dataclass(frozen=True)
class Member:
    """A member of a model: `items.sku` is that of each item."""

    place: Place
    schema: dict[str, Any]
    required: bool

    @property
    def words(self) -> str:
        """As ids and sentences name it."""
        return ".".join(self.place)

    @property
    def name(self) -> str:
        """The last name."""
        return self.place[-1]


def members(model: type[BaseModel], example: Json = None) -> Iterator[Member]:
    """Every member of a model, those of objects and of lists of objects below it too."""
    root = model.model_json_schema()
    yield from _members(root, resolved(root, root, example), ())


def _members(root: dict[str, Any], schema: dict[str, Any], at: Place) -> Iterator[Member]:
    for name, node in schema.get("properties", {}).items():
        found, place = resolved(root, node), (*at, name)
        yield Member(place, found, name in schema.get("required", ()))
        inner = resolved(root, found["items"]) if "items" in found else found
        yield from _members(root, inner, place)


def holders(value: Json, place: Place) -> Iterator[dict[str, Any]]:
    """The objects that hold the member, or could hold it."""
    if isinstance(value, list):
        for item in value:
            yield from holders(item, place)
    elif isinstance(value, dict):
        if len(place) == 1:
            yield value
        elif place[0] in value:
            yield from holders(value[place[0]], place[1:])


def held(value: Json, place: Place) -> list[Json]:
    """The values of the member, wherever it is there."""
    return [holder[place[-1]] for holder in holders(value, place) if place[-1] in holder]


def bent(value: Json, place: Place, change: Callable[[dict[str, Any], str], None]) -> Json:
    """A copy in which every object that has the member is changed."""
    copy = deepcopy(value)
    for holder in list(holders(copy, place)):
        if place[-1] in holder:
            change(holder, place[-1])
    return copy
