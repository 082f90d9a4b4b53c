"""Retries, by the judge that simulations and load tests have too: `policy.breaches`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.policy import Broken, breaches, ending, timed_out
from workexec_contracts.verdict import Verdict

from .claim import Claim, Found, passed
from .timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workexec_contracts.audit.recorded import Attempt
    from workexec_contracts.policy import Breach, Tolerance

_CLAIMS = {
    Broken.TOO_MANY: Claim.ATTEMPTS,
    Broken.TOO_FEW: Claim.ATTEMPTS,
    Broken.TOO_EARLY: Claim.SPACING,
    Broken.TOO_LATE: Claim.SPACING,
    Broken.AFTER_FINAL: Claim.FINAL,
    Broken.OTHER_KEY: Claim.SAME,
    Broken.OTHER_ID: Claim.SAME,
    Broken.OTHER_BODY: Claim.SAME,
    Broken.OTHER_TRACE: Claim.TRACE,
    Broken.OLD_SPAN: Claim.TRACE,
}
_ABOUT_TIME = {Broken.TOO_EARLY, Broken.TOO_LATE, Broken.TOO_FEW}


def judge_series(
    series: Sequence[Attempt], until_s: float, tolerance: Tolerance, *, one_series: bool
) -> Iterator[Found]:
    """What a call's attempts, in time, keep and break."""
    policy, operation = series[0].policy, series[0].operation
    seen = [one.seen for one in series]
    broken = list(breaches(seen, policy, until_s, tolerance, one_series=one_series))
    claims = {id(found): _claim(found, series, tolerance) for found in broken}
    for found in broken:
        told = f"{found.kind}: {found.told}"
        yield Found(claims[id(found)], operation, Verdict.FAILED, told, timeline(series))
    for claim in _put_to_the_test(series, until_s, tolerance) - set(claims.values()):
        yield passed(claim, operation)


def _claim(found: Breach, series: Sequence[Attempt], tolerance: Tolerance) -> Claim:
    """What comes at the wrong time after a time-out is about the time-out."""
    if found.kind in _ABOUT_TIME:
        before = [one for one in series if one.seen.at_s < found.at_s]
        last = series[-1] if found.kind is Broken.TOO_FEW else before[-1] if before else None
        if last is not None and timed_out(last.seen, last.policy, tolerance):
            return Claim.TIMEOUT
    return _CLAIMS[found.kind]


def _put_to_the_test(series: Sequence[Attempt], until_s: float, tolerance: Tolerance) -> set[Claim]:
    tested = {Claim.SAME, Claim.TRACE} if len(series) > 1 else set()
    for at, one in enumerate(series):
        ended_s, failed = ending(one.seen, one.policy, tolerance.early_s)
        late = timed_out(one.seen, one.policy, tolerance)
        followed = at + 1 < len(series)
        if failed:
            watched = followed or until_s > ended_s + one.policy.retry.delays_s[-1] + tolerance.late_s
            tested |= {Claim.ATTEMPTS} if watched else set()
            tested |= {Claim.TIMEOUT if late else Claim.SPACING} if followed else set()
        elif failed is False:
            tested.add(Claim.FINAL)
    return tested
