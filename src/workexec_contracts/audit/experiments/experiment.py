"""The kinds of experiments, each a plan: prepare, stage a mishap, ask, wait until nothing more can come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import FailMode
from workexec_contracts.policy import ending
from workexec_contracts.switching import Fault, Staged

from .commands import Ask, Clear, Expire, Look, Now, Pause, Stage
from .prepare import prepared

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from workexec_contracts.audit.triggers import Step, Triggers, Values
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

    from .commands import Command, Steps
    from .course import Course
    from .subject import Subject

BEYOND_S = 3.0
"""How long after the time-out a slow answer comes."""
FIRST_S = 2.0
"""How soon a call is to come that its step has waited for;"""
LATEST_S = 6.0
"""and one that is made in the background."""
QUIET_S = 2.5
"""How long nothing may come after an answer that is final; a retry would come after a second."""
BAD_GATEWAY, DOWN, GATEWAY_TIMEOUT = 502, 503, 504


class Kind(StrEnum):
    """What an experiment finds out."""

    FALTERS = "falters"
    """The first attempts fail, each in another way; the last one is answered."""
    FAILS = "fails for good"
    REFUSES = "refuses"
    """One answer that is final."""
    TIMES_OUT = "does not answer in time"
    CACHES = "is asked twice, and again later"
    UNCACHED = "is asked twice"
    STALE = "fails when the cache is old"


@dataclass(frozen=True)
class Experiment:
    """One short experiment with one operation, by one step of the audited service."""

    number: int
    kind: Kind
    operation: Endpoint
    domain: Domain
    step: Step
    subject: Subject
    mishaps: tuple[int | Fault, ...] = ()
    forever: bool = False
    waits: bool = True
    """Whether it may wait for a cache to expire."""
    replay: Step | None = None

    @property
    def name(self) -> str:
        """For people: `deliverOrderEvent refuses: 400, by finalize`."""
        told = ", ".join(str(mishap) for mishap in self.mishaps)
        return f"{self.operation.operation_id} {self.kind}{f': {told}' if told else ''}, by {self.step.name}"

    def run(self, triggers: Triggers, course: Course) -> Steps:
        """The plan; what it finds out is noted in `course`."""
        values: Values = dict(self.subject.values)
        yield from prepared(triggers, self.step, values, course)
        if course.problem:
            return
        try:
            course.scope = self.subject.scope(values)
        except KeyError as missing:
            course.problem = f"nothing finds {missing}, by which its requests are known"
            return
        runs = {Kind.CACHES: self._cached, Kind.UNCACHED: self._uncached, Kind.STALE: self._stale}
        yield from runs.get(self.kind, self._staged)(values, course)
        course.ended_s = yield Now()

    def _staged(self, values: Values, course: Course) -> Steps:
        staged = self._mishap(course)
        yield Stage(staged)
        yield Ask(self.step, values)
        yield from self._settled()
        if self.kind is Kind.FAILS:
            yield Clear(staged)
            course.cleared_s = yield Now()
            yield from self._recovers(values)

    def _mishap(self, course: Course) -> Staged:
        if course.scope is None:
            raise TypeError(f"{self.name}: staged before its scope is known")
        beyond_s = self.operation.policy.timeout_s + BEYOND_S
        return Staged(self.operation.operation_id, course.scope, self.mishaps, self.forever, beyond_s)

    def _recovers(self, values: Values) -> Steps:
        """The neighbour answers again: a blocked step is asked for again, a dead letter replayed."""
        if self.operation.policy.fail_mode is FailMode.CLOSED:
            yield Ask(self.step, values)
            yield from self._settled()
        elif self.replay is not None:
            seen = yield Look()
            event_id = next((one.seen.event_id for one in reversed(seen)), "")
            yield Ask(self.replay, {**values, "event_id": event_id})
            yield from self._settled()

    def _cached(self, values: Values, course: Course) -> Steps:
        """A hit at once and one shortly before its time, which renews nothing; then a new call."""
        cache = self.operation.cache
        if cache is None:
            raise TypeError(f"{self.name}: it has no cache")
        yield Ask(self.step, values)
        yield Ask(self.step, values)
        for share in (_EARLY, 1 + _LATE - _EARLY)[: 2 if self.waits else 0]:
            course.ttl_s = yield Expire(cache.ttl_s, share)
            if not course.ttl_s:
                return
            yield Ask(self.step, values)

    def _uncached(self, values: Values, course: Course) -> Steps:  # noqa: ARG002  # as the other plans
        yield Ask(self.step, values)
        yield Ask(self.step, values)

    def _stale(self, values: Values, course: Course) -> Steps:
        cache = self.operation.cache
        if cache is None:
            raise TypeError(f"{self.name}: it has no cache")
        yield Ask(self.step, values)
        course.ttl_s = yield Expire(cache.ttl_s, 1 + _LATE)
        if not course.ttl_s:
            return
        yield Stage(self._mishap(course))
        yield Ask(self.step, values)
        yield from self._settled()

    def _settled(self) -> Generator[Command, Any, None]:
        """Until nothing more can come: not even a retry that the policy does not have."""
        policy = self.operation.policy
        delays_s = policy.retry.delays_s
        begun_s = yield Now()
        while True:
            seen, now_s = (yield Look()), (yield Now())
            end_s = begun_s + (LATEST_S if policy.dead_letter else FIRST_S)
            if seen:
                ended_s, failed = ending(seen[-1].seen, policy, 0.1)
                end_s = ended_s + (2 * delays_s[-1] + FIRST_S if failed else QUIET_S)
            if now_s >= end_s:
                return
            yield Pause(min(end_s - now_s + 0.05, 1.0))


_EARLY = 0.6
_LATE = 0.15
"""Shares of a TTL: a hit before it, a call after it."""
