"""The pictures of a simulation: the backlog and the faults on one time axis, percentiles, shares."""

from __future__ import annotations

import math
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
from workexec_contracts.simulation.clock import DAY_S

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .result import IntegrationFigures, Moment
    from .windows import FaultWindow

OPEN = (14.0, 104.0)
LETTERS = (126.0, 216.0)
LANE = 14.0
LANES = 12
"""How many faults have a lane of their own below the curves; more are shaded only."""
LETTER = 6.0
"""How wide one is, at most."""
TICKS = 6
NAMES = 190
ROW = 18.0
DOT = 7.0
UNITS = ((2 * DAY_S, DAY_S, "d"), (3 * 3_600, 3_600, "h"), (0, 60, "min"))


def backlog(points: Sequence[Moment], faults: Sequence[FaultWindow]) -> str:
    """Open work orders above, events that wait below, the faults through both and in lanes beneath."""
    if not points:
        return "<p>Nothing happened.</p>"
    seconds = Scale(0, max(points[-1].at_s, *(fault.until_s for fault in faults), 1), LEFT, RIGHT)
    bottom = LETTERS[1] + LANE * (len(faults) + 1 if len(faults) <= LANES else 1)
    open_ = Scale(0, max(1, *(point.open for point in points)), OPEN[1], OPEN[0])
    waiting = max(1, *(max(point.pending, point.dead) for point in points))
    letters = Scale(0, waiting, LETTERS[1], LETTERS[0])
    parts = (
        *_shades(faults, seconds),
        *_axis(open_, "open work orders"),
        *_axis(letters, "events that wait, dead letters"),
        path(((seconds.at(one.at_s), open_.at(one.open)) for one in points), "open"),
        path(((seconds.at(one.at_s), letters.at(one.pending)) for one in points), "pending"),
        path(((seconds.at(one.at_s), letters.at(one.dead)) for one in points), "dead"),
        *_lanes(faults, seconds),
        *_times(seconds, bottom + LANE),
    )
    return figure(bottom + LANE + 6, "Backlog over time, with the faults", parts)


def _shades(faults: Iterable[FaultWindow], seconds: Scale) -> Iterator[str]:
    for fault in faults:
        x, end = seconds.at(fault.from_s), seconds.at(fault.until_s)
        yield box(x, OPEN[0], max(end - x, 1), LETTERS[1] - OPEN[0], "fault", _told(fault))


def _lanes(faults: Sequence[FaultWindow], seconds: Scale) -> Iterator[str]:
    if len(faults) > LANES:
        return
    for number, fault in enumerate(faults):
        x, end, y = seconds.at(fault.from_s), seconds.at(fault.until_s), LETTERS[1] + 6 + LANE * number
        yield box(x, y, max(end - x, 1), LANE - 3, "fault own", _told(fault))
        yield _beside(fault.told, x, end, y + 9)


def _beside(words: str, x: float, end: float, y: float) -> str:
    """After the box, before it, or where there is no room within it."""
    width = LETTER * len(words)
    if end + 4 + width <= RIGHT:
        return text(end + 4, y, words, "start")
    return text(x - 4, y, words) if x - 4 - width >= LEFT else text(x + 4, y, words, "start")


def _told(fault: FaultWindow) -> str:
    unit_s, unit = _unit(fault.until_s)
    return f"{fault.told}, {fault.from_s / unit_s:.4g} to {fault.until_s / unit_s:.4g} {unit}"


def _axis(counts: Scale, name: str) -> Iterator[str]:
    yield line(LEFT, counts.first, RIGHT, counts.first, "axis")
    yield text(LEFT - 6, counts.last + 8, f"{counts.high:,g}")
    yield text(LEFT - 6, counts.first, "0")
    yield text(LEFT + 4, counts.last - 3, name, "start")


def _unit(whole_s: float) -> tuple[float, str]:
    return next((unit_s, name) for least_s, unit_s, name in UNITS if whole_s >= least_s)


def _times(seconds: Scale, y: float) -> Iterator[str]:
    """Round figures."""
    unit_s, unit = _unit(seconds.high)
    whole = seconds.high / unit_s
    rough = whole / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    for number in range(int(whole / step) + 1):
        yield text(seconds.at(number * step * unit_s), y, f"{number * step:g} {unit}", "middle")


def percentiles(integrations: Sequence[IntegrationFigures]) -> str:
    """A row for each operation: p50, p95 and p99 of its attempts as a bar with three marks, and the SLA."""
    known = [one for one in integrations if one.p50_s is not None]
    if not known:
        return "<p>No attempt ended.</p>"
    every = [
        time_s
        for one in known
        for time_s in (one.p50_s, one.p95_s, one.p99_s, one.sla_s)
        if time_s is not None
    ]
    times = decades(every, NAMES, RIGHT - 10)
    bottom = ROW * len(known) + 6
    grid = [line(times.at(tick), 4, times.at(tick), bottom, "grid") for tick in times.ticks]
    ticks = [text(times.at(tick), bottom + 12, time_text(tick), "middle") for tick in times.ticks]
    rows = (part for number, one in enumerate(known) for part in _percentiles(one, times.at, ROW * number))
    return figure(bottom + 18, "Percentiles of attempts against the SLA", (*grid, *rows, *ticks))


def _percentiles(one: IntegrationFigures, at: Callable[[float], float], y: float) -> Iterator[str]:
    p50_s, p95_s, p99_s = (time_s or 0.0 for time_s in (one.p50_s, one.p95_s, one.p99_s))
    tells = f"{one.operation}: p50 {p50_s:.4g} s, p95 {p95_s:.4g} s, p99 {p99_s:.4g} s, SLA {one.sla_s:g} s"
    middle = y + ROW / 2 + 4
    yield text(NAMES - 8, middle + 4, one.operation)
    yield box(at(p50_s), middle - 1, max(at(p99_s) - at(p50_s), 1), 2, "answered", tells)
    for time_s in (p50_s, p95_s, p99_s):
        kind = "failed" if time_s > one.sla_s else "answered"
        yield box(at(time_s) - DOT / 2, middle - DOT / 2, DOT, DOT, kind, tells)
    yield line(at(one.sla_s), middle - ROW / 2, at(one.sla_s), middle + ROW / 2, "limit")


def amplification(integrations: Sequence[IntegrationFigures]) -> str:
    """How many attempts each call took."""
    rows = [(one.operation, one.amplification, f"{one.amplification:.3f}") for one in integrations]
    return _bars(rows, "Attempts for each call")


def endings(outcomes: dict[str, int]) -> str:
    """How lives ended."""
    whole = sum(outcomes.values())
    rows = [(name, float(count), f"{count:,} ({count / whole:.1%})") for name, count in outcomes.items()]
    return _bars(rows, "How work orders ended")


def _bars(rows: Sequence[tuple[str, float, str]], name: str) -> str:
    if not rows:
        return "<p>None.</p>"
    counts = Scale(0, max(number for _, number, _ in rows), NAMES, RIGHT - 110)
    parts: list[str] = []
    for at, (title, number, tells) in enumerate(rows):
        y, end = ROW * at + 4, counts.at(number)
        kind = "failed" if title == "unfinished" else "answered"
        parts += [
            text(NAMES - 8, y + 12, title),
            box(NAMES, y + 3, end - NAMES, ROW - 6, kind, f"{title}: {tells}"),
            text(end + 6, y + 12, tells, "start"),
        ]
    return figure(ROW * len(rows) + 8, name, parts)
