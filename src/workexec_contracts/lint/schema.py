"""Questions to the wire models: which members they have, of which kind."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import BaseModel, RootModel

if TYPE_CHECKING:
    from collections.abc import Iterator


class Place:
    """A member of a model: where it stands and its annotation with metadata."""

    __slots__ = ("annotation", "metadata", "model", "name", "required")

    def __init__(self, model: type[BaseModel], name: str) -> None:
        field = model.model_fields[name]
        self.model = model
        self.name = field.alias or name
        self.annotation = field.annotation
        self.metadata = field.metadata
        self.required = field.is_required()

    @property
    def values(self) -> tuple[str, ...]:
        """The values of an enumerated member, also of a list of them."""
        inner = [self.annotation, *get_args(self.annotation)]
        return next((get_args(kind) for kind in inner if get_origin(kind) is Literal), ())


def places(model: type[BaseModel] | None) -> Iterator[Place]:
    """Every member of a model and of the models inside it."""
    if model is None:
        return
    if issubclass(model, RootModel):
        for inner in _models(model.model_fields["root"].annotation):
            yield from places(inner)
        return
    for name in model.model_fields:
        yield Place(model, name)
        for inner in _models(model.model_fields[name].annotation):
            yield from places(inner)


def has_member(model: type[BaseModel], path: list[str]) -> bool:
    """Whether a path of wire names leads to a member."""
    for place_name in model.model_fields:
        place = Place(model, place_name)
        if place.name == path[0]:
            inner = list(_models(place.annotation))
            return len(path) == 1 or any(has_member(kind, path[1:]) for kind in inner)
    return False


def _models(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401  # any annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


@cache
def properties(model: type[BaseModel] | None) -> tuple[dict[str, Any], ...]:
    """The JSON Schema of every member of a model and of the models inside it."""
    if model is None:
        return ()
    schema = model.model_json_schema()
    wholes = (schema, *schema.get("$defs", {}).values())
    return tuple(member for whole in wholes for member in whole.get("properties", {}).values())
