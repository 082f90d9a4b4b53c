"""What must hold over a history: an invariant sees records one by one, and keeps what breaks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.consumer import Store
    from workexec_contracts.providers import State
    from workexec_contracts.simulation.clock import Clock

KEPT = 100
"""How many violations of one invariant are kept; all are counted."""


@dataclass(frozen=True, slots=True)
class View:
    """The world as checkers may look at it, at the moment of the record that they see."""

    clock: Clock
    state: State
    """Of the neighbours."""
    store: Store
    """Of WorkExec: what outlives a crash."""
    faults_until_us: int = 0
    """When the last fault has stopped."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach: of what, when, by which work order, and the figures in words."""

    invariant: str
    clause: str
    at_us: int
    order: int
    told: str


class Invariant:
    """A claim about every history. `on_<record>` methods see the records of that kind, `end` the whole.

    Nothing is kept about a life after its `Closed`: memory does not grow with simulated time.
    """

    name: ClassVar[str]
    """The claim, as a sentence in snake case."""
    clause: ClassVar[str]
    """Of the contract document, with the findings that decide it."""

    def __init__(self, view: View) -> None:
        """`view` is the world, from its beginning."""
        self.view = view
        self.checked = 0
        """How many times the claim was put to the test."""
        self.broken = 0
        self.violations: list[Violation] = []

    def end(self) -> None:
        """Everything has drained, or the bound for it is over."""

    def breach(self, at_us: int, order: int, told: str) -> None:
        """Notes a violation."""
        self.broken += 1
        if len(self.violations) < KEPT:
            self.violations.append(Violation(self.name, self.clause, at_us, order, told))

    @property
    def verdict(self) -> Verdict:
        """Unknown where the claim was never put to the test."""
        if self.broken:
            return Verdict.FAILED
        return Verdict.PASSED if self.checked else Verdict.UNKNOWN

    def listeners(self) -> dict[str, Callable[[Any], None]]:
        """Its `on_` methods by the record's name in lower case."""
        return {name[3:]: getattr(self, name) for name in dir(self) if name.startswith("on_")}
