"""One logical call: attempts and waits until an answer is final or the retries are used up (F11, F12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from .commands import Answered, Send, Unanswered, Wait, Waited, outcome_of

if TYPE_CHECKING:
    from collections.abc import Generator

    from workexec_contracts.contracts.vocabulary import Outcome, Policy

    from .commands import Command, Observation

T = TypeVar("T")


class Concluded(NamedTuple, Generic[T]):
    """The last attempt and how many there were. `failed` names a failure that a policy knows."""

    last: Answered[T] | Unanswered
    attempts: int
    failed: Outcome | None

    @property
    def status(self) -> int | None:
        """The status of the last answer, None where nothing answered."""
        return self.last.status if isinstance(self.last, Answered) else None


def call(policy: Policy, kind: type[T]) -> Generator[Command, Observation[T], Concluded[T]]:
    """The attempts of one logical call whose answers are of type `kind`.

    Yields `Send` and is sent `Answered` or `Unanswered`; yields `Wait` and is sent `Waited`. Raises TypeError
    when the driver tells something else.
    """
    attempt = 0
    while True:
        attempt += 1
        last = yield Send(attempt, policy.timeout_s)
        if isinstance(last, Waited):
            raise TypeError(f"attempt {attempt} of {kind.__name__}: expected its outcome, was told {last}")
        failed = outcome_of(last)
        if failed not in policy.retry.on or attempt > len(policy.retry.delays_s):
            return Concluded(last, attempt, failed)
        waited = yield Wait(policy.retry.delays_s[attempt - 1])
        if not isinstance(waited, Waited):
            raise TypeError(f"wait after attempt {attempt}: expected its end, was told {waited}")
