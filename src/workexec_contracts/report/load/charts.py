"""The two pictures of an operation: what happened over time, and how the times are distributed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.report.plot import (
    LEFT,
    RIGHT,
    Scale,
    box,
    decades,
    figure,
    line,
    path,
    text,
    time_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workexec_contracts.load import OperationResult, Point, Profile
    from workexec_contracts.report.plot import Decades

LATENCY = (10.0, 170.0)
ATTEMPTS = (186.0, 256.0)
TIMELINE_HEIGHT = 278
TICKS = 6
BARS = (10.0, 130.0)
BARS_HEIGHT = 152
LINES = ("p50", "p95", "p99")


def timeline(operation: OperationResult, profile: Profile) -> str:
    """Latency above, attempts below, faults through both, on one time axis."""
    points, limit_s = operation.attempts.points, operation.judgement.objective.limit_s
    if not points:
        return "<p>No attempt was made.</p>"
    seconds = Scale(0, max(profile.duration_s, points[-1].at_s + profile.slice_s), LEFT, RIGHT)
    times = [limit_s, *(one for point in points for one in (point.p50_s, point.p99_s) if one is not None)]
    latency = decades(times, LATENCY[1], LATENCY[0])
    name = f"{operation.judgement.objective.title} over time"
    parts = (
        *_faults(operation, profile, seconds),
        *_latency_axis(latency),
        line(LEFT, latency.at(limit_s), RIGHT, latency.at(limit_s), "limit"),
        *(_curve(points, which, seconds, latency) for which in LINES),
        *_attempts(points, seconds, profile.slice_s),
        *_time_axis(seconds),
    )
    return figure(TIMELINE_HEIGHT, name, parts)


def histogram(operation: OperationResult) -> str:
    """A bar for each tenth of a decade, failed attempts on top of the answered, and the limit."""
    bars, limit_s = operation.attempts.bars, operation.judgement.objective.limit_s
    if not bars:
        return ""
    times = decades([limit_s, bars[0].upto_s / 10**0.1, bars[-1].upto_s], LEFT, RIGHT)
    counts = Scale(0, max(bar.answered + bar.failed for bar in bars), BARS[1], BARS[0])
    parts = [text(LEFT - 6, BARS[0] + 8, f"{counts.high:g}"), line(LEFT, BARS[1], RIGHT, BARS[1], "axis")]
    for bar in bars:
        x, end = times.at(bar.upto_s / 10**0.1), times.at(bar.upto_s)
        tells = f"up to {time_text(float(f'{bar.upto_s:.3g}'))}: {bar.answered} answered, {bar.failed} failed"
        parts += _stack(x, end - x, bar.answered, bar.failed, counts, tells)
    parts += [text(times.at(tick), BARS_HEIGHT - 4, time_text(tick), "middle") for tick in times.ticks]
    parts.append(line(times.at(limit_s), BARS[0], times.at(limit_s), BARS[1], "limit"))
    return figure(BARS_HEIGHT, f"{operation.judgement.objective.title}: distribution of times", parts)


def _faults(operation: OperationResult, profile: Profile, seconds: Scale) -> Iterator[str]:
    """Those of the neighbour itself stand out from those of the others."""
    objective = operation.judgement.objective
    for fault in profile.faults:
        own = fault.targets(objective.domain, objective.operation)
        x, end = seconds.at(fault.from_s), seconds.at(fault.until_s)
        tells = f"{fault.target} {fault.mode}, {fault.from_s:g} to {fault.until_s:g} s"
        top, height = LATENCY[0], ATTEMPTS[1] - LATENCY[0]
        yield box(x, top, end - x, height, "fault own" if own else "fault", tells)
        if own:
            yield text(x + 3, top + 10, f"{fault.target} {fault.mode}", "start")


def _latency_axis(latency: Decades) -> Iterator[str]:
    for tick in latency.ticks:
        y = latency.at(tick)
        yield line(LEFT, y, RIGHT, y, "grid") + text(LEFT - 6, y + 4, time_text(tick))


def _time_axis(seconds: Scale) -> Iterator[str]:
    yield line(LEFT, ATTEMPTS[1], RIGHT, ATTEMPTS[1], "axis")
    for number in range(TICKS + 1):
        at_s = seconds.high * number / TICKS
        yield text(seconds.at(at_s), TIMELINE_HEIGHT - 6, f"{at_s:.3g} s", "middle")


def _curve(points: Iterable[Point], which: str, seconds: Scale, latency: Decades) -> str:
    told = [(point.at_s, getattr(point, f"{which}_s")) for point in points]
    known = [(seconds.at(at_s), latency.at(value)) for at_s, value in told if value is not None]
    return path(known, which)


def _attempts(points: Iterable[Point], seconds: Scale, slice_s: float) -> Iterator[str]:
    listed = list(points)
    counts = Scale(0, max(point.answered + point.failed for point in listed), ATTEMPTS[1], ATTEMPTS[0])
    yield text(LEFT - 6, ATTEMPTS[0] + 8, f"{counts.high:g}")
    for point in listed:
        x, end = seconds.at(point.at_s), seconds.at(point.at_s + slice_s)
        tells = f"{point.at_s:g} s: {point.answered} answered, {point.failed} failed"
        yield from _stack(x, end - x, point.answered, point.failed, counts, tells)


def _stack(x: float, width: float, answered: int, failed: int, counts: Scale, tells: str) -> list[str]:
    middle, top = counts.at(answered), counts.at(answered + failed)
    lower = box(x, middle, width, counts.at(0) - middle, "answered", tells)
    return [lower, box(x, top, width, middle - top, "failed", tells)] if failed else [lower]
