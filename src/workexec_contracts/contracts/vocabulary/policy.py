"""Policies as data: how WorkExec calls a neighbour, and what it does when the neighbour fails.

The same value is run by the consumer, run under virtual time by the simulator and held against
observed traffic by the audit (DESIGN principle 3).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt

from .data import Data


class FailMode(StrEnum):
    """What a failure after the last retry means for the step of the workflow."""

    OPEN = "open"
    """The step completes; the loss is logged, replayed or shown as a placeholder (F19)."""
    CLOSED = "closed"
    """The step is blocked with 503 and a retry affordance; nothing is lost (F19)."""
    SHOWN = "shown"
    """The document names no mode: the failure is shown to the user (F12)."""


class Outcome(StrEnum):
    """How an attempt can fail, as far as a retry policy cares."""

    CONNECTION_FAILED = "connection failed"
    TIMED_OUT = "timed out"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    GATEWAY_TIMEOUT = "504"


class Retry(Data):
    """Waits in seconds before each retry, counted from the end of the failed attempt (F11, F53)."""

    delays_s: tuple[NonNegativeFloat, ...]
    on: frozenset[Outcome]

    @property
    def budget_s(self) -> float:
        """Seconds of waiting that a logical call can add to its attempts."""
        return sum(self.delays_s)

    @property
    def attempts(self) -> int:
        """The most attempts that one logical call makes."""
        return 1 + len(self.delays_s)


class Cache(Data):
    """How long an answer serves again. Errors are never cached, hits do not renew (F55)."""

    ttl_s: PositiveInt
    key: tuple[str, ...]
    stale_on: frozenset[Outcome] = frozenset()
    """Outcomes on which an expired entry is served after the retries (F54)."""
    clause: str


Share = Annotated[float, Field(gt=0, lt=1)]


class ServiceLevel(Data):
    """What it means that an integration keeps its SLA under load (F65).

    The percentile is of the attempts (F13). `min_samples` is what the two shares need: 299 attempts
    without an error are the fewest that show an error share of one percent with this confidence.
    """

    percentile: Share = 0.95
    confidence: Share = 0.95
    """One-sided, of each bound; what is not shown with it is unknown."""
    min_samples: PositiveInt = 300
    max_error_share: Share = 0.01


class Policy(Data):
    """Retry, time-out, SLA (seconds, per attempt: F13) and fail mode of one integration."""

    retry: Retry
    fail_mode: FailMode
    timeout_s: PositiveFloat
    sla_s: PositiveFloat
    sla_assumed: bool = False
    service_level: ServiceLevel = ServiceLevel()
    dead_letter: bool = False
    """Whether an event that was given up goes to the dead-letter store (F19, F57)."""
    clause: str
