"""`wxc mutate`: which breakages nobody would notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.report.bundle.model import Evidence, Figure, Shown
from workexec_contracts.report.next_steps import US
from workexec_contracts.verdict import EXIT, Verdict
from workexec_contracts.verification.mutation import tally

from .gathering import gathered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.verification.mutation import MutationRun, Trial

CLAUSE = "Strength of the proof"
"""No clause of the document: what its clauses are worth."""


def of_mutation(run: MutationRun) -> Shown:
    """A mutant that nobody killed is a gap in the harness; whether that is a failure is the run's to say."""
    found = tally(run.trials)
    told = f"{found.killed} of {found.counted} mutants killed, {found.share():.1%}"
    if not run.trials:
        told = f"{len(run.baselines)} times the right provider"
    shares = [
        Figure(contract="", name=f"killed by {layer}", value=100 * found.share(layer), unit="%")
        for layer in found.by_layer
        if found.counted
    ]
    return Shown(
        target="",
        seed=str(run.seed),
        verdict=run.verdict,
        exit_code=EXIT[run.verdict],
        told=told,
        evidence=gathered(_rows(run)),
        figures=tuple(shares),
        proves=False,
        mends=US,
    )


def _rows(run: MutationRun) -> Iterator[Evidence]:
    for text in run.problems:
        yield Evidence(contract="", what=text, verdict=run.verdict, clause=CLAUSE)
    for trial in run.trials:
        yield _row(trial)


def _row(trial: Trial) -> Evidence:
    if trial.unknown and not trial.killed_by:
        judged = trial.unknown[0]
        return _of(trial, Verdict.UNKNOWN, f"{trial.says}: {judged.layer} cannot tell", judged.claim)
    if trial.survived:
        return _of(trial, Verdict.UNKNOWN, f"nobody notices: {trial.says}", "every layer passes it")
    told = "equivalent: nobody can tell" if trial.equivalent else f"noticed: {trial.kind.value}"
    return Evidence(contract=trial.subject, what=told, verdict=Verdict.PASSED, clause=trial.clause)


def _of(trial: Trial, verdict: Verdict, what: str, actual: str) -> Evidence:
    return Evidence(
        contract=trial.subject,
        what=what,
        verdict=verdict,
        clause=trial.clause,
        expected="one of the layers fails",
        actual=actual,
        replay=trial.replay,
    )
