"""What came of an experiment: what was asked and answered, and what the neighbour had of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workexec_contracts.audit.recorded import Attempt
    from workexec_contracts.audit.triggers import Reply, Step
    from workexec_contracts.switching import Scope

    from .experiment import Experiment


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that was triggered, and the answer."""

    step: Step
    reply: Reply


@dataclass
class Course:
    """Of one experiment. Times are seconds on the neighbours' clock."""

    experiment: Experiment | None
    asked: list[Asked] = field(default_factory=list)
    """What it is about; the steps before it are left out."""
    scope: Scope | None = None
    attempts: list[Attempt] = field(default_factory=list)
    """Of its operation and scope, from its first question on."""
    ended_s: float = 0.0
    problem: str = ""
    """Why it did not come to its question."""
    cleared_s: float | None = None
    """When its neighbour answered again."""
    ttl_s: float | None = None
    """The TTL that the service has, 0 where nobody knows it; None where it was not waited for."""

    def take(self, attempts: Sequence[Attempt]) -> None:
        """Takes what is its own of all that the neighbours were asked."""
        scope, experiment = self.scope, self.experiment
        if scope is None or experiment is None or not self.asked:
            return
        begun_s = self.asked[0].reply.at_s - _UNSURE_S
        own = experiment.operation.operation_id
        self.attempts = [
            one for one in attempts if one.operation == own and one.seen.at_s >= begun_s and one.is_of(scope)
        ]

    def series(self) -> list[list[Attempt]]:
        """The attempts after each question, until the next one."""
        begins = [asked.reply.at_s - _UNSURE_S for asked in self.asked[1:]]
        found: list[list[Attempt]] = [[] for _ in self.asked]
        for one in self.attempts:
            found[sum(one.seen.at_s >= begin for begin in begins)].append(one)
        return found

    def until_s(self, number: int) -> float:
        """How long the series after a question was watched."""
        later = self.asked[number + 1 :]
        return later[0].reply.at_s if later else self.ended_s


_UNSURE_S = 0.001
"""Journals are precise to the millisecond."""
