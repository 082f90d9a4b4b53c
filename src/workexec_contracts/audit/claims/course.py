"""The verdicts of one experiment."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from workexec_contracts.audit.experiments.experiment import Experiment, Kind
from workexec_contracts.contracts.vocabulary import FailMode, Outcome
from workexec_contracts.verdict import Verdict

from .claim import Claim, Found, passed
from .retries import judge_series
from .timeline import of_course

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.audit.experiments import Course
    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.policy import Tolerance

_DOWN = 503
_OK = range(200, 300)


def promised(kind: Kind, operation: Endpoint) -> tuple[Claim, ...]:
    """What an experiment of that kind is to put to the test."""
    policy = operation.policy
    told: dict[Kind, tuple[Claim, ...]] = {
        Kind.FALTERS: (Claim.ATTEMPTS, Claim.SPACING, Claim.SAME, Claim.TRACE),
        Kind.REFUSES: (Claim.FINAL,),
        Kind.TIMES_OUT: (Claim.TIMEOUT,),
        Kind.CACHES: (Claim.CACHED, Claim.EXPIRES),
        Kind.UNCACHED: (Claim.UNCACHED,),
        Kind.STALE: (Claim.STALE,),
    }
    if kind is not Kind.FAILS:
        return told[kind]
    retried = Outcome.UNAVAILABLE in policy.retry.on
    retries = (Claim.ATTEMPTS, Claim.SPACING) if retried else (Claim.FINAL,)
    if policy.fail_mode is FailMode.CLOSED:
        return (*retries, Claim.CLOSED, Claim.RECOVERS)
    if policy.fail_mode is FailMode.OPEN:
        return (*retries, Claim.OPEN, *([Claim.REPLAY] if policy.dead_letter else []))
    return retries


def judge_course(course: Course, tolerance: Tolerance) -> Iterator[Found]:
    """Everything that it shows; unknown what it was to show and does not."""
    experiment = course.experiment
    if experiment is None:
        return
    found = [] if course.problem else list(_judged(experiment, course, tolerance))
    yield from found
    if any(one.verdict is Verdict.FAILED for one in found):
        return
    told = {one.claim for one in found}
    for claim in promised(experiment.kind, experiment.operation):
        if claim not in told and (experiment.waits or claim is not Claim.EXPIRES):
            yield _untold(experiment, course, claim)


def _untold(experiment: Experiment, course: Course, claim: Claim) -> Found:
    """Why an experiment did not show what it was to."""
    reason, unasked = "it did not come up", False
    if course.problem:
        reason = course.problem
    elif not course.attempts:
        reason = "no call of it came, so that nothing is known"
    elif course.ttl_s == 0:
        reason = "how short the TTL is in the audited service is not known: --ttl-factor says it"
        unasked = True
    elif claim is Claim.REPLAY and experiment.replay is None:
        reason, unasked = "no trigger replays a dead letter: name one, `replay`", True
    elif claim in {Claim.CACHED, Claim.EXPIRES}:
        reason = "a question came too late for its TTL: the service or this machine is too slow"
    about, told = experiment.operation.operation_id, f"{experiment.name}: {reason}"
    return Found(claim, about, Verdict.UNKNOWN, told, of_course(course), unasked=unasked)


def _judged(experiment: Experiment, course: Course, tolerance: Tolerance) -> Iterator[Found]:
    kinds: dict[Kind, Callable[[Experiment, Course], Iterator[Found]]] = {
        Kind.CACHES: _caches,
        Kind.UNCACHED: _uncached,
        Kind.STALE: _stale,
        Kind.FAILS: _fails,
    }
    for number, series in enumerate(course.series()):
        if series and not _several(experiment):
            yield from judge_series(series, course.until_s(number), tolerance, one_series=True)
    if experiment.kind in kinds:
        yield from kinds[experiment.kind](experiment, course)


def _several(experiment: Experiment) -> bool:
    """Whether one question may make more than one call: a search over pages, each of them well."""
    return experiment.kind in {Kind.CACHES, Kind.UNCACHED}


def _of(experiment: Experiment, course: Course, claim: Claim, wrong: str) -> Found:
    about = experiment.operation.operation_id
    if not wrong:
        return passed(claim, about)
    return Found(claim, about, Verdict.FAILED, f"{experiment.name}: {wrong}", of_course(course))


def _caches(experiment: Experiment, course: Course) -> Iterator[Found]:
    series, asked = course.series(), course.asked
    if not series or not series[0]:
        return
    fresh_s = asked[0].reply.ended_s + _SAFE * (course.ttl_s or inf)
    hits = [number for number in (1, 2) if number < len(asked) and asked[number].reply.ended_s < fresh_s]
    for number in hits:
        at_s = asked[number].reply.at_s - asked[0].reply.ended_s
        yield _of(
            experiment, course, Claim.CACHED, f"asked again {at_s:.2f} s later" if series[number] else ""
        )
    if len(asked) == _WHOLE and hits == [1, 2] and not series[1] and not series[2]:
        wrong = "" if series[3] else "no new call, though the TTL is over"
        yield _of(experiment, course, Claim.EXPIRES, wrong)


_SAFE = 0.9
"""The share of a TTL after which nobody can tell any more."""
_WHOLE = 4
"""Questions: two at once, a hit, a new call."""


def _uncached(experiment: Experiment, course: Course) -> Iterator[Found]:
    series = course.series()
    if series and series[0]:
        wrong = "" if all(series) else "the second question was answered without a call"
        yield _of(experiment, course, Claim.UNCACHED, wrong)


def _stale(experiment: Experiment, course: Course) -> Iterator[Found]:
    if len(course.asked) != 2 or not course.series()[0]:  # noqa: PLR2004  # before, and while it is down
        return
    if not course.series()[1]:
        yield _of(experiment, course, Claim.EXPIRES, "no new call, though the TTL is over")
        return
    reply, shown = course.asked[1].reply, experiment.subject.shown()
    wrong = ""
    if not course.asked[1].step.succeeded(reply):
        wrong = f"the stale answer is not served: {reply.told}"
    elif shown not in reply.text:
        wrong = f"the answer does not show {shown!r}"
    yield _of(experiment, course, Claim.STALE, wrong)


def _fails(experiment: Experiment, course: Course) -> Iterator[Found]:
    policy, first = experiment.operation.policy, course.asked[0].reply
    blocked = not course.asked[0].step.succeeded(first)
    if policy.fail_mode is FailMode.OPEN and (course.attempts or blocked):
        yield _of(experiment, course, Claim.OPEN, f"it was answered {first.told}" if blocked else "")
        yield from _replayed(experiment, course)
    if policy.fail_mode is FailMode.CLOSED and course.attempts:
        wrong = "" if first.status == _DOWN else f"it was answered {first.told}"
        yield _of(experiment, course, Claim.CLOSED, wrong)
        yield from _recovered(experiment, course)


def _recovered(experiment: Experiment, course: Course) -> Iterator[Found]:
    """The same event, key and body; sent by the retry of the step, or by a redelivery before it."""
    if len(course.asked) < 2 or course.cleared_s is None:  # noqa: PLR2004  # blocked, and asked again
        return
    again = course.asked[1]
    wrong = ""
    if not again.step.succeeded(again.reply):
        wrong = f"asked again, it was answered {again.reply.told}"
    yield _of(experiment, course, Claim.RECOVERS, wrong or _resent(course))


def _replayed(experiment: Experiment, course: Course) -> Iterator[Found]:
    if len(course.asked) < 2:  # noqa: PLR2004  # given up, and replayed
        return
    again = course.asked[1]
    wrong = "" if again.step.succeeded(again.reply) else f"the replay was answered {again.reply.told}"
    yield _of(experiment, course, Claim.REPLAY, wrong or _resent(course))


def _resent(course: Course) -> str:
    """What is wrong with what was sent once the neighbour was back."""
    before = course.series()[0]
    later = [one for one in course.attempts if course.cleared_s and one.seen.at_s >= course.cleared_s]
    if not before or not later:
        return "nothing was sent again"
    first, last = before[0].seen, later[-1].seen
    kinds = {"Idempotency-Key": (first.key, last.key), "event id": (first.event_id, last.event_id)}
    kinds["body"] = (first.body, last.body)
    wrong = [f"another {name}: {one}, then {two}" for name, (one, two) in kinds.items() if one != two]
    taken = last.status is not None and last.status in _OK
    return "; ".join(wrong) or ("" if taken else "what was sent again was not taken")
