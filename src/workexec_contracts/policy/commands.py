"""What a policy asks of its driver, and what the driver tells it.

A policy is a generator: it yields commands and is sent observations. It has no clock and no socket, so the
consumer, the simulator and the tests run the same code; times are seconds on whatever clock the driver has.
"""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeAlias, TypeVar

from workexec_contracts.contracts.vocabulary import Outcome

T = TypeVar("T")


class Send(NamedTuple):
    """Make attempt number `attempt` (from 1) and wait at most `timeout_s` for its answer."""

    attempt: int
    timeout_s: float


class Wait(NamedTuple):
    """Do nothing for `seconds`, counted from the end of the failed attempt (F53)."""

    seconds: float


class Answered(NamedTuple, Generic[T]):
    """The last byte of an answer was received at `at`; `value` is whatever the driver makes of it."""

    status: int
    at: float
    value: T


class Unanswered(NamedTuple):
    """No answer: the connection failed or the time-out ran out, noticed at `at`."""

    outcome: Outcome
    at: float


class Waited(NamedTuple):
    """The wait is over."""

    at: float


Command: TypeAlias = Send | Wait
Attempt: TypeAlias = Answered[T] | Unanswered
Observation: TypeAlias = Answered[T] | Unanswered | Waited

_RETRYABLE_STATUS = {
    502: Outcome.BAD_GATEWAY,
    503: Outcome.UNAVAILABLE,
    504: Outcome.GATEWAY_TIMEOUT,
}


def outcome_of(attempt: Answered[T] | Unanswered) -> Outcome | None:
    """How an attempt failed as far as a policy cares; None for every answer that is final (F11)."""
    return attempt.outcome if isinstance(attempt, Unanswered) else outcome_of_status(attempt.status)


def outcome_of_status(status: int) -> Outcome | None:
    """The failure that a status tells of; None for every final one."""
    return _RETRYABLE_STATUS.get(status)
