"""How many arrivals a second are asked for at a time: each curve knows its rate and its exact integral."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, NonNegativeFloat, PositiveFloat

from workexec_contracts.contracts.vocabulary import Data


class _Curve(Data):
    """Of finite figures."""

    model_config = ConfigDict(allow_inf_nan=False)


class Constant(_Curve):
    """The same rate all the time."""

    shape: Literal["constant"] = "constant"
    rate_hz: PositiveFloat

    def rate(self, at_s: float) -> float:  # noqa: ARG002  # at any time
        """Arrivals a second at that time."""
        return self.rate_hz

    def expected(self, until_s: float) -> float:
        """Arrivals from the start to that time: the integral of the rate."""
        return self.rate_hz * until_s


class Ramp(_Curve):
    """From one rate to another within `over_s`, then the second one."""

    shape: Literal["ramp"] = "ramp"
    from_hz: NonNegativeFloat
    to_hz: NonNegativeFloat
    over_s: PositiveFloat

    def rate(self, at_s: float) -> float:
        """Arrivals a second at that time."""
        return self.from_hz + (self.to_hz - self.from_hz) * min(at_s / self.over_s, 1)

    def expected(self, until_s: float) -> float:
        """Arrivals from the start to that time: the integral of the rate."""
        ramped = min(until_s, self.over_s)
        return (self.from_hz + self.rate(ramped)) / 2 * ramped + self.to_hz * (until_s - ramped)


class Spike(_Curve):
    """A base rate, and `peak_hz` for `for_s` from `at_s` on."""

    shape: Literal["spike"] = "spike"
    base_hz: NonNegativeFloat
    peak_hz: NonNegativeFloat
    at_s: NonNegativeFloat
    for_s: PositiveFloat

    def rate(self, at_s: float) -> float:
        """Arrivals a second at that time."""
        return self.peak_hz if self.at_s <= at_s < self.at_s + self.for_s else self.base_hz

    def expected(self, until_s: float) -> float:
        """Arrivals from the start to that time: the integral of the rate."""
        within = min(max(until_s - self.at_s, 0), self.for_s)
        return self.base_hz * (until_s - within) + self.peak_hz * within


class Day(_Curve):
    """A day of `period_s`: `low_hz` at its start and end, `high_hz` in its middle, a cosine between."""

    shape: Literal["day"] = "day"
    low_hz: NonNegativeFloat
    high_hz: NonNegativeFloat
    period_s: PositiveFloat

    def rate(self, at_s: float) -> float:
        """Arrivals a second at that time."""
        return self._middle - self._swing * math.cos(self._turns(at_s))

    def expected(self, until_s: float) -> float:
        """Arrivals from the start to that time: the integral of the rate."""
        turned = math.sin(self._turns(until_s)) * self.period_s / math.tau
        return self._middle * until_s - self._swing * turned

    def _turns(self, at_s: float) -> float:
        return math.tau * at_s / self.period_s

    @property
    def _middle(self) -> float:
        return (self.low_hz + self.high_hz) / 2

    @property
    def _swing(self) -> float:
        return (self.high_hz - self.low_hz) / 2


Curve = Annotated[Constant | Ramp | Spike | Day, Field(discriminator="shape")]
