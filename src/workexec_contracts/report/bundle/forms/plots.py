"""Plots of a bundle: what each run said, and how far percentiles are from their limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from workexec_contracts.report.plot import RIGHT, box, decades, figure, line, text, time_text
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.report.bundle.standing import Bundle

ROW = 22
NAMES = 190
"""Where the names of rows end."""
LONGEST = 30
"""Characters of a name."""


class Plot(NamedTuple):
    """A picture under a heading."""

    title: str
    svg: Markup


def verdicts(bundle: Bundle) -> Plot | None:
    """For each run, the contracts that it says hold, are broken, are unknown."""
    rows = []
    for run in bundle.runs:
        found = [one.by(run.name) for one in bundle.contracts]
        counts = {verdict: found.count(verdict) for verdict in Verdict}
        if any(counts.values()):
            rows.append((run.name, counts))
    if not rows:
        return None
    most, parts = len(bundle.contracts), []
    for at, (name, counts) in enumerate(rows):
        top, x = 8 + at * ROW, float(NAMES)
        parts.append(text(NAMES - 8, top + 12, _short(name)))
        for verdict in (Verdict.PASSED, Verdict.UNKNOWN, Verdict.FAILED):
            width = counts[verdict] / most * (RIGHT - NAMES)
            if width:
                parts.append(
                    box(x, top, width, ROW - 8, f"told-{verdict}", f"{name}: {counts[verdict]} {verdict}")
                )
            x += width
    title = f"What each run says of {most} contracts"
    return Plot(title, _svg(12 + len(rows) * ROW, title, parts))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def latencies(bundle: Bundle) -> Plot | None:
    """Measured percentiles, each beside its limit; the worst of several runs."""
    worst: dict[str, tuple[float, float]] = {}
    for run in bundle.runs:
        for found in run.figures:
            if found.unit == "s" and found.limit is not None and found.contract and run.command == "load":
                value, _ = worst.get(found.contract, (0.0, 0.0))
                worst[found.contract] = (max(value, found.value), found.limit)
    if not worst:
        return None
    times = [time for pair in worst.values() for time in pair]
    scale = decades(times, NAMES, RIGHT)
    height = 28 + len(worst) * ROW
    parts = []
    for tick in scale.ticks:
        parts += [line(scale.at(tick), 4, scale.at(tick), height - 20, "grid")]
        parts += [text(scale.at(tick), height - 6, time_text(tick), "middle")]
    for at, (name, (value, limit)) in enumerate(worst.items()):
        top = 8 + at * ROW
        tells = f"{name}: {value * 1000:,.0f} ms of {limit:g} s"
        parts.append(text(NAMES - 8, top + 12, name))
        kind = "answered" if value <= limit else "failed"
        parts.append(box(NAMES, top, scale.at(value) - NAMES, ROW - 8, kind, tells))
        parts.append(line(scale.at(limit), top - 2, scale.at(limit), top + ROW - 6, "limit"))
    title = "The percentile of each SLA under load, beside its limit"
    return Plot(title, _svg(height, title, parts))


def _svg(height: float, name: str, parts: list[str]) -> Markup:
    return Markup(figure(height, name, parts))  # noqa: S704  # escaped where it is drawn
