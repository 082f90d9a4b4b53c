"""The picture of a search: the rate against p95 above, against the error share below."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workexec_contracts.load import Outcome
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

    from workexec_contracts.load import Step, Throughput
    from workexec_contracts.report.plot import Decades

LATENCY = (10.0, 150.0)
ERRORS = (170.0, 220.0)
HEIGHT = 242
DOT = 6.0


def knee(endpoint: Throughput) -> str:
    """One dot for each rate, red where it was not sustained; the sustained rate and the SLA as lines."""
    steps, objective = sorted(endpoint.steps, key=lambda step: step.rate_hz), endpoint.objective
    if not steps:
        return "<p>No rate was tried.</p>"
    rates = _rates(steps)
    known = [step.p95_s for step in steps if step.p95_s is not None]
    latency = decades([objective.limit_s, *known], LATENCY[1], LATENCY[0])
    shares = Scale(0, max(2 * objective.level.max_error_share, *map(_share, steps)), ERRORS[1], ERRORS[0])
    worst = shares.at(objective.level.max_error_share)
    at_s = [(_x(rates, step), latency.at(step.p95_s)) for step in steps if step.p95_s is not None]
    parts = (
        *_grid(latency, shares),
        line(LEFT, latency.at(objective.limit_s), RIGHT, latency.at(objective.limit_s), "limit"),
        line(LEFT, worst, RIGHT, worst, "limit"),
        *_sustained(endpoint, rates),
        path(at_s, "p95"),
        path([(_x(rates, step), shares.at(_share(step))) for step in steps], "p95"),
        *_dots(steps, rates, latency, shares),
        *_rate_axis(steps, rates),
    )
    return figure(HEIGHT, f"{objective.title}: rate against p95 and error share", parts)


def _rates(steps: Iterable[Step]) -> Scale:
    """Logarithmic, as rates are doubled; a little room on both sides."""
    powers = [math.log10(step.rate_hz) for step in steps]
    return Scale(min(powers) - 0.1, max(powers) + 0.1, LEFT, RIGHT)


def _x(rates: Scale, step: Step) -> float:
    return rates.at(math.log10(step.rate_hz))


def _share(step: Step) -> float:
    return step.error_share or 0


def _grid(latency: Decades, shares: Scale) -> Iterator[str]:
    for tick in latency.ticks:
        yield line(LEFT, latency.at(tick), RIGHT, latency.at(tick), "grid")
        yield text(LEFT - 6, latency.at(tick) + 4, time_text(tick))
    yield line(LEFT, ERRORS[1], RIGHT, ERRORS[1], "axis")
    yield text(LEFT - 6, ERRORS[0] + 8, f"{shares.high:.3g}")


def _sustained(endpoint: Throughput, rates: Scale) -> Iterator[str]:
    if endpoint.sustained_hz is not None:
        x = rates.at(math.log10(endpoint.sustained_hz))
        yield line(x, LATENCY[0], x, ERRORS[1], "knee")
        yield text(x - 4, LATENCY[1] - 4, endpoint.sentence)


def _dots(steps: Iterable[Step], rates: Scale, latency: Decades, shares: Scale) -> Iterator[str]:
    for step in steps:
        kind = "answered" if step.outcome is Outcome.SUSTAINED else "failed"
        tells = f"{step.rate_hz:.4g} events/s: {step.outcome}, {_share(step):.2%} errors"
        places = [shares.at(_share(step))] + ([] if step.p95_s is None else [latency.at(step.p95_s)])
        for y in places:
            yield box(_x(rates, step) - DOT / 2, y - DOT / 2, DOT, DOT, kind, tells)


def _rate_axis(steps: list[Step], rates: Scale) -> Iterator[str]:
    """The lowest and the highest rate: those between stand too close, and are told by pointing."""
    for step in {steps[0].rate_hz: steps[0], steps[-1].rate_hz: steps[-1]}.values():
        yield text(_x(rates, step), HEIGHT - 6, f"{step.rate_hz:.4g}/s", "middle")
