"""A request under its policy, and how the call ended: the consumer's own state machines, any driver.

An answer is known by its status. Whether its body keeps the contract is for `wxc verify` to say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import FailMode
from workexec_contracts.policy import AnswerCache, Fate, call, deliver, key_of, read

from .tallies import Ending

if TYPE_CHECKING:
    from collections.abc import Generator

    from workexec_contracts.policy import Command, Concluded, Observation

    from .request import Request

NEVER_FRESH = math.inf
"""The time at which no cached answer is fresh: every call reaches the neighbour, stale ones still serve."""
AFTER_FATE = {
    Fate.ACKNOWLEDGED: Ending.ANSWERED,
    Fate.DEAD_LETTERED: Ending.DEAD_LETTERED,
    Fate.BLOCKED: Ending.BLOCKED,
    Fate.REFUSED: Ending.FAILED,
}
AFTER_FAILURE = {
    FailMode.OPEN: Ending.SUBSTITUTED,
    FailMode.CLOSED: Ending.BLOCKED,
    FailMode.SHOWN: Ending.FAILED,
}


@dataclass(frozen=True, slots=True)
class Came:
    """How a call ended, after how many attempts, and its answer."""

    ending: Ending
    attempts: int
    body: bytes = b""


def perform(request: Request, store: AnswerCache[bytes]) -> Generator[Command, Observation[bytes], Came]:
    """The attempts and waits of one call."""
    if request.event is not None:
        delivered = yield from deliver(request.policy, bytes)
        return Came(AFTER_FATE[delivered.fate], delivered.attempts, delivered.answer or b"")
    if request.body:
        concluded = yield from call(request.policy, bytes)
        return Came(_ending(request, concluded), concluded.attempts, _body(concluded))
    cache = request.operation.cache
    key = key_of(request.operation.operation_id, cache, dict(request.parameters)) if cache else ()
    came = yield from read(request.policy, cache, store, key, NEVER_FRESH, bytes)
    attempts = came.concluded.attempts if came.concluded else 0
    if came.value is not None:
        return Came(Ending.SUBSTITUTED if came.stale else Ending.ANSWERED, attempts, came.value)
    if came.concluded is None:
        raise AssertionError("a read without answer was called")
    return Came(_ending(request, came.concluded), attempts)


def _ending(request: Request, concluded: Concluded[bytes]) -> Ending:
    """The fail mode speaks where the neighbour fails; what it refuses for good is shown."""
    if concluded.status == request.operation.status_code:
        return Ending.ANSWERED
    return Ending.FAILED if concluded.failed is None else AFTER_FAILURE[request.policy.fail_mode]


def _body(concluded: Concluded[bytes]) -> bytes:
    return getattr(concluded.last, "value", b"")
