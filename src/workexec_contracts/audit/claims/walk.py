"""What a step calls while all is well: what it needs, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.audit.experiments.walk import needed_always
from workexec_contracts.verdict import Verdict

from .claim import Claim, Found, passed
from .timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workexec_contracts.audit.experiments.walk import Walk, Walked
    from workexec_contracts.audit.recorded import Attempt


def judge_walk(came: Walk, attempts: Sequence[Attempt]) -> Iterator[Found]:
    """Of every step; about the operation that it called needlessly, or else about the first that it needs."""
    for one in came.walked:
        yield from _step(one, attempts)


def _step(one: Walked, attempts: Sequence[Attempt]) -> Iterator[Found]:
    step, reply = one.step, one.reply
    about = step.operations[0]
    if reply is None or not step.succeeded(reply):
        told = one.problem or f"{step.name} answered {reply.told if reply else 'nothing'}"
        yield Found(Claim.NEEDED, about, Verdict.UNKNOWN, told)
        return
    during = [each for each in attempts if reply.at_s - 0.001 <= each.seen.at_s < one.until_s]
    called = {each.operation for each in during}
    for name in sorted(called - set(step.operations)):
        told = f"{step.name} calls {name}, which it does not need"
        needless = [each for each in during if each.operation == name]
        yield Found(Claim.NEEDED, name, Verdict.FAILED, told, timeline(needless))
    for name in sorted(needed_always(step) - called):
        told = f"{step.name} was answered {reply.status}, and no call of {name} came"
        yield Found(Claim.NEEDED, name, Verdict.FAILED, told, timeline(during))
    for name in sorted(called & set(step.operations)):
        yield passed(Claim.NEEDED, name)
