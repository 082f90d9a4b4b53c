"""Every user gets one answer, of the contract, and what it says is what the store holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workexec_contracts.contracts.vocabulary import SERVICE_UNAVAILABLE

from .invariant import Invariant
from .steps import ADD_LABOR, ADD_PART, CALLS, CREATE, DECISIONS, FINALIZE, OK, STATUS, SUMMARY

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Asked, Closed, Crashed, Replied, Restarted

    from .invariant import View

_ESTIMATE = frozenset({CREATE, ADD_PART, ADD_LABOR, SUMMARY, *DECISIONS})
_WORKORDER = frozenset({STATUS, FINALIZE})
_WHOSE = ("customerId", "vehicleId", "locationId")
_WRITTEN = {
    "estimate": (
        *_WHOSE,
        "status",
        "items",
        "subtotal",
        "totalTax",
        "grandTotal",
        "workorderId",
        "auditEventIds",
    ),
    "workorder": (
        *_WHOSE,
        "estimateId",
        "status",
        "appointmentId",
        "technicianId",
        "finalizedAt",
        "taxTotal",
    ),
}
_SERVER_ERRORS = 500
_DISPLAYS = {
    name: {SERVICE_UNAVAILABLE.display, *(called.unavailable.display for called in calls)}
    for name, calls in CALLS.items()
}
"""What a step may show while a neighbour is away: the document has the words."""


class WhatWorkexecSaysIsTrue(Invariant):
    """No 500, no silence but for a crash; 503 in the document's words, with a retry; a success is written."""

    name: ClassVar[str] = "what_workexec_says_is_true"
    clause: ClassVar[str] = "Error Handling Standards (F02, F61)"

    def __init__(self, view: View) -> None:
        """Nobody waits; WorkExec is up."""
        super().__init__(view)
        self._waiting: dict[int, bool] = {}
        """By request: whether WorkExec was down or died since it was asked."""
        self._down = False
        self._finalized: dict[int, str] = {}
        """By work order: since when its bill is final."""

    def on_asked(self, asked: Asked) -> None:
        self._waiting[asked.request] = self._down

    def on_crashed(self, crashed: Crashed) -> None:  # noqa: ARG002  # all that counts is that it happened
        self._down = True
        self._waiting = dict.fromkeys(self._waiting, True)

    def on_restarted(self, restarted: Restarted) -> None:  # noqa: ARG002  # the same
        self._down = False

    def on_replied(self, replied: Replied) -> None:
        self.checked += 1
        died = self._waiting.pop(replied.request, None)
        fault = self._fault(replied, died=died) or self._unlike_before(replied)
        if fault:
            self.breach(replied.at_us, replied.order, f"{replied.name}: {fault}")

    def _fault(self, replied: Replied, *, died: bool | None) -> str:
        if died is None:
            return f"answered {replied.status}, and nobody waits for it"
        if replied.status == 0:
            return "" if died else "never answered, though WorkExec did not die"
        if replied.status in OK:
            return self._untrue(replied)
        return self._no_refusal(replied)

    def _unlike_before(self, replied: Replied) -> str:
        """A bill is final once, whether or not anybody heard of it."""
        if replied.name != FINALIZE:
            return ""
        kept = self.view.store.get("workorder", replied.values["workorder_id"]) or {}
        now = kept.get("finalizedAt")
        first = self._finalized.setdefault(replied.order, now) if now else now
        return "" if now == first else f"finalizedAt is {now}; it was {first} before"

    def on_closed(self, closed: Closed) -> None:
        self._finalized.pop(closed.order, None)

    @staticmethod
    def _no_refusal(replied: Replied) -> str:
        """What is wrong with an answer that is no success."""
        if replied.status >= _SERVER_ERRORS and replied.status != SERVICE_UNAVAILABLE.status:
            return f"answered {replied.status}"
        if replied.status < 400:  # noqa: PLR2004  # the errors of HTTP
            return f"answered {replied.status}, which is neither a success nor an error"
        if not replied.body.get("code") or not replied.body.get("message"):
            return f"answered {replied.status} without code or message"
        retryable = bool(replied.body.get("retryable"))
        if retryable != (replied.status == SERVICE_UNAVAILABLE.status):
            return f"answered {replied.status} with retryable {retryable}"
        if retryable and replied.body["message"] not in _DISPLAYS[replied.name]:
            return f"answered {replied.status} in words of its own: {replied.body['message']}"
        return ""

    def _untrue(self, replied: Replied) -> str:
        """What a success says and the store does not."""
        if replied.name in _ESTIMATE:
            kind, document_id = "estimate", replied.body.get("estimateId")
        elif replied.name in _WORKORDER:
            kind, document_id = "workorder", replied.body.get("workorderId")
        else:
            return ""
        kept = self.view.store.get(kind, str(document_id))
        if kept is None:
            return f"answered {replied.status} for {kind} {document_id}, which the store lacks"
        body = replied.body
        for name in _WRITTEN[kind]:
            if body.get(name) != kept.get(name):
                return f"{name} is {body.get(name)!r}, and {kept.get(name)!r} in the store"
        return ""

    def end(self) -> None:
        """Nobody waits for ever."""
        for request in self._waiting:
            self.breach(self.view.clock.now_us, -1, f"request {request} was never answered")
