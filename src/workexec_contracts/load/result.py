"""A load test that has ended, as one frozen value: what its reports are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.verdict import EXIT, Verdict, worst

from .failmodes import FailModes, judge_fail_modes
from .figures import CallFigures, Figures, attempts_of, bars_of, calls_of, points_of
from .gate import Judgement, judge
from .generator import Generator
from .profiles import SETTLING_S, Profile
from .retries import Retries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .clocks import Clocks, Window
    from .objectives import Objective

FORMAT: Literal["workexec-contracts/load/1"] = "workexec-contracts/load/1"


class About(Data):
    """Where, when and how the test ran."""

    target: str
    model: Literal["open", "closed"]
    seed: str
    workers: int
    started_at: str
    seconds: float


class OperationResult(Data):
    """One operation: the verdict about its attempts, and the figures of both clocks."""

    judgement: Judgement
    attempts: Figures
    calls: CallFigures


class IntegrationResult(Data):
    """One neighbour: as good as the worst of its operations."""

    domain: str
    title: str
    owner: str
    verdict: Verdict
    operations: tuple[OperationResult, ...]


class LoadResult(Data):
    """The whole test."""

    format: Literal["workexec-contracts/load/1"] = FORMAT
    about: About
    profile: Profile
    generator: Generator
    verdict: Verdict
    exit_code: int
    integrations: tuple[IntegrationResult, ...]
    fail_modes: FailModes
    """Of the journeys' steps; no part of the whole verdict where none was put to the test."""
    retries: Retries | None = None
    """None where no journal can be read."""


def conclude(
    clocks: Clocks, about: About, profile: Profile, generator: Generator, held_to: Iterable[Objective]
) -> LoadResult:
    """The verdicts about everything that was measured.

    A neighbour that the profile itself breaks is not held to its SLA meanwhile: attempts that start while
    a fault is on, or about to be, are in the figures, not in the verdict.
    """
    by_domain: dict[str, list[OperationResult]] = {}
    for objective in held_to:
        found = _operation(clocks, objective, profile, generator)
        by_domain.setdefault(objective.domain, []).append(found)
    integrations = tuple(map(_integration, by_domain.values()))
    fail_modes = judge_fail_modes(clocks, profile, generator)
    kept = [] if fail_modes.verdict is None else [fail_modes.verdict]
    verdict = worst([*kept, *(one.verdict for one in integrations)] if integrations else [])
    return LoadResult(
        about=about,
        profile=profile,
        generator=generator,
        verdict=verdict,
        exit_code=EXIT[verdict],
        integrations=integrations,
        fail_modes=fail_modes,
    )


def judgements(
    clocks: Clocks, profile: Profile, generator: Generator, held_to: Iterable[Objective]
) -> Iterator[Judgement]:
    """The verdicts alone, for whoever looks while the test runs: the figures over time take far longer."""
    for objective in held_to:
        yield judge(
            objective, clocks.measured(objective.operation, without=_broken(profile, objective)), generator
        )


def _operation(
    clocks: Clocks, objective: Objective, profile: Profile, generator: Generator
) -> OperationResult:
    name = objective.operation
    (judgement,) = judgements(clocks, profile, generator, [objective])
    whole = clocks.measured(name)
    tally = clocks.tallies.get(name)
    return OperationResult(
        judgement=judgement,
        attempts=Figures(
            times=attempts_of(whole),
            failures=dict(tally.failures) if tally else {},
            points=points_of(clocks, name),
            bars=bars_of(whole),
        ),
        calls=calls_of(tally.calls if tally else None),
    )


def _broken(profile: Profile, objective: Objective) -> list[Window]:
    faults = [fault for fault in profile.faults if fault.targets(objective.domain, objective.operation)]
    return [(fault.from_s - SETTLING_S, fault.until_s + SETTLING_S) for fault in faults]


def _integration(operations: list[OperationResult]) -> IntegrationResult:
    first = operations[0].judgement.objective
    return IntegrationResult(
        domain=first.domain,
        title=first.domain_title,
        owner=first.owner,
        verdict=worst(one.judgement.verdict for one in operations),
        operations=tuple(operations),
    )
