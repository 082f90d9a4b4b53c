"""The arithmetic: samples to medians, medians to ratios, ratios to verdicts."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable


class Verdict(StrEnum):
    """Unknown is a failure: nothing was measured."""

    HELD = "held"
    MISSED = "MISSED"
    UNKNOWN = "UNKNOWN"
    NONE = ""

    @property
    def failed(self) -> bool:
        return self in {Verdict.MISSED, Verdict.UNKNOWN}


@dataclass(frozen=True)
class Goal:
    is_: Literal["at least", "at most", "below"]
    bound: float

    def __str__(self) -> str:
        return f"{self.is_} {self.bound:g}"

    def verdict(self, value: float | None) -> Verdict:
        if value is None or value != value:  # noqa: PLR0124 - NaN
            return Verdict.UNKNOWN
        held = {
            "at least": value >= self.bound,
            "at most": value <= self.bound,
            "below": value < self.bound,
        }[self.is_]
        return Verdict.HELD if held else Verdict.MISSED


@dataclass(frozen=True)
class Sample:
    """Requests per second, those of the bare server just before and after, and Java's time for one."""

    rate: float
    before: float
    after: float
    cpu_us: float

    @property
    def ratio(self) -> float:
        return self.rate / ((self.before + self.after) / 2)


@dataclass(frozen=True)
class Figure:
    """One line of the table. `value` is what the goal is about, None when nothing was measured."""

    name: str
    value: float | None
    unit: str
    goal: Goal | None = None
    rate: float | None = None
    cpu_us: float | None = None
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        return self.goal.verdict(self.value) if self.goal else Verdict.NONE


def throughput(name: str, samples: Iterable[Sample], goal: Goal | None) -> Figure:
    """The median of the ratios, each of neighbours in time: noise that lasts longer cancels."""
    good = [sample for sample in samples if sample.rate > 0 and sample.before > 0 and sample.after > 0]
    if not good:
        return Figure(name, None, "of hello", goal, note="no samples")
    ratio = statistics.median(sample.ratio for sample in good)
    rate = statistics.median(sample.rate for sample in good)
    return Figure(name, ratio, "of hello", goal, rate, statistics.median(sample.cpu_us for sample in good))


def exit_code(figures: Iterable[Figure]) -> int:
    """1 when a goal is missed or unknown, or when there is no goal at all."""
    verdicts = [figure.verdict for figure in figures if figure.goal]
    return int(not verdicts or any(verdict.failed for verdict in verdicts))
