"""The delivery of an event: acknowledged, dead-lettered or blocked, never lost (F17, F19, F57, F58)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from workexec_contracts.contracts.vocabulary import ACCEPTED, FailMode, Outcome

from .commands import Answered
from .retry import call

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from workexec_contracts.contracts.vocabulary import Policy

    from .commands import Command, Observation
    from .retry import Concluded

T = TypeVar("T")


class Fate(StrEnum):
    """What became of an event after its last attempt."""

    ACKNOWLEDGED = "acknowledged"
    DEAD_LETTERED = "dead-lettered"
    """Fail-open: the step completes, the event can be replayed."""
    BLOCKED = "blocked"
    """Fail-closed: the step stops with 503; the same event goes out again with the next try."""
    REFUSED = "refused"
    """Fail-closed: the consumer will never accept it as it is; a corrected event is a new one."""


@dataclass(frozen=True, slots=True)
class Delivered(Generic[T]):
    """An event's fate, why, after how many attempts, and the last answer as the driver told it."""

    fate: Fate
    reason: str
    attempts: int
    last_status: int | None
    answer: T | None = field(default=None, compare=False)


def deliver(
    policy: Policy, kind: type[T], valid: Callable[[T], bool] = lambda _: True
) -> Generator[Command, Observation[T], Delivered[T]]:
    """The attempts of one delivery; every attempt sends the same id, body and key (F11, F34).

    A 202 whose answer is not `valid` acknowledges nothing.
    """
    concluded = yield from call(policy, kind)
    answer = concluded.last.value if isinstance(concluded.last, Answered) else None
    broken = concluded.status == ACCEPTED and answer is not None and not valid(answer)
    reason = _reason(concluded) + (", with a body that is not of the contract" if broken else "")
    fate = _unacknowledged(policy, None) if broken else _fate(policy, concluded)
    return Delivered(fate, reason, concluded.attempts, concluded.status, answer)


def _fate(policy: Policy, concluded: Concluded[T]) -> Fate:
    if concluded.status == ACCEPTED:
        return Fate.ACKNOWLEDGED
    return _unacknowledged(policy, concluded.status)


def _unacknowledged(policy: Policy, status: int | None) -> Fate:
    if policy.fail_mode is FailMode.OPEN:
        return Fate.DEAD_LETTERED
    return Fate.REFUSED if _is_final_refusal(status) else Fate.BLOCKED


def _is_final_refusal(status: int | None) -> bool:
    return status is not None and 400 <= status < 500  # noqa: PLR2004  # the client errors of HTTP


def _reason(concluded: Concluded[T]) -> str:
    last = concluded.last
    told = str(last.status) if isinstance(last, Answered) else Outcome(last.outcome).value
    return f"{told} after {concluded.attempts} attempt{'s' if concluded.attempts > 1 else ''}"
