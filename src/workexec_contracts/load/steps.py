"""How the steps of a journey ended: fail-open ones go on, fail-closed ones stop and recover.

A step is what a user asks for once: all calls of the same request. It is told from outside, by how its calls
ended and by what the journey did then, so that a journey which breaks a promise cannot say that it kept it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import FailMode

from .tallies import Ending, StepEnd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .calling import Came
    from .request import Request

TRIES = 5
"""How often a user tries a blocked step before they give up; less is giving up too early (F58)."""


BROKEN = (StepEnd.HELD_UP, StepEnd.UNACKNOWLEDGED, StepEnd.LOST)
"""What a fail mode forbids."""
OPEN = {Ending.DEAD_LETTERED, Ending.SUBSTITUTED}


@dataclass(slots=True)
class Step:
    """One request and its calls; no two requests have the same correlation id and key."""

    request: Request
    came: list[Came] = field(default_factory=list)
    ended_s: float = 0
    """When the last call was over."""

    @property
    def fail_mode(self) -> FailMode:
        """What a failure means for it."""
        return self.request.policy.fail_mode

    @property
    def is_acknowledged(self) -> bool:
        """Whether the last call reached its neighbour, by the attempt itself and not only by the policy."""
        last = self.came[-1]
        return last.ending is Ending.ANSWERED and last.reached is not False


@dataclass(slots=True)
class Walk:
    """The steps of one journey, in order."""

    steps: list[Step] = field(default_factory=list)

    def told(self, request: Request, came: Came, at_s: float) -> None:
        """A call of the journey ended at that time."""
        found = next((step for step in self.steps if step.request.headers == request.headers), None)
        if found is None:
            found = Step(request)
            self.steps.append(found)
        found.came.append(came)
        found.ended_s = at_s

    def ends(
        self, is_away: Callable[[str, float], bool], *, fine: bool | None
    ) -> Iterator[tuple[str, StepEnd]]:
        """Of each step that fails open or closed its operation and end.

        `fine` is what the journey says its user got; None where the test ended before. `is_away` says of an
        operation whether it may still have been away at a time.
        """
        for step in self.steps:
            is_cut = fine is None and step is self.steps[-1]
            if step.fail_mode is FailMode.OPEN:
                yield from _named(
                    step, _open(step, is_cut=is_cut, blamed=fine is False and self._is_to_blame())
                )
            elif step.fail_mode is FailMode.CLOSED:
                away = is_away(step.request.operation.operation_id, step.ended_s)
                yield from _named(step, _closed(step, fine=fine, is_cut=is_cut, away=away))

    def _is_to_blame(self) -> bool:
        """Whether nothing but a fail-open step explains that a user went away unserved."""
        others = (step for step in self.steps if step.fail_mode is not FailMode.OPEN)
        refused = any(step.came[-1].ending is Ending.FAILED for step in self.steps)
        return not refused and all(step.is_acknowledged for step in others)


def _named(step: Step, end: StepEnd | None) -> Iterator[tuple[str, StepEnd]]:
    if end is not None:
        yield step.request.operation.operation_id, end


def _open(step: Step, *, is_cut: bool, blamed: bool) -> StepEnd | None:
    endings = Counter(came.ending for came in step.came)
    if endings[Ending.BLOCKED] or (len(step.came) > 1 and OPEN & endings.keys()):
        return StepEnd.HELD_UP  # the user was told to try again
    if step.came[-1].ending in OPEN:
        if is_cut:
            return None  # nobody knows whether it would have gone on
        return StepEnd.HELD_UP if blamed else StepEnd.WENT_ON
    return StepEnd.REFUSED if step.came[-1].ending is Ending.FAILED else StepEnd.SERVED


def _closed(step: Step, *, fine: bool | None, is_cut: bool, away: bool) -> StepEnd:
    if step.is_acknowledged:
        return StepEnd.SERVED if len(step.came) == 1 else StepEnd.RECOVERED
    if fine:
        return StepEnd.UNACKNOWLEDGED
    if step.came[-1].ending is Ending.FAILED:
        return StepEnd.REFUSED
    if is_cut:
        return StepEnd.CUT
    return StepEnd.GIVEN_UP if away and len(step.came) >= TRIES else StepEnd.LOST
