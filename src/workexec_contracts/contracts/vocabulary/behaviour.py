"""How a neighbour answers a valid request, as data that both stubs and reference providers carry out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, PositiveInt

from .data import Data


class Collection(Data):
    """Rows that a domain holds. The document's entities come first; Faker fills up to `size`."""

    name: str
    key: str
    size: PositiveInt
    rows: tuple[dict[str, Any], ...]


class Search(Data):
    """Pages through rows whose `text` columns contain `query` and whose columns equal the filters (F29)."""

    kind: Literal["search"] = "search"
    collection: str
    text: tuple[str, ...]
    query: str = "query"
    filters: Mapping[str, str] = Field(default_factory=dict)
    """Parameter name to column name."""


class Listing(Data):
    """All rows of a collection that fit the filters, under one member, without the `hidden` columns."""

    kind: Literal["listing"] = "listing"
    collection: str
    member: str
    equal: Mapping[str, str]
    contains: Mapping[str, str] = Field(default_factory=dict)
    """Parameter name to a list column that must contain it."""
    hidden: tuple[str, ...] = ()


class Lookup(Data):
    """One row by its key. `missing` answers an unknown key; `unlinked` one that only `parent` knows."""

    kind: Literal["lookup"] = "lookup"
    collection: str
    parameter: str
    missing: str
    parent: str | None = None
    unlinked: str | None = None


class TaxCalculation(Data):
    """Tax per line at the location's rate for the line's code, half-up; totals of lines (F06, F07)."""

    kind: Literal["tax"] = "tax"
    collection: str
    missing: str
    not_configured: str


class Record(Data):
    """Keeps the request for ever under a new id and says so (F27).

    The answer is the example's, with the new id under `id_member` and, under `stamp_member`,
    the time of the request's member of the same name, to the millisecond.
    """

    kind: Literal["record"] = "record"
    prefix: str
    id_member: str
    stamp_member: str | None = None


class Acknowledge(Data):
    """Accepts an event and applies its effects (F14)."""

    kind: Literal["acknowledge"] = "acknowledge"


class Fixed(Data):
    """Answers the contract's own example."""

    kind: Literal["fixed"] = "fixed"


Behaviour = Search | Listing | Lookup | TaxCalculation | Record | Acknowledge | Fixed
