"""Nobody asks for what is known: a fresh answer saves the call, a stale one is shown where the call fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from workexec_contracts.bodies import model_of
from workexec_contracts.contracts import operations
from workexec_contracts.contracts.crm import get_customer, get_vehicle
from workexec_contracts.simulation.clock import micros
from workexec_contracts.simulation.history import about

from .facts import failure
from .invariant import Invariant
from .series import is_over
from .steps import CALLS, OK, READS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.simulation.records import Crashed, Heard, Replied, Sent

    from .invariant import View

MOST = 10_000
"""With more answers than that nobody can tell what a WorkExec keeps: the contract has no number."""
ROUNDING_US = 1
_NOT_FOUND = 404
_CACHED = {operation.operation_id: operation.cache for _, operation in operations() if operation.cache}
_TTL_US = {operation_id: micros(cache.ttl_s) for operation_id, cache in _CACHED.items()}
_STALE = {operation_id: cache.stale_on for operation_id, cache in _CACHED.items() if cache.stale_on}
"""The failures on which an operation's answer serves at any age (F54)."""
_STEPS = tuple(
    name for name, calls in CALLS.items() if any(called.operation_id in _STALE for called in calls)
)
_MEMBERS = {get_customer.operation_id: "customer", get_vehicle.operation_id: "vehicle"}
"""Where a step that is no mere read shows it."""


class WhatIsCachedIsServed(Invariant):
    """No call for what was answered within the TTL; what is stale is shown where the contract says so."""

    name: ClassVar[str] = "what_is_cached_is_served"
    clause: ClassVar[str] = "Integration Guidelines / Caching Strategies (F09, F54, F55)"

    def __init__(self, view: View) -> None:
        """The cache is empty."""
        super().__init__(view)
        self._answers: dict[str, tuple[int, bytes]] = {}
        """By target: when the last success came, and its body. As many as the data has."""
        self._requests: dict[int, int] = {}
        """By call, while it goes on: who waits for it."""
        self._owed: dict[int, list[str]] = {}
        """By request: what has failed and is to be shown from an earlier answer."""

    @about(*_TTL_US)
    def on_sent(self, sent: Sent) -> None:
        if sent.number != 1:
            return
        self.checked += 1
        operation, target = sent.exchange.operation, sent.exchange.target
        if operation.operation_id in _STALE:
            self._requests[sent.call] = sent.request
        answer = self._answers.get(target)
        if answer is None:
            return
        age_us, ttl_us = sent.at_us - answer[0], _TTL_US[operation.operation_id]
        if age_us + ROUNDING_US < ttl_us and self._is_kept(operation, answer[1]):
            told = f"{operation.operation_id} {target}: asked again {age_us} us after its answer"
            self.breach(sent.at_us, sent.order, f"{told}; the TTL is {ttl_us} us")

    @about(*_TTL_US)
    def on_heard(self, heard: Heard) -> None:
        operation, target = heard.exchange.operation, heard.exchange.target
        if heard.status == operation.status_code:
            self._answers[target] = (heard.at_us, heard.body)
        elif heard.status == _NOT_FOUND:
            self._answers.pop(target, None)  # purged (F54)
        if heard.call in self._requests and is_over(heard):
            self._fails(heard, self._requests.pop(heard.call))

    def _fails(self, heard: Heard, request: int) -> None:
        """What the step owes for a call that is over, should that have failed."""
        operation = heard.exchange.operation
        answer = self._answers.get(heard.exchange.target)
        if failure(heard.status, heard.outcome) not in _STALE[operation.operation_id] or answer is None:
            return
        if self._is_kept(operation, answer[1]):
            self._owed.setdefault(request, []).append(operation.operation_id)

    def _is_kept(self, operation: Endpoint, body: bytes) -> bool:
        """Whether it was to be remembered: what is no answer of the contract is not."""
        try:
            model_of(operation.response, body)
        except ValueError:
            return False
        return len(self._answers) <= MOST

    @about(*_STEPS)
    def on_replied(self, replied: Replied) -> None:
        for operation_id in self._owed.pop(replied.request, ()):
            self.checked += 1
            if _shown(replied, operation_id).get("source") != "stale":
                told = f"{replied.name} answered {replied.status} without what {operation_id} last answered"
                self.breach(replied.at_us, replied.order, told)

    def on_crashed(self, crashed: Crashed) -> None:  # noqa: ARG002  # all that counts is that it happened
        """What a process remembers dies with it."""
        self._answers.clear()
        self._requests.clear()
        self._owed.clear()


def _shown(replied: Replied, operation_id: str) -> Mapping[str, Any]:
    """What a step shows of an operation's answer; nothing where it was refused."""
    if replied.status not in OK:
        return {}
    shown: Mapping[str, Any] = replied.body if replied.name in READS else replied.body[_MEMBERS[operation_id]]
    return shown
