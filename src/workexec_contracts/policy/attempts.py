"""Attempts as a neighbour saw them, held against a policy: the same value that the consumer runs by."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import FailMode, Outcome

from .commands import Answered, Unanswered, outcome_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from workexec_contracts.contracts.vocabulary import Policy

_SUCCESS = range(200, 300)
_REFUSALS = range(400, 500)


@dataclass(frozen=True, slots=True)
class Seen:
    """One attempt, in seconds on the neighbour's clock; texts are empty where nothing was sent."""

    at_s: float
    ended_s: float
    """When its answer was out, or its connection broken."""
    status: int | None
    """None where the connection was broken."""
    target: str
    """Method, path and query."""
    key: str = ""
    """The Idempotency-Key."""
    event_id: str = ""
    body: str = ""
    """The body, or its digest."""
    correlation_id: str = ""
    trace_id: str = ""
    span_id: str = ""
    known: bool = False
    """Whether it is what the consumer itself knew, `failed` included: nothing about time-outs is guessed."""
    failed: Outcome | None = None
    """How it failed; None for a final answer."""


class Broken(StrEnum):
    """A way to break a retry policy."""

    TOO_MANY = "more attempts than the policy has"
    TOO_FEW = "given up before the retries were used up"
    TOO_EARLY = "retried too early"
    TOO_LATE = "retried too late"
    AFTER_FINAL = "retried a final answer"
    OTHER_KEY = "another Idempotency-Key"
    OTHER_ID = "another event id"
    OTHER_BODY = "another body"
    OTHER_TRACE = "another trace"
    OLD_SPAN = "the span of an earlier attempt"


@dataclass(frozen=True, slots=True)
class Breach:
    """What was broken, when, and the figures in words."""

    kind: Broken
    at_s: float
    told: str


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a retry may be from its time: two clocks round, and a busy machine is late."""

    early_s: float = 0.1
    late_s: float = 1.0
    timeout_s: float = 0.0
    """How much more after a time-out: nobody saw when the clock of the consumer began."""
    replay_s: float = inf
    """How long after the last retry what comes again is a replay of the dead letter, and no retry."""


TOLERANCE = Tolerance()


def logical_calls(seen: Iterable[Seen]) -> list[list[Seen]]:
    """The attempts of each call, in time: those of one key, of one event, or else of the same request."""
    groups: dict[Hashable, list[Seen]] = defaultdict(list)
    names: dict[Hashable, Hashable] = {}
    for one in sorted(seen, key=lambda one: one.at_s):
        tokens = _tokens(one)
        name = next((names[token] for token in tokens if token in names), tokens[0])
        names.update(dict.fromkeys(tokens, name))
        groups[name].append(one)
    return list(groups.values())


def _tokens(one: Seen) -> list[Hashable]:
    if not one.key:
        return [("request", one.trace_id, one.correlation_id, one.target, one.body)]
    tokens: list[Hashable] = [("key", one.target, one.key)]
    tokens += [("event", one.target, one.event_id)] if one.event_id else []
    return tokens + ([("request", one.trace_id, one.target, one.body)] if one.trace_id else [])


def breaches(
    attempts: Sequence[Seen],
    policy: Policy,
    until_s: float,
    tolerance: Tolerance = TOLERANCE,
    *,
    one_series: bool = False,
) -> Iterator[Breach]:
    """What one call's attempts, in time, break; `until_s` is how long the consumer was watched.

    A series of attempts can be followed by another: where the last retry has failed, a fail-closed step stays
    blocked, and whoever wants it sends the same again (F19, F58); what has no key may be asked again once it
    was answered. `one_series` says that all of them are of one.
    """
    number = 1
    for before, after in pairwise(attempts):
        number, found = _next(number, before, after, policy, tolerance, one_series=one_series)
        anew = number == 1 and not found  # whoever wants it again does so in a trace of its own
        yield from (
            one for one in _differences(before, after) if not (anew and one.kind is Broken.OTHER_TRACE)
        )
        yield from found
    if attempts:
        last = attempts[-1]
        ended_s, failed = ending(last, policy, tolerance.early_s)
        if failed and number <= len(policy.retry.delays_s):
            due_s = ended_s + policy.retry.delays_s[number - 1]
            if due_s + tolerance.late_s < until_s:
                told = f"{number} of {policy.retry.attempts} attempts, the last one {_told(last)}"
                yield Breach(Broken.TOO_FEW, last.at_s, told)


def _next(
    number: int, before: Seen, after: Seen, policy: Policy, tolerance: Tolerance, *, one_series: bool
) -> tuple[int, list[Breach]]:
    """The number of `after` in its series, and what it breaks."""
    ended_s, failed = ending(before, policy, tolerance.early_s)
    if failed is False:
        anew = not one_series and _is_another(before, after, after.at_s - ended_s, policy, tolerance)
        told = f"{_told(before)}, and {after.at_s - ended_s:.2f} s later sent again"
        return 1, [] if anew else [Breach(Broken.AFTER_FINAL, after.at_s, told)]
    if number > len(policy.retry.delays_s):
        if not one_series and _is_anew(after, after.at_s - ended_s, policy, tolerance):
            return 1, []
        told = f"attempt {number + 1} of at most {policy.retry.attempts}"
        return number + 1, [Breach(Broken.TOO_MANY, after.at_s, told)]
    gap_s, due_s = after.at_s - ended_s, policy.retry.delays_s[number - 1]
    told = f"{gap_s:.2f} s after attempt {number}, {due_s:g} s are the policy"
    unsure_s = tolerance.timeout_s if timed_out(before, policy, tolerance) else 0
    if gap_s < due_s - tolerance.early_s - unsure_s:
        return number + 1, [Breach(Broken.TOO_EARLY, after.at_s, told)]
    late = gap_s > due_s + tolerance.late_s + unsure_s
    return number + 1, [Breach(Broken.TOO_LATE, after.at_s, told)] if late else []


def _is_another(before: Seen, after: Seen, gap_s: float, policy: Policy, tolerance: Tolerance) -> bool:
    """Whether what follows a final answer is no retry of it but another call (F58).

    What has no key may be asked again once it was answered; a step that is blocked by an answer that is no
    refusal is wanted again, later than any retry would come.
    """
    if not before.key:
        return before.status in _SUCCESS
    if before.status in _SUCCESS:
        return False
    blocked = policy.fail_mode is FailMode.CLOSED and before.status not in _REFUSALS
    later = gap_s > max(policy.retry.delays_s, default=0) + tolerance.late_s
    return (blocked and later) or (_is_anew(after, gap_s, policy, tolerance) and policy.dead_letter)


def _is_anew(after: Seen, gap_s: float, policy: Policy, tolerance: Tolerance) -> bool:
    """Whether it begins another series: a blocked step that is wanted again, a replayed dead letter."""
    if not after.key:
        return False
    return policy.fail_mode is FailMode.CLOSED or (policy.dead_letter and gap_s > tolerance.replay_s)


def timed_out(one: Seen, policy: Policy, tolerance: Tolerance = TOLERANCE) -> bool:
    """Whether its answer was out only when nobody waited for it any more."""
    return not one.known and one.ended_s > one.at_s + policy.timeout_s + tolerance.early_s


def ending(one: Seen, policy: Policy, unsure_s: float) -> tuple[float, bool | None]:
    """When the consumer knew, and whether it was to retry; None where the time-out was too close to tell."""
    if one.known:
        return one.ended_s, one.failed in policy.retry.on
    too_late_s = one.at_s + policy.timeout_s
    times_out = Outcome.TIMED_OUT in policy.retry.on
    if one.ended_s > too_late_s + unsure_s:
        return too_late_s, times_out
    told = (
        Unanswered(Outcome.CONNECTION_FAILED, one.ended_s)
        if one.status is None
        else Answered(one.status, one.ended_s, None)
    )
    retried = outcome_of(told) in policy.retry.on
    close = one.ended_s > too_late_s - unsure_s
    return min(one.ended_s, too_late_s), None if close and retried != times_out else retried


def _differences(before: Seen, after: Seen) -> Iterator[Breach]:
    kinds = {
        Broken.OTHER_KEY: (before.key, after.key),
        Broken.OTHER_ID: (before.event_id, after.event_id),
        Broken.OTHER_BODY: (before.body, after.body),
        Broken.OTHER_TRACE: (before.trace_id, after.trace_id),
    }
    for kind, (first, second) in kinds.items():
        if first != second:
            yield Breach(kind, after.at_s, f"{first or 'none'}, then {second or 'none'}")
    if after.span_id and before.span_id == after.span_id:
        yield Breach(Broken.OLD_SPAN, after.at_s, after.span_id)


def _told(one: Seen) -> str:
    return "unanswered" if one.status is None else f"answered {one.status}"
