"""A reference provider that breaks one clause in one way, and the requests that reveal it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts import domains, operations
from workexec_contracts.contracts.findings import RECORDED
from workexec_contracts.providers import Neighbours

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.providers import Call, Reply

    Wrapper = Callable[["Broken", Call], Reply]

BY_ID = {operation.operation_id: operation for _, operation in operations()}
DELIVERIES = {domain.name: domain.delivery for domain in domains() if domain.delivery}
FINDINGS = {finding.id: finding.clause for finding in RECORDED}
"""The clause that each finding is about."""


def never(call: Call) -> float:
    """Seconds that an answer is held back: none."""
    return 0.0


@dataclass(frozen=True)
class Variant:
    """What is broken, where, and which clauses would be a fair name for it."""

    operation: Endpoint
    clauses: tuple[str, ...]
    """A failure must name one of them."""
    wrapped: Wrapper
    reveals: tuple[Call, ...]
    """A request, or a short sequence, to which the right provider answers differently."""
    in_example: bool = False
    """Whether the document's own request of the operation is answered differently already."""
    under: bool = False
    """Whether paths one below the operation's own are wrapped too."""
    late: Callable[[Call], float] = never
    """How many seconds an answer is held back when served; in process nobody waits."""

    @property
    def name(self) -> str:
        return self.wrapped.__name__.replace("_", "-")

    @property
    def domain(self) -> str:
        return next(domain.name for domain, operation in operations() if operation == self.operation)

    @cached_property
    def _path(self) -> re.Pattern[str]:
        path = re.sub(r"\{\w+\}", "[^/]+", self.operation.path)
        return re.compile(path + ("(/[^/]+)?" if self.under else ""))

    def concerns(self, call: Call) -> bool:
        """Whether the request is for the broken operation's path, by whatever method."""
        return self._path.fullmatch(call.path) is not None


class Broken(Neighbours):
    """All neighbours, one operation of which is broken."""

    def __init__(self, variant: Variant, *given: Any) -> None:  # noqa: ANN401  # what Neighbours takes
        super().__init__(*given)
        self.variant = variant

    def right(self, call: Call) -> Reply:
        """What the unbroken provider answers."""
        return super().handle(call)

    def handle(self, call: Call, code: str | None = None) -> Reply:
        return self.variant.wrapped(self, call) if self.variant.concerns(call) else self.right(call)


def clauses_of(operation: Endpoint) -> tuple[str, ...]:
    """The operation's clause, and that which shows its answer: of a look-up, the search's (F26)."""
    return (operation.clause, *(example.clause for example in operation.examples))


def breaks(
    operation: Endpoint,
    *clauses: str,
    by: tuple[Call, ...],
    in_example: bool = False,
    under: bool = False,
    late: Callable[[Call], float] = never,
) -> Callable[[Wrapper], Variant]:
    """Makes a variant of a wrapper; without clauses, it breaks the operation's own."""
    named = tuple(dict.fromkeys(clauses or clauses_of(operation)))

    def variant(wrapper: Wrapper) -> Variant:
        return Variant(operation, named, wrapper, by, in_example, under, late)

    return variant
