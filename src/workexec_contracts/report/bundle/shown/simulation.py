"""`wxc simulate`: invariants over histories, and what was searched for in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.report.bundle.model import Evidence, Figure, Shown
from workexec_contracts.report.next_steps import US
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.report.simulation import (
        HuntResult,
        InvariantResult,
        LiveResult,
        SimulationResult,
    )

FAULTS_OF_A_RUN = 50


def of_simulation(result: SimulationResult) -> Shown:
    """An invariant is about the workflows as a whole, not about one contract."""
    verdicts = [claim.verdict for claim in result.invariants]
    counts = ", ".join(f"{verdicts.count(verdict)} invariants {verdict}" for verdict in Verdict)
    scenario = result.scenario
    return Shown(
        target=scenario.claim if scenario else "",
        seed=str(result.setting.seed),
        verdict=result.verdict,
        exit_code=result.exit_code,
        mends=US,
        told=f"{counts}; {len(result.runs):,} runs, {result.figures.events:,} events",
        evidence=(*_scenario(result), *(_invariant(claim) for claim in result.invariants)),
        figures=tuple(_figures(result)),
    )


def _scenario(result: SimulationResult) -> Iterator[Evidence]:
    if result.scenario:
        yield Evidence(
            contract="",
            what=result.scenario.claim,
            verdict=result.scenario.verdict,
            clause="",
            actual="; ".join(result.scenario.told),
            replay=result.about.command,
        )


def _invariant(claim: InvariantResult) -> Evidence:
    first = claim.breaches[0] if claim.breaches else None
    return Evidence(
        contract="",
        what=claim.sentence,
        verdict=claim.verdict,
        clause=claim.clause,
        count=max(claim.broken if first else claim.checked, 1),
        expected="never broken" if first else "",
        actual=f"{first.told} (at {first.at}, seed {first.seed})" if first else "",
        replay=first.replay if first else "",
    )


def _figures(result: SimulationResult) -> Iterator[Figure]:
    for one in result.figures.integrations:
        if one.p95_s is not None:
            yield Figure(
                contract=one.operation, name="p95, simulated", value=one.p95_s, unit="s", limit=one.sla_s
            )


def of_hunt(result: HuntResult) -> Shown:
    """What was found; a search that found nothing shows as much as it tried."""
    found = tuple(
        Evidence(
            contract="",
            what=prey.sentence,
            verdict=Verdict.FAILED,
            clause=prey.clause,
            expected="never broken",
            actual=f"{prey.told} (with {', '.join(prey.faults) or 'no fault'}, seed {prey.seed})",
            replay=prey.replay,
        )
        for prey in result.found[:FAULTS_OF_A_RUN]
    )
    nothing = Evidence(
        contract="",
        what=f"nothing found by {result.mode}",
        verdict=result.verdict,
        clause="",
        count=max(result.runs, 1),
        replay=result.about.command,
    )
    return Shown(
        target=result.mode,
        seed="",
        verdict=result.verdict,
        exit_code=result.exit_code,
        mends=US,
        told=f"{result.runs:,} runs, {len(result.found)} violations",
        evidence=found or (nothing,),
    )


def shown_live(result: LiveResult) -> Shown:
    """Each step in both worlds: where they agree, what the simulation says can be had in real time."""
    verdicts = [step.verdict for step in result.steps]
    counts = ", ".join(f"{verdicts.count(verdict)} steps {verdict}" for verdict in Verdict)
    return Shown(
        target=f"live {result.faults} against {result.against}",
        seed="",
        verdict=result.verdict,
        exit_code=result.exit_code,
        mends=US,
        told=f"{counts}, in virtual and in real time",
        evidence=tuple(
            Evidence(
                contract="",
                what=f"{step.step}, {step.phase}: the same in virtual and in real time",
                verdict=step.verdict,
                clause="",
                expected="no difference" if step.differences else "",
                actual="; ".join(step.differences),
                replay=result.about.command,
            )
            for step in result.steps
        ),
    )
