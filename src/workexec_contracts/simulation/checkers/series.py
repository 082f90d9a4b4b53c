"""Which messages are on their way: from the first attempt of a call to the end of its last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .facts import failure

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Heard, Sent


def is_over(heard: Heard) -> bool:
    """Whether no attempt of its call follows: the answer is final, or the retries are used up (F11)."""
    retry = heard.exchange.operation.policy.retry
    return failure(heard.status, heard.outcome) not in retry.on or heard.number > len(retry.delays_s)


class Series:
    """Calls under way by work order and idempotency key, as a living process makes them."""

    def __init__(self) -> None:
        """Nothing is on its way."""
        self._calls: dict[int, dict[str, int]] = {}

    def begins(self, sent: Sent) -> bool:
        """Notes the first attempt of a call; tells whether another call was still sending the same."""
        own = self._calls.get(sent.order)
        if own is None:
            own = self._calls[sent.order] = {}
        key = sent.exchange.headers["Idempotency-Key"]
        other = own.get(key)
        own[key] = sent.call
        return other is not None

    def ends(self, heard: Heard) -> None:
        """Forgets a call with its last attempt."""
        own = self._calls.get(heard.order)
        if own is not None and is_over(heard):
            key = heard.exchange.headers["Idempotency-Key"]
            if own.get(key) == heard.call:
                del own[key]

    def give_up(self, order: int, key: str) -> None:
        """Whoever sent it says that it is over."""
        self._calls.get(order, {}).pop(key, None)

    def has(self, order: int, key: str) -> bool:
        """Whether it is on its way."""
        return key in self._calls.get(order, ())

    def forget(self, order: int) -> None:
        """The work order is closed."""
        self._calls.pop(order, None)

    def clear(self) -> None:
        """The process died, and its calls with it."""
        self._calls.clear()
