"""The stepped search for the knee: which rate is tried next, by what the rates before have shown. Pure.

Rates are doubled until one is not sustained (or halved until one is), then the gap is halved, on the scale
of ratios, until it is as narrow as `precision`. A rate above one that was not sustained is never believed.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from pydantic import ConfigDict, PositiveFloat, PositiveInt, model_validator

from workexec_contracts.contracts.vocabulary import Data

if TYPE_CHECKING:
    from collections.abc import Sequence

FACTOR = 2
_MARGIN = 1.2
"""Arrivals are independent of each other: now and then there are fewer."""


class Outcome(StrEnum):
    """What a rate has shown."""

    SUSTAINED = "sustained"
    SLOW = "SLA broken"
    GROWING = "queue grows"
    """Each attempt waits longer than those before: the SLA breaks, though not within so short a time."""
    ERRORS = "errors"
    UNCLEAR = "too close to tell"
    SATURATED = "load generator saturated"


class Limits(Data):
    """Where a search begins, and where it ends at the latest."""

    model_config = ConfigDict(allow_inf_nan=False)

    start_hz: PositiveFloat = 100
    least_hz: PositiveFloat = 10
    most_hz: PositiveFloat = 12_800
    hold_s: PositiveFloat = 5
    """How long a rate is held; longer where that is too short for enough attempts."""
    precision: PositiveFloat = 1.1
    """The search ends where the least rate that is not sustained is at most so many times the best."""
    within_s: PositiveFloat = 180
    """No rate is tried that could not be held within this time."""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.least_hz <= self.start_hz <= self.most_hz:
            raise ValueError(f"{self.start_hz:g} is not from {self.least_hz:g} to {self.most_hz:g}")
        if self.precision <= 1:
            raise ValueError(f"a precision of {self.precision:g} is never reached: more than 1 is needed")
        return self

    def held_s(self, rate_hz: float, samples: PositiveInt) -> float:
        """How long that rate is held, for so many samples at least."""
        return max(self.hold_s, samples * _MARGIN / rate_hz)


class Tried(Data):
    """A rate, what it has shown, and how long that took, start and end of the load generator included."""

    rate_hz: PositiveFloat
    outcome: Outcome
    took_s: float


class Found(Data):
    """What is known so far: the best rate that is sustained, the first that is not."""

    sustained: Tried | None
    broken: Tried | None

    @property
    def gap(self) -> float:
        """How many times the best rate the first one is that is not sustained."""
        if self.sustained is None or self.broken is None:
            return math.inf
        return self.broken.rate_hz / self.sustained.rate_hz


def found(tried: Sequence[Tried]) -> Found:
    """What the rates have shown together."""
    bad = [one for one in tried if one.outcome is not Outcome.SUSTAINED]
    broken = min(bad, key=lambda one: one.rate_hz, default=None)
    good = [one for one in tried if one.outcome is Outcome.SUSTAINED]
    below = [one for one in good if broken is None or one.rate_hz < broken.rate_hz]
    return Found(sustained=max(below, key=lambda one: one.rate_hz, default=None), broken=broken)


def next_hz(limits: Limits, tried: Sequence[Tried], samples: int) -> float | None:
    """The rate to try next; None where the search is over."""
    wanted = _wanted(limits, found(tried)) if tried else limits.start_hz
    if wanted is None:
        return None
    left_s = limits.within_s - sum(one.took_s for one in tried)
    return wanted if limits.held_s(wanted, samples) <= left_s else None


def _wanted(limits: Limits, known: Found) -> float | None:
    good, bad = known.sustained, known.broken
    if bad is None:
        at = good.rate_hz if good else limits.start_hz
        return min(at * FACTOR, limits.most_hz) if at < limits.most_hz else None
    if good is None:
        return max(bad.rate_hz / FACTOR, limits.least_hz) if bad.rate_hz > limits.least_hz else None
    return math.sqrt(good.rate_hz * bad.rate_hz) if known.gap > limits.precision else None
