"""The base of everything that is agreed: immutable, compared by value, built with keywords."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Data(BaseModel):
    """An immutable piece of a contract; an unknown or missing member is an error at import."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


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
