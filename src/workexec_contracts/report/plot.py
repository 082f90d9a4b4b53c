"""Axes, lines and bars as SVG text; everything is escaped here."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH = 720
LEFT, RIGHT = 64, 704
FASTEST_S = 1e-4


class Scale(NamedTuple):
    """From a figure to a coordinate."""

    low: float
    high: float
    first: float
    last: float

    def at(self, value: float) -> float:
        """The coordinate, at most that of an end."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0
        return self.first + min(max(share, 0), 1) * (self.last - self.first)


class Decades(NamedTuple):
    """A logarithmic scale of times."""

    scale: Scale

    def at(self, seconds: float) -> float:
        """The coordinate of a time."""
        return self.scale.at(math.log10(max(seconds, FASTEST_S)))

    @property
    def ticks(self) -> list[float]:
        """The whole decades."""
        return [10.0**power for power in range(round(self.scale.low), round(self.scale.high) + 1)]


def decades(seconds: Iterable[float], first: float, last: float) -> Decades:
    """The scale of whole decades that holds these times."""
    powers = [math.log10(max(one, FASTEST_S)) for one in seconds] or [0]
    low, high = math.floor(min(powers)), math.ceil(max(powers))
    return Decades(Scale(low, max(high, low + 1), first, last))


def time_text(seconds: float) -> str:
    """A time as short as an axis wants it."""
    return f"{seconds:g} s" if seconds >= 1 else f"{seconds * 1000:g} ms"


def text(x: float, y: float, words: str, anchor: str = "end") -> str:
    """Words at a place."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def path(points: Iterable[tuple[float, float]], kind: str) -> str:
    """A line through points; a single one is a dot."""
    told = [f"{x:.1f},{y:.1f}" for x, y in points]
    if len(told) == 1:
        told *= 2  # else nothing is drawn
    return f'<polyline class="{kind}" points="{" ".join(told)}"/>' if told else ""


def box(x: float, y: float, width: float, height: float, kind: str, tells: str = "") -> str:
    """A bar, with what it tells to the one who points at it."""
    title = f"<title>{escape(tells)}</title>" if tells else ""
    size = f'width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"'
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" {size}>{title}</rect>'


def figure(height: float, name: str, parts: Iterable[str]) -> str:
    """The picture with its name for those who cannot see it."""
    attributes = f'viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{escape(name)}"'
    return f"<svg {attributes}>{''.join(parts)}</svg>"
