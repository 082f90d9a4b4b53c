"""A test that somebody stopped: what it showed until then, of which nothing passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.verdict import EXIT, Verdict, worst

if TYPE_CHECKING:
    from .failmodes import FailModes
    from .result import IntegrationResult, LoadResult, OperationResult


def cut_short(result: LoadResult) -> LoadResult:
    """The result so far: what failed has failed; what passed might not have in the rest of the profile."""
    why = f"stopped after {result.about.seconds:.0f} s of {result.profile.duration_s:g} s"
    integrations = tuple(_integration(one, why) for one in result.integrations)
    fail_modes = _fail_modes(result.fail_modes, why)
    known = [one.verdict for one in integrations]
    known += [] if fail_modes.verdict is None else [fail_modes.verdict]
    told = {"integrations": integrations, "fail_modes": fail_modes}
    return result.model_copy(update={**told, "verdict": worst(known), "exit_code": EXIT[worst(known)]})


def _integration(integration: IntegrationResult, why: str) -> IntegrationResult:
    operations = tuple(_operation(one, why) for one in integration.operations)
    verdict = worst(one.judgement.verdict for one in operations)
    return integration.model_copy(update={"operations": operations, "verdict": verdict})


def _operation(operation: OperationResult, why: str) -> OperationResult:
    judged = operation.judgement
    told = judged.model_copy(update=_doubted(judged.verdict, judged.reasons, why))
    return operation.model_copy(update={"judgement": told})


def _fail_modes(modes: FailModes, why: str) -> FailModes:
    steps = tuple(step.model_copy(update=_doubted(step.verdict, step.reasons, why)) for step in modes.steps)
    verdicts = [step.verdict for step in steps if step.verdict is not None]
    return modes.model_copy(update={"steps": steps, "verdict": worst(verdicts) if verdicts else None})


def _doubted(verdict: Verdict | None, reasons: tuple[str, ...], why: str) -> dict[str, Any]:
    if verdict is None:
        return {}
    told = Verdict.FAILED if verdict is Verdict.FAILED else Verdict.UNKNOWN
    return {"verdict": told, "reasons": (why, *reasons)}
