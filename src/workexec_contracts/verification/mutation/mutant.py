"""A mutant: a reference provider, or the reference WorkExec, that breaks one clause in one way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.providers import Call, Reply

    from .provider import Mutable

    Bend = Callable[[Mutable, Call], Reply]
    """What is answered instead of what the right provider answers."""
    Rewrite = Callable[[dict[str, Any]], dict[str, Any]]
    """Another event instead of the one that is published."""


class Kind(StrEnum):
    """The classes of mutants: what the matrix has a row for."""

    DROPPED = "member dropped"
    RENAMED = "member renamed"
    TYPED = "type changed"
    NULLED = "member nulled"
    OUTSIDE = "value outside its vocabulary"
    FORMAT = "format broken"
    BOUNDS = "value out of bounds"
    ECHO = "wrong echo or constant"
    STATUS = "status swapped"
    CODE = "error code swapped"
    FORGIVEN = "success to an error"
    ENVELOPE = "error body broken"
    HEADER = "header lost or wrong"
    UNREADABLE = "body unreadable"
    ACCESS = "token not looked at"
    NARROWED = "accepted values narrowed"
    WIDENED = "wrong values accepted"
    SHIFTED = "range shifted"
    SEARCH = "search broken"
    FILTER = "filter broken"
    PAGING = "paging broken"
    ORDER = "order of rows"
    ROWS = "rows lost or wrong"
    ROUNDING = "rounding broken"
    TOTALS = "totals broken"
    RULE = "rule not checked"
    REFERENCE = "reference not checked"
    SEQUENCE = "order of checks"
    MEMORY = "idempotency broken"
    EFFECT = "effect lost or wrong"
    PUBLISHED = "published event lost or wrong"
    LATE = "answer too late"


@dataclass(frozen=True)
class Mutant:
    """`subject` is an operation's id or the name of an event; `place` and `how` tell where and what.

    One of `bend` and `rewrite` is given.
    """

    subject: str
    place: str
    how: str
    kind: Kind
    domain: str
    clause: str
    says: str
    operation: Endpoint | None = None
    bend: Bend | None = None
    rewrite: Rewrite | None = None

    @property
    def id(self) -> str:
        """Stable and readable: `searchParts/response/items.sku/dropped`."""
        return f"{self.subject}/{self.place}/{self.how}"

    @property
    def hint(self) -> str:
        """A word that claims about it are likely to hold: a member, a parameter, a code."""
        return self.place.rpartition("/")[2].rpartition(".")[2]

    @property
    def is_message(self) -> bool:
        """Whether it is an event that breaks, not an answer."""
        return self.rewrite is not None
