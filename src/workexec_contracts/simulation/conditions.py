"""What the faults of a schedule do to one attempt: decided when it leaves, by name and not by draw order."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

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
    from collections.abc import Callable, Iterable, Sequence

    from workexec_contracts.contracts.vocabulary import Endpoint

    from .chance import Chance
    from .faults import Faults

MILLI_US = 1_000
DEAD_S = 30.0
"""How long a process is gone that an exhaustive run kills."""
_QUANTILES = 1_024
_BOTH = _QUANTILES * _QUANTILES
_STATUS = {How.UNAVAILABLE: 503, How.BAD_GATEWAY: 502, How.GATEWAY_TIMEOUT: 504, How.BROKEN: 500}
Sharing = Failing | LostRequests | LostAnswers | Duplicated | Reordered


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


class Meeting(NamedTuple):
    """An attempt and a fault. `since_us` is how long the fault has been on."""

    since_us: int
    domain: str
    call: str
    number: int
    payload: str
    drawn: int
    """128 bits of chance."""


@lru_cache(maxsize=64)
def quantiles(median_ms: float, sigma: float, max_ms: float) -> tuple[int, ...]:
    """A lognormal distribution as equally likely microseconds."""
    normal = NormalDist(0, 1)
    steps = ((at + 0.5) / _QUANTILES for at in range(_QUANTILES))
    return tuple(
        round(min(median_ms * math.exp(sigma * normal.inv_cdf(step)), max_ms) * MILLI_US) for step in steps
    )


class Latency:
    """How long requests and answers are on their way where nothing is wrong."""

    def __init__(self, median_ms: float = 20.0, sigma: float = 0.4, max_ms: float = 1_000.0) -> None:
        """Of each way."""
        self._quantiles = quantiles(median_ms, sigma, max_ms)

    def both(self, drawn: int) -> tuple[int, int]:
        """There and back, for a draw of at least 20 bits."""
        back, there = divmod(drawn % _BOTH, _QUANTILES)
        return self._quantiles[there], self._quantiles[back]


class Conditions:
    """The faults of a run, ready to be asked for each attempt."""

    def __init__(self, faults: Faults, until_us: int, chance: Chance) -> None:
        """`until_us` is when everything stops."""
        self._chance = chance
        self._latency = Latency()
        self.until_us = min(until_us, micros(faults.until_s)) if faults.until_s else until_us
        # copies: one that stands in a schedule twice is two faults
        aimed = [fault.model_copy() for fault in faults.faults if isinstance(fault, NetworkFault)]
        self._faults = [(micros(fault.from_s), self._end(fault), fault) for fault in aimed]
        self._draws = _draws(aimed)
        self._at = {fault.attempt: fault for fault in faults.faults if isinstance(fault, At)}
        self._slowness = {
            fault: quantiles(fault.latency_ms_median, fault.sigma, fault.latency_ms_max)
            for fault in aimed
            if isinstance(fault, Slow)
        }
        self._does: dict[type, Callable[[Any, Fate, Meeting], None]] = {
            kind: getattr(self, f"_{kind.model_fields['kind'].default}") for kind in get_args(NetworkFault)
        }
        self._bounds = sorted(
            {bound for begin, end, _ in self._faults for bound in (begin, end)}, reverse=True
        )
        """When a fault begins or ends, the next one last."""
        self._now: dict[str, tuple[tuple[int, NetworkFault], ...]] = {}
        self._kinds: dict[str, tuple[str, ...]] = {}
        """What is on until the next bound, by operation."""
        self.in_flight: dict[str, int] = {}

    def _end(self, fault: NetworkFault) -> int:
        return self.until_us if fault.until_s is None else min(self.until_us, micros(fault.until_s))

    def met(self, domain: str, operation: Endpoint, at_us: int) -> Sequence[tuple[int, NetworkFault]]:
        """The faults that are on, each with when it began."""
        while self._bounds and self._bounds[-1] <= at_us:
            self._bounds.pop()
            self._now.clear()
            self._kinds.clear()
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
        drawn = self._chance.drawn(f"latency/{call}/{number}")
        fate = Fate(*self._latency.both(drawn))
        for begun_us, fault in self.met(domain, operation, at_us):
            meeting = Meeting(at_us - begun_us, domain, call, number, payload, drawn)
            self._does[type(fault)](fault, fate, meeting)
        return fate

    # --- what each kind does

    def _down(self, fault: Down, fate: Fate, _meeting: Meeting) -> None:
        _gone(fate, fault.how)

    def _flapping(self, fault: Flapping, fate: Fate, meeting: Meeting) -> None:
        if meeting.since_us % micros(fault.up_s + fault.down_s) >= micros(fault.up_s):
            _gone(fate, fault.how)

    def _failing(self, fault: Failing, fate: Fate, meeting: Meeting) -> None:
        if self._hits(fault, meeting):
            _gone(fate, fault.how)

    def _slow(self, fault: Slow, fate: Fate, meeting: Meeting) -> None:
        drawn, name = meeting.drawn >> 40, self._draws[id(fault)]
        if name != fault.kind:  # a second one has chance of its own
            drawn = self._chance.number(name, meeting.call, meeting.number)
        fate.there_us += self._slowness[fault][drawn % _QUANTILES]

    @staticmethod
    def _slow_start(fault: SlowStart, fate: Fate, meeting: Meeting) -> None:
        left = 1 - min(meeting.since_us / micros(fault.over_s), 1)
        fate.there_us += round(fault.latency_ms_first * left * MILLI_US)

    def _brownout(self, fault: Brownout, fate: Fate, meeting: Meeting) -> None:
        over = max(self.in_flight.get(meeting.domain, 0) - fault.comfortable, 0)
        fate.there_us += round(min(over * fault.latency_ms_each, fault.latency_ms_max) * MILLI_US)

    def _lost_requests(self, fault: LostRequests, fate: Fate, meeting: Meeting) -> None:
        fate.lost = fate.lost or self._hits(fault, meeting)

    def _lost_answers(self, fault: LostAnswers, fate: Fate, meeting: Meeting) -> None:
        if self._hits(fault, meeting):
            fate.cut, fate.unanswered = fault.noticed, not fault.noticed

    def _duplicated(self, fault: Duplicated, fate: Fate, meeting: Meeting) -> None:
        if self._hits(fault, meeting):
            fate.copy_us = self._later_us(fault, meeting)

    def _reordered(self, fault: Reordered, fate: Fate, meeting: Meeting) -> None:
        if self._hits(fault, meeting):
            fate.there_us += self._later_us(fault, meeting)

    def _poison(self, fault: Poison, fate: Fate, meeting: Meeting) -> None:
        if self._chance.happens(fault.percent, self._draws[id(fault)], meeting.payload):
            fate.status = int(fault.how)

    def _hits(self, fault: Sharing, meeting: Meeting) -> bool:
        return self._chance.happens(fault.percent, self._draws[id(fault)], meeting.call, meeting.number)

    def _later_us(self, fault: Duplicated | Reordered, meeting: Meeting) -> int:
        share = self._chance.unit(self._draws[id(fault)], "later", meeting.call, meeting.number)
        return round(share * fault.later_ms_max * MILLI_US)

    def kinds(self, domain: str, operation: Endpoint, at_us: int) -> Iterable[str]:
        """The names of the kinds that are on, for the coverage of a search."""
        met = self.met(domain, operation, at_us)
        if not met:
            return ()
        kinds = self._kinds.get(operation.operation_id)
        if kinds is None:
            kinds = self._kinds[operation.operation_id] = tuple(sorted({fault.kind for _, fault in met}))
        return kinds


def _draws(faults: Iterable[NetworkFault]) -> dict[int, str]:
    """What each fault draws by: two of a kind are independent of each other, and hit different attempts."""
    before: Counter[str] = Counter()
    names: dict[int, str] = {}
    for fault in faults:
        before[fault.kind] += 1
        names[id(fault)] = fault.kind if before[fault.kind] == 1 else f"{fault.kind} {before[fault.kind]}"
    return names


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
