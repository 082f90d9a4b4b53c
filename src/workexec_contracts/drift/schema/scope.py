"""What a comparison of two schemas is about, and what it says of each keyword."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Self

from workexec_contracts.drift.difference import Class, Difference, Style, difference

if TYPE_CHECKING:
    from workexec_contracts.drift.reading import Node


class Direction(Enum):
    """Who sends the value."""

    REQUEST = "request"
    """WorkExec: the other side may accept more, and must not demand more."""
    ANSWER = "answer"
    """The other side: it may say more, and must say nothing that WorkExec does not take."""


@dataclass(frozen=True)
class Relation:
    """Whether what one side states lies within what the other one states; None where nobody can tell."""

    relied_in_offered: bool | None
    offered_in_relied: bool | None
    silent: bool = False
    """Whether the offer says nothing of it."""


@dataclass(frozen=True)
class Scope:
    """Where in the contract, and how the offer is to be read."""

    operation: str
    clause: str
    at: str
    direction: Direction
    foreign: bool = True
    """A foreign document has a style of its own and leaves out what goes without saying; ours has neither."""

    def inside(self, step: str) -> Self:
        """One level deeper."""
        return replace(self, at=f"{self.at}{step}")

    def tell(
        self,
        kind: Class,
        aspect: str,
        node: Node,
        relied: str,
        offered: str,
        *,
        style: Style | None = None,
    ) -> Difference:
        """A difference here."""
        return difference(
            kind,
            aspect,
            node,
            relied=relied,
            offered=offered,
            operation=self.operation,
            at=self.at,
            clause=self.clause,
            style=style,
        )

    def judged(
        self, relation: Relation, aspect: str, node: Node, relied: str, offered: str
    ) -> list[Difference]:
        """What a relation means in this direction."""
        request = self.direction is Direction.REQUEST
        safe = relation.relied_in_offered if request else relation.offered_in_relied
        same = relation.offered_in_relied if request else relation.relied_in_offered
        if safe and same:
            return []
        if safe or (self.foreign and relation.silent):
            kind = Class.COMPATIBLE
        else:
            kind = Class.UNKNOWN if safe is None else Class.BREAKING
        return [self.tell(kind, aspect, node, relied, offered)]
