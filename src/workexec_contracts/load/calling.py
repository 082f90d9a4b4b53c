"""A request under its policy, and how the call ended: the consumer's own state machines, any driver.

An answer is known by its status and its members. Whether these keep the contract is for `wxc verify` to say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import FailMode
from workexec_contracts.policy import AnswerCache, Fate, call, deliver, key_of, read

from .answers import fits
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
    reached: bool | None = None
    """Whether the last attempt was answered as it should be, by the driver's own word; None without one."""


def perform(request: Request, store: AnswerCache[bytes]) -> Generator[Command, Observation[bytes], Came]:
    """The attempts and waits of one call; what is not of the contract acknowledges nothing."""
    valid = partial(fits, request.operation)
    if request.event is not None:
        delivered = yield from deliver(request.policy, bytes, valid)
        return Came(AFTER_FATE[delivered.fate], delivered.attempts, delivered.answer or b"")
    if request.body:
        concluded = yield from call(request.policy, bytes)
        return Came(_ending(request, concluded), concluded.attempts, _body(concluded))
    cache = request.operation.cache
    key = key_of(request.operation.operation_id, cache, dict(request.parameters)) if cache else ()
    came = yield from read(request.policy, cache, store, key, NEVER_FRESH, bytes, valid)
    if came.concluded is None:
        raise AssertionError("nothing is ever fresh")
    ending = Ending.SUBSTITUTED if came.stale else _ending(request, came.concluded)
    return Came(ending, came.concluded.attempts, came.value or b"")


def _ending(request: Request, concluded: Concluded[bytes]) -> Ending:
    """The fail mode speaks where the neighbour fails; what it refuses for good is shown."""
    answers = concluded.status == request.operation.status_code
    if answers and fits(request.operation, _body(concluded)):
        return Ending.ANSWERED
    failed = answers or concluded.failed is not None
    return AFTER_FAILURE[request.policy.fail_mode] if failed else Ending.FAILED


def _body(concluded: Concluded[bytes]) -> bytes:
    return getattr(concluded.last, "value", b"")
