"""What a result is worth of a test that did not go as its profile says, though its figures are right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.verdict import EXIT, Verdict, worst

from .profiles import SETTLING_S

if TYPE_CHECKING:
    from .failmodes import FailModes
    from .result import IntegrationResult, LoadResult, OperationResult

    Doubted = set[Verdict]


def cut_short(result: LoadResult) -> LoadResult:
    """Of a test that somebody stopped: what passed until then might not have in the rest of the profile."""
    why = f"stopped after {result.about.seconds:.0f} s of {result.profile.duration_s:g} s"
    return _without({Verdict.PASSED, Verdict.UNKNOWN}, result, why)


def switched_late(result: LoadResult, late_s: float) -> LoadResult:
    """Of a test whose faults came or went later than planned: they may have met attempts that are judged."""
    if late_s <= SETTLING_S:
        return result
    return _without({Verdict.FAILED}, result, f"a fault was switched {late_s:.1f} s late")


def _without(doubted: Doubted, result: LoadResult, why: str) -> LoadResult:
    """The result in which those verdicts are unknown, and why."""
    integrations = tuple(_integration(one, doubted, why) for one in result.integrations)
    fail_modes = _fail_modes(result.fail_modes, doubted, why)
    known = [one.verdict for one in integrations]
    known += [] if fail_modes.verdict is None else [fail_modes.verdict]
    told = {"integrations": integrations, "fail_modes": fail_modes}
    return result.model_copy(update={**told, "verdict": worst(known), "exit_code": EXIT[worst(known)]})


def _integration(integration: IntegrationResult, doubted: Doubted, why: str) -> IntegrationResult:
    operations = tuple(_operation(one, doubted, why) for one in integration.operations)
    verdict = worst(one.judgement.verdict for one in operations)
    return integration.model_copy(update={"operations": operations, "verdict": verdict})


def _operation(operation: OperationResult, doubted: Doubted, why: str) -> OperationResult:
    judged = operation.judgement
    told = judged.model_copy(update=_told(judged.verdict, judged.reasons, doubted, why))
    return operation.model_copy(update={"judgement": told})


def _fail_modes(modes: FailModes, doubted: Doubted, why: str) -> FailModes:
    steps = tuple(
        step.model_copy(update=_told(step.verdict, step.reasons, doubted, why)) for step in modes.steps
    )
    verdicts = [step.verdict for step in steps if step.verdict is not None]
    return modes.model_copy(update={"steps": steps, "verdict": worst(verdicts) if verdicts else None})


def _told(verdict: Verdict | None, reasons: tuple[str, ...], doubted: Doubted, why: str) -> dict[str, Any]:
    return {"verdict": Verdict.UNKNOWN, "reasons": (why, *reasons)} if verdict in doubted else {}
