"""Whether the journeys kept the fail modes of their steps while neighbours were down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import Data, FailMode
from workexec_contracts.verdict import Verdict, worst

from .profiles import Journey
from .steps import BROKEN, TRIES
from .tallies import StepEnd

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint, Policy

    from .clocks import Clocks
    from .generator import Generator
    from .profiles import Profile

FEWEST = 29
"""Steps without their neighbour that a *passed* needs: so many, all kept, show nine of ten (95 percent)."""
NOT_TRIED = "no step was without its neighbour"
ABSENT = {"down", "reset", "empty"}
"""Faults in which nothing is answered; the others let some attempts through."""
PROVES = {FailMode.OPEN: StepEnd.WENT_ON, FailMode.CLOSED: StepEnd.RECOVERED}
UNDECIDED = {
    StepEnd.GIVEN_UP: f"the neighbour was away for longer than the {TRIES} tries of a user",
    StepEnd.CUT: "whether they recover was not seen",
}


class StepOutcomes(Data):
    """One step of one journey; the verdict is None where nothing put its fail mode to the test."""

    domain: str
    operation: str
    journey: Journey
    fail_mode: FailMode
    verdict: Verdict | None
    reasons: tuple[str, ...]
    ends: dict[StepEnd, int]


class FailModes(Data):
    """All steps that fail open or closed; as good as the worst of those that were put to the test."""

    verdict: Verdict | None
    steps: tuple[StepOutcomes, ...]

    @property
    def judged(self) -> tuple[StepOutcomes, ...]:
        """Those with a verdict."""
        return tuple(step for step in self.steps if step.verdict is not None)

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        return NOT_TRIED if self.verdict is None else self.verdict.value


def judge_fail_modes(clocks: Clocks, profile: Profile, generator: Generator) -> FailModes:
    """The verdicts. What a lost worker did not tell may have broken them: nothing passes then."""
    steps = tuple(
        _judged(domain, operation, journey, ends, profile, generator)
        for domain, operation in operations()
        for journey, ends in _ends_of(clocks, operation.operation_id)
    )
    verdicts = [step.verdict for step in steps if step.verdict is not None]
    return FailModes(verdict=worst(verdicts) if verdicts else None, steps=steps)


def _ends_of(clocks: Clocks, operation: str) -> Iterator[tuple[Journey, Counter[StepEnd]]]:
    tally = clocks.tallies.get(operation)
    for journey in Journey:
        if tally is not None and journey in tally.steps:
            yield journey, tally.steps[journey]


def _judged(
    domain: Domain,
    operation: Endpoint,
    journey: Journey,
    ends: Counter[StepEnd],
    profile: Profile,
    generator: Generator,
) -> StepOutcomes:
    policy = next((event.policy for event in operation.events if event.policy), operation.policy)
    verdict, reasons = _verdict(policy.fail_mode, ends)
    if verdict is None and _is_to_be_met(domain, operation, policy, profile):
        verdict = Verdict.UNKNOWN
    if verdict is Verdict.PASSED and generator.fell_short:
        verdict, reasons = Verdict.UNKNOWN, (generator.fell_short, *reasons)
    return StepOutcomes(
        domain=domain.name,
        operation=operation.operation_id,
        journey=journey,
        fail_mode=policy.fail_mode,
        verdict=verdict,
        reasons=reasons,
        ends={end: ends[end] for end in StepEnd if ends[end]},
    )


def _verdict(mode: FailMode, ends: Counter[StepEnd]) -> tuple[Verdict | None, tuple[str, ...]]:
    met = ends[PROVES[mode]]
    told = (f"{met} {PROVES[mode]}",)
    if broken := [f"{ends[end]} {end}" for end in BROKEN if ends[end]]:
        return Verdict.FAILED, (*broken, *told)
    if open_ends := [f"{ends[end]} {end}: {why}" for end, why in UNDECIDED.items() if ends[end]]:
        return Verdict.UNKNOWN, (*open_ends, *told)
    if met >= FEWEST:
        return Verdict.PASSED, told
    return None, (f"{met} {PROVES[mode]}, too few: {FEWEST} are needed",)


def _is_to_be_met(domain: Domain, operation: Endpoint, policy: Policy, profile: Profile) -> bool:
    """Whether the profile keeps the neighbour away for longer than its retries take."""
    return any(
        fault.targets(domain.name, operation.operation_id)
        and fault.mode in ABSENT
        and fault.until_s - fault.from_s > policy.retry.budget_s
        for fault in profile.faults
    )
