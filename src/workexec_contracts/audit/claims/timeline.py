"""Evidence: attempts and questions on a time line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.audit.secrets import redacted

from .claim import SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workexec_contracts.audit.experiments import Asked, Course
    from workexec_contracts.audit.recorded import Attempt


def timeline(attempts: Iterable[Attempt], asked: Iterable[Asked] = ()) -> tuple[str, ...]:
    """Lines in time, counted from the first one."""
    told = sorted([*_attempts(attempts), *_asked(asked)])
    begun_s = told[0][0] if told else 0.0
    return tuple(f"{at_s - begun_s:+9.3f} s  {text}" for at_s, text in told[:SHOWN])


def of_course(course: Course) -> tuple[str, ...]:
    """All of an experiment."""
    return timeline(course.attempts, course.asked)


def _attempts(attempts: Iterable[Attempt]) -> Iterator[tuple[float, str]]:
    for one in attempts:
        seen = one.seen
        answer = "unanswered" if seen.status is None else str(seen.status)
        took = f"{answer} after {seen.ended_s - seen.at_s:.2f} s"
        key = f"  key {seen.key}" if seen.key else ""
        trace = f"  trace {seen.trace_id[:8]}.. span {seen.span_id}" if seen.trace_id else "  no trace"
        yield seen.at_s, f"{redacted(seen.target, one.headers)}: {took}{key}{trace}"


def _asked(asked: Iterable[Asked]) -> Iterator[tuple[float, str]]:
    for one in asked:
        yield one.reply.at_s, f"{one.step.name} is asked"
        yield one.reply.ended_s, f"{one.step.name} is answered {redacted(one.reply.told, {})}"
