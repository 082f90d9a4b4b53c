"""A journey before any I/O: it yields requests and pauses, and is told how each call ended."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from workexec_contracts.load.calling import Came
from workexec_contracts.load.request import Request, Trail
from workexec_contracts.load.steps import TRIES
from workexec_contracts.load.tallies import Ending

if TYPE_CHECKING:
    from collections.abc import Callable

    from .draw import Draw


@dataclass(frozen=True, slots=True)
class Think:
    """The user does something else for so long."""

    seconds: float


Step: TypeAlias = Request | Think
Journey: TypeAlias = Generator[Step, Came | None, bool]
"""Returns whether the user got what they came for."""
AGAIN_S = 1.0
"""The least that a user waits before they try a blocked step again; twice as long each time."""


@dataclass(frozen=True)
class Visit:
    """What a journey goes by: chance, one trace, the pace, the events alone that are asked for, the clock."""

    draw: Draw
    trail: Trail
    think_mean_s: float
    events: frozenset[str] = frozenset()
    """Those of the firehose; all where none is named."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def think(self) -> Think:
        """A pause as long as a person makes one."""
        return Think(self.draw.think_s(self.think_mean_s))

    def moment(self) -> str:
        """Now, as the wire wants it."""
        return self.now().isoformat(timespec="seconds").replace("+00:00", "Z")

    def ask(self, request: Request) -> Generator[Step, Came | None, Came]:
        """One call."""
        came = yield request
        if came is None:
            raise TypeError("a request is answered by how its call ended")
        return came

    def insist(self, request: Request) -> Generator[Step, Came | None, bool]:
        """A fail-closed step: while it is blocked the user tries again, the same request with the same key.

        Returns whether the step completed (F19, F58).
        """
        for again in range(1, TRIES + 1):
            came = yield from self.ask(request)
            if came.ending is not Ending.BLOCKED:
                return came.ending is Ending.ANSWERED
            if again < TRIES:
                yield Think(max(self.think().seconds, AGAIN_S * 2 ** (again - 1)))
        return False
