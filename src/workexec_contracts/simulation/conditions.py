"""What the faults of a schedule do to one attempt: decided when it leaves, by name and not by draw order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from .clock import SECOND_US, micros
from .faults import (
    At,
    Brownout,
    Down,
    Duplicated,
    Failing,
    Flapping,
    How,
    LostAnswers,
    LostRequests,
    NetworkFault,
    Poison,
    Reordered,
    Slow,
    SlowStart,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workexec_contracts.contracts.vocabulary import Endpoint

    from .chance import Chance
    from .faults import Faults

MILLI_US = 1_000
DEAD_S = 30.0
"""How long a process is gone that an exhaustive run kills."""
_QUANTILES = 1_024
_STATUS = {How.UNAVAILABLE: 503, How.BAD_GATEWAY: 502, How.GATEWAY_TIMEOUT: 504, How.BROKEN: 500}
NAMES = tuple(
    sorted(
        {"crash", "skew", "changing", *(kind.model_fields["kind"].default for kind in NetworkFault.__args__)}
    )
)


@dataclass(slots=True)
class Fate:
    """What an attempt meets on its way. Times are microseconds."""

    there_us: int
    """How long the request is on its way, the neighbour's work included,"""
    back_us: int
    """and its answer."""
    refused: bool = False
    """No connection: noticed at once."""
    lost: bool = False
    """The request never arrives."""
    unanswered: bool = False
    """The answer is lost without a sign."""
    cut: bool = False
    """The answer is lost, and the connection breaks where it would have come."""
    status: int | None = None
    """The answer of something before the neighbour, which never hears of the request."""
    copy_us: int | None = None
    """How long after the first one another copy arrives."""


def quantiles(median_ms: float, sigma: float, max_ms: float) -> list[int]:
    """A lognormal distribution as equally likely microseconds."""
    normal = NormalDist(0, 1)
    steps = ((at + 0.5) / _QUANTILES for at in range(_QUANTILES))
    return [
        round(min(median_ms * math.exp(sigma * normal.inv_cdf(step)), max_ms) * MILLI_US) for step in steps
    ]


class Latency:
    """How long requests and answers are on their way where nothing is wrong."""

    def __init__(self, median_ms: float = 20.0, sigma: float = 0.4, max_ms: float = 1_000.0) -> None:
        """Of each way."""
        self._quantiles = quantiles(median_ms, sigma, max_ms)

    def both(self, drawn: int) -> tuple[int, int]:
        """There and back, for a draw of at least 20 bits."""
        return (
            self._quantiles[drawn % _QUANTILES],
            self._quantiles[drawn // _QUANTILES % _QUANTILES],
        )


class Conditions:
    """The faults of a run, ready to be asked for each attempt."""

    def __init__(self, faults: Faults, until_us: int, chance: Chance) -> None:
        """`until_us` is when everything stops."""
        self._chance = chance
        self._latency = Latency()
        self.until_us = min(until_us, micros(faults.until_s)) if faults.until_s else until_us
        aimed = [fault for fault in faults.faults if isinstance(fault, NetworkFault)]
        self._faults = [(micros(fault.from_s), self._end(fault), fault) for fault in aimed]
        self._at = {fault.attempt: fault for fault in faults.faults if isinstance(fault, At)}
        self._slow = {
            fault: quantiles(fault.latency_ms_median, fault.sigma, fault.latency_ms_max)
            for fault in aimed
            if isinstance(fault, Slow)
        }
        bounds = {bound for begin, end, _ in self._faults for bound in (begin, end)}
        self._bounds = sorted(bounds)
        self._at_bound = -1
        self._now: dict[str, tuple[tuple[int, NetworkFault], ...]] = {}
        self.in_flight: dict[str, int] = {}

    def _end(self, fault: NetworkFault) -> int:
        return self.until_us if fault.until_s is None else min(self.until_us, micros(fault.until_s))

    def met(self, domain: str, operation: Endpoint, at_us: int) -> Sequence[tuple[int, NetworkFault]]:
        """The faults that are on, each with when it began."""
        if not self._faults:
            return ()
        while self._at_bound + 1 < len(self._bounds) and self._bounds[self._at_bound + 1] <= at_us:
            self._at_bound += 1
            self._now.clear()
        found = self._now.get(operation.operation_id)
        if found is None:
            found = self._now[operation.operation_id] = tuple(
                (begin, fault)
                for begin, end, fault in self._faults
                if begin <= at_us < end and fault.aims_at(domain, operation.operation_id)
            )
        return found

    @property
    def deaths(self) -> dict[int, float]:
        """The attempts before which WorkExec dies, and for how many seconds."""
        return {number: DEAD_S for number, fault in self._at.items() if fault.does == "crash"}

    def at(self, attempt: int) -> At | None:
        """What one attempt of the run meets."""
        return self._at.get(attempt)

    def fate(
        self, domain: str, operation: Endpoint, at_us: int, call: str, number: int, payload: str
    ) -> Fate:
        """What attempt `number` of a call meets; `payload` names what it carries."""
        drawn = self._chance.number("latency", call, number)
        there, back = self._latency.both(drawn)
        fate = Fate(there, back)
        for begun_us, fault in self.met(domain, operation, at_us):
            self._apply(fault, fate, (at_us - begun_us, domain, call, number, payload, drawn))
        return fate

    def _apply(self, fault: NetworkFault, fate: Fate, to: tuple[int, str, str, int, str, int]) -> None:
        since_us, domain, call, number, payload, drawn = to
        match fault:
            case Down():
                _gone(fate, fault.how)
            case Flapping():
                if since_us % micros(fault.up_s + fault.down_s) >= micros(fault.up_s):
                    _gone(fate, fault.how)
            case Slow():
                fate.there_us += self._slow[fault][(drawn >> 40) % _QUANTILES]
            case SlowStart():
                left = 1 - min(since_us / micros(fault.over_s), 1)
                fate.there_us += round(fault.latency_ms_first * left * MILLI_US)
            case Brownout():
                over = max(self.in_flight.get(domain, 0) - fault.comfortable, 0)
                fate.there_us += round(min(over * fault.latency_ms_each, fault.latency_ms_max) * MILLI_US)
            case Poison():
                if self._chance.happens(fault.percent, "poison", payload):
                    fate.status = int(fault.how)
            case Failing() | LostRequests() | LostAnswers() | Duplicated() | Reordered():
                if self._chance.happens(fault.percent, fault.kind, call, number):
                    self._hit(fault, fate, call, number)

    def _hit(
        self,
        fault: Failing | LostRequests | LostAnswers | Duplicated | Reordered,
        fate: Fate,
        call: str,
        number: int,
    ) -> None:
        match fault:
            case Failing():
                _gone(fate, fault.how)
            case LostRequests():
                fate.lost = True
            case LostAnswers():
                fate.cut, fate.unanswered = fault.noticed, not fault.noticed
            case Duplicated() | Reordered():
                later = self._chance.unit(fault.kind, "later", call, number) * fault.later_ms_max
                later_us = round(later * MILLI_US)
                if isinstance(fault, Duplicated):
                    fate.copy_us = later_us
                else:
                    fate.there_us += later_us

    def kinds(self, domain: str, operation: Endpoint, at_us: int) -> Iterable[str]:
        """The names of the kinds that are on, for the coverage of a search."""
        return sorted({fault.kind for _, fault in self.met(domain, operation, at_us)})


def _gone(fate: Fate, how: How) -> None:
    if how is How.REFUSED:
        fate.refused = True
    elif how is How.HANGING:
        fate.lost = True
    else:
        fate.status = _STATUS[how]


def strike(fault: At, fate: Fate) -> None:
    """What an exhaustive run does to one attempt."""
    match fault.does:
        case "refused":
            fate.refused = True
        case "503" | "500" | "400":
            fate.status = int(fault.does)
        case "lost_request":
            fate.lost = True
        case "lost_answer":
            fate.cut = True
        case "duplicated":
            fate.copy_us = SECOND_US
        case "crash":
            pass  # the process dies before it leaves
