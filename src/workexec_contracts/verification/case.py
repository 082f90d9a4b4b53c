"""A case: requests, what each must be answered with, and the clause that says so."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from workexec_contracts.contracts.vocabulary import Data

TOKEN = "$WXC_TOKEN"  # noqa: S105  # the placeholder that keeps the secret out of every report


class Needs(StrEnum):
    """What a target must have so that a case can be put to it."""

    DOCUMENT = "the entities of the document"
    DATASET = "the rows of our dataset"
    SWITCH = "a switch that takes the service down"
    OURS = "our own stubs, which promise more than the contract"
    STATES = "somebody who knows this state"


class Call(Data):
    """One request. `path` holds the query too, encoded; the token is a placeholder."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: str | None = None

    def having(self, **headers: str | None) -> Call:
        """The same request with headers replaced or, where None, left out; `_` stands for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        replaced = {name.lower() for name in named}
        kept = tuple((name, value) for name, value in self.headers if name.lower() not in replaced)
        added = tuple((name, value) for name, value in named.items() if value is not None)
        return self.model_copy(update={"headers": (*kept, *added)})

    def without_body(self) -> Call:
        """The same request, nothing in it."""
        return self.model_copy(update={"body": None})

    def but(self, **parts: str) -> Call:
        """The same request with another method, path or body."""
        return self.model_copy(update=parts)


class Expected(Data):
    """What the answer must be. Objects may have more members than `body` (F05)."""

    status: int
    code: str | None = None
    """Of a refusal; its body must be an error body."""
    fields: tuple[str, ...] = ()
    """What `fieldErrors` must name."""
    body: dict[str, Any] | None = None
    prefix: bool = False
    """Whether lists may go on after the items of `body`."""
    headers: tuple[tuple[str, str], ...] = ()
    allow: tuple[str, ...] = ()
    """The methods that `Allow` must name."""
    repeats: int | None = None
    """The step whose answer must come again."""
    existing: tuple[int, str] | None = None
    """The step and its member that `existingResourceId` must be."""
    correlated: bool = False
    """Whether the correlation id must be there, and the same in header and error body."""

    def __str__(self) -> str:
        text = f"{self.status} {self.code or ''}".strip()
        if self.fields:
            text += f" naming {', '.join(self.fields)}"
        return text


class Step(Data):
    """One request of a case and its answer."""

    call: Call
    expected: Expected


class Case(Data):
    """A claim about an operation, in a sentence."""

    name: str
    domain: str
    operation: str
    clause: str
    steps: tuple[Step, ...]
    needs: Needs = Needs.DOCUMENT
    alone: bool = False
    """Whether no other case may run meanwhile."""

    @property
    def codes(self) -> frozenset[str]:
        """The error codes that the case expects."""
        return frozenset(step.expected.code for step in self.steps if step.expected.code)
