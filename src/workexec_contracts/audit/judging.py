"""From what happened to rulings: a pure function, whoever ran the experiments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workexec_contracts.policy import Tolerance
from workexec_contracts.verdict import Verdict

from .claims import Found, judge_course, judge_requests, judge_walk
from .claims.course import promised
from .recorded import Traffic
from .ruling import rulings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .experiments import Course
    from .experiments.plan import Missing
    from .experiments.walk import Walk
    from .ruling import Ruling

TOLERANCE = Tolerance(early_s=0.1, late_s=1.0, timeout_s=1.0, replay_s=60.0)
"""Unless told: two clocks round, a busy machine is late, and nobody sees when a time-out begins to run."""


@dataclass
class Evidence:
    """All that an audit has seen."""

    walk: Walk | None = None
    courses: list[Course] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    traffic: Traffic = field(default_factory=Traffic)
    log: Found | None = None


def judged(
    evidence: Evidence, tolerance: Tolerance = TOLERANCE, *, reachable: bool = False
) -> tuple[Ruling, ...]:
    """Every claim that was, or was to be, put to the test."""
    return rulings(_found(evidence, tolerance), reachable=reachable)


def _found(evidence: Evidence, tolerance: Tolerance) -> Iterator[Found]:
    traffic = evidence.traffic
    if evidence.walk is not None:
        yield from judge_walk(evidence.walk, traffic.attempts)
    for course in evidence.courses:
        course.take(traffic.attempts)
        yield from judge_course(course, tolerance)
    for one in evidence.missing:
        for claim in promised(one.kind, one.operation):
            yield Found(claim, one.operation.operation_id, Verdict.UNKNOWN, one.why, unasked=True)
    yield from judge_requests(traffic)
    if evidence.log is not None:
        yield evidence.log
