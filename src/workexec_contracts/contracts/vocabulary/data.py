"""The base of everything that is agreed: immutable, compared by value, built with keywords."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from collections.abc import Mapping


M = TypeVar("M", bound=BaseModel)


def without_derived(copy: M) -> M:
    """A copied model that has the values of its members alone."""
    for derived in copy.__dict__.keys() - type(copy).model_fields.keys():
        del copy.__dict__[derived]
    return copy


class Data(BaseModel):
    """An immutable piece of a contract; an unknown or missing member is an error at import."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Another one; what was derived from this one's members (`cached_property`) is derived anew."""
        return without_derived(super().model_copy(update=update, deep=deep))


class Status(StrEnum):
    """Where a contract stands in the document's status table."""

    PENDING = "PENDING"
    READY = "READY"


class Finding(Data):
    """A place where the contract document is silent or contradicts itself, and what was decided.

    `problems` are the kinds of problem, as `wxc lint` computes them, that this finding covers
    (`kind` or `kind:subject`); empty where no computation can find it.
    """

    id: str
    clause: str
    problem: str
    decision: str
    confirm: tuple[str, ...]
    problems: tuple[str, ...] = ()
