"""A curve in one line of text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 72
BARS, ASCII = " ▁▂▃▄▅▆▇█", " .:-=+*#@"


def sparkline(counts: Sequence[int], width: int = WIDTH, *, ascii_only: bool = False) -> str:
    """A letter for each slice, as high as its highest count; a blank is nothing at all."""
    bars = ASCII if ascii_only else BARS
    width = min(width, len(counts))
    highest = max(counts, default=0)
    edges = [number * len(counts) // width for number in range(width)] + [len(counts)] if width else []
    slices = (max(counts[begin:end]) for begin, end in pairwise(edges))
    return "".join(bars[_height(count, highest, len(bars) - 1)] for count in slices)


def _height(count: int, highest: int, steps: int) -> int:
    """Above nothing is at least the lowest bar."""
    return -(-count * steps // highest) if highest else 0
