"""What a simulation came to, as data for every report: verdicts, violations, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.load import objectives
from workexec_contracts.simulation.clock import SECOND_US, Clock
from workexec_contracts.simulation.setting import Setting
from workexec_contracts.verdict import EXIT, Verdict

from .windows import FaultWindow, windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workexec_contracts.simulation.figures import Integration
    from workexec_contracts.simulation.totals import Found, Tally, Total

FORMAT: Literal["workexec-contracts/simulation/1"] = "workexec-contracts/simulation/1"


class About(Data):
    """When and how long, of real time; the command that was given."""

    started_at: str
    seconds: float
    command: str


class Breach(Data):
    """A violation: where it is found again."""

    seed: int
    at_s: float
    """Virtual, since the beginning."""
    at: str
    """The virtual date and time."""
    order: int | None
    """The number of the work order; none where it belongs to none."""
    told: str
    replay: str
    """The command that shows it again."""


class InvariantResult(Data):
    """What became of a claim in all runs."""

    name: str
    sentence: str
    clause: str
    verdict: Verdict
    checked: int
    """How many times it was put to the test."""
    broken: int
    seeds: tuple[int, ...]
    """Those whose run breaks it."""
    breaches: tuple[Breach, ...]
    """The first ones."""


class IntegrationFigures(Data):
    """The attempts and calls of one operation; times in seconds, of the attempts."""

    domain: str
    domain_title: str
    operation: str
    title: str
    calls: int
    attempts: int
    amplification: float
    """Attempts for each call."""
    unanswered: int
    refused: int
    p50_s: float | None
    p95_s: float | None
    p99_s: float | None
    sla_s: float
    sla_assumed: bool
    slower: int
    """Attempts beyond the SLA."""


class Figures(Data):
    """Counted over all runs."""

    events: int
    deliveries: int
    dead_letters: int
    replayed: int
    blocked_finalizations: int
    unanswered_steps: int
    crashes: int
    outcomes: dict[str, int]
    """How the lives of work orders ended."""
    virtual_s: float
    records: int
    integrations: tuple[IntegrationFigures, ...]


OWN = ("records", "integrations")
"""Figures that are not those of a summary as they stand."""


class Moment(Data):
    """What was left to do at a time, in all runs together."""

    at_s: float
    open: int
    """Work orders."""
    pending: int
    """Events that are on their way or blocked."""
    dead: int
    """Dead letters that wait for their replay."""


class RunResult(Data):
    """One run; `digest` is of its history."""

    seed: int
    digest: str
    verdict: Verdict
    broken: int
    events: int
    deliveries: int
    dead_letters: int
    blocked_finalizations: int


class Seen(Data):
    """A state of a policy and a fault that met."""

    state: str
    fault: str


class ScenarioResult(Data):
    """A claim in a file, and what of it was missed or broken."""

    claim: str
    verdict: Verdict
    told: tuple[str, ...]
    """Why it has not passed."""


class SimulationResult(Data):
    """A simulation of one seed or of many."""

    format: Literal["workexec-contracts/simulation/1"] = FORMAT
    about: About
    verdict: Verdict
    """Of all claims, that of a scenario too."""
    exit_code: int
    scenario: ScenarioResult | None = None
    setting: Setting
    """With the first seed."""
    digest: str
    """Of all histories: the same setting, seeds and revision give the same one everywhere."""
    invariants: tuple[InvariantResult, ...]
    figures: Figures
    backlog: tuple[Moment, ...]
    faults: tuple[FaultWindow, ...]
    runs: tuple[RunResult, ...]
    coverage: tuple[Seen, ...]

    @property
    def breaches(self) -> list[tuple[InvariantResult, Breach]]:
        """All that were kept, by seed and time."""
        every = [(claim, breach) for claim in self.invariants for breach in claim.breaches]
        return sorted(every, key=lambda one: (one[1].seed, one[1].at_s, one[0].name))


NAMES = {"ttl": "TTL", "workexec": "WorkExec"}


def sentence_of(name: str) -> str:
    """A name in snake case as a sentence."""
    words = " ".join(NAMES.get(word, word) for word in name.split("_"))
    return f"{words[:1].upper()}{words[1:]}"


def result_of(
    total: Total, about: About, replay: Callable[[int], str], scenario: ScenarioResult | None = None
) -> SimulationResult:
    """The result. `replay` gives the command that runs one seed again."""
    verdict = scenario.verdict if scenario else total.verdict
    figures = total.figures
    counts = {
        name: getattr(figures, name) for name in Figures.model_fields.keys() - {"records", "integrations"}
    }
    return SimulationResult(
        about=about,
        verdict=verdict,
        exit_code=EXIT[verdict],
        scenario=scenario,
        setting=total.setting,
        digest=total.digest,
        invariants=tuple(_invariant(tally, replay) for tally in total.tallies),
        figures=Figures(
            **counts, records=total.records, integrations=tuple(_integrations(figures.integrations))
        ),
        backlog=tuple(
            Moment(at_s=point.at_s, open=point.open, pending=point.pending, dead=point.dead)
            for point in figures.backlog
        ),
        faults=tuple(windows(total.setting)),
        runs=tuple(
            RunResult(**{name: getattr(line, name) for name in RunResult.model_fields})
            for line in total.lines
        ),
        coverage=tuple(Seen(state=state, fault=fault) for state, fault in sorted(total.coverage)),
    )


def _invariant(tally: Tally, replay: Callable[[int], str]) -> InvariantResult:
    return InvariantResult(
        name=tally.name,
        sentence=sentence_of(tally.name),
        clause=tally.clause,
        verdict=tally.verdict,
        checked=tally.checked,
        broken=tally.broken,
        seeds=tally.seeds,
        breaches=tuple(_breach(found, replay) for found in tally.found),
    )


def _breach(found: Found, replay: Callable[[int], str]) -> Breach:
    violation = found.violation
    clock = Clock()
    clock.now_us = violation.at_us
    return Breach(
        seed=found.seed,
        at_s=violation.at_us / SECOND_US,
        at=clock.wall().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        order=violation.order if violation.order >= 0 else None,
        told=violation.told,
        replay=replay(found.seed),
    )


def _integrations(found: Iterable[Integration]) -> Iterable[IntegrationFigures]:
    """In the document's order."""
    by_name = {one.operation_id: one for one in found}
    for objective in objectives():
        one = by_name.get(objective.operation)
        if one is not None:
            p50_s, p95_s, p99_s = one.attempt_s
            yield IntegrationFigures(
                domain=objective.domain,
                domain_title=objective.domain_title,
                operation=one.operation_id,
                title=objective.title,
                calls=one.calls,
                attempts=one.attempts,
                amplification=one.amplification,
                unanswered=one.unanswered,
                refused=one.refused,
                p50_s=p50_s,
                p95_s=p95_s,
                p99_s=p99_s,
                sla_s=one.sla_s,
                sla_assumed=objective.assumed,
                slower=one.slower,
            )
