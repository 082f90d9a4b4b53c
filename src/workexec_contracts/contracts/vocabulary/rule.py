"""What a request must satisfy beyond its schema: rules across members, then the provider's data (F31)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from .data import Data
from .error import ErrorCode
from .expression import Comparison, holds


class Rule(Data):
    """A named predicate across members of one request; a breach is a 400 that names `field` (F21)."""

    name: str
    says: str
    field: str
    requires: Comparison
    code: str = "VALIDATION_ERROR"
    clause: str

    def broken_by(self, document: Mapping[str, Any]) -> bool:
        """Whether a schema-valid document breaks the rule."""
        return not holds(self.requires, document)


class Known(Data):
    """The value at `member` is the `by` of a row of `collection`; with `where`, of a row that fits too.

    A member path may run through lists: `data.parts[].sku` means each of them.
    `where` maps a column to the values it may have; `linked` maps a list column to the member
    whose value the list must hold.
    """

    kind: Literal["known"] = "known"
    name: str
    says: str
    member: str
    collection: str
    by: str
    where: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    linked: Mapping[str, str] = Field(default_factory=dict)
    error: ErrorCode
    clause: str
