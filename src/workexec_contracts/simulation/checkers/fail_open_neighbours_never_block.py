"""A fail-open neighbour keeps nobody waiting and stops no step, whatever state it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from workexec_contracts.consumer import Standing
from workexec_contracts.contracts import operations
from workexec_contracts.contracts.crm import get_customer, get_vehicle
from workexec_contracts.contracts.vocabulary import FailMode
from workexec_contracts.simulation.history import about

from .invariant import Invariant
from .steps import CALLS, EVENTS, FINALIZE, OK, OPEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.simulation.records import Asked, Crashed, Replied, Sent

    from .invariant import View

AT_ONCE = frozenset(name for name in OPEN if all(called.events for called in CALLS[name]))
"""The steps whose only calls are deliveries that nobody waits for (F57)."""
_UNAWAITED = frozenset(
    operation.operation_id
    for _, operation in operations()
    if operation.events and operation.policy.fail_mode is FailMode.OPEN
)
"""The deliveries that no user waits for."""
SHOWN = {"customer": get_customer, "vehicle": get_vehicle}
_SERVER_ERRORS = 500


class FailOpenNeighboursNeverBlock(Invariant):
    """Status changes wait for nobody, estimates for no CRM, finalizations for no Inventory."""

    name: ClassVar[str] = "fail_open_neighbours_never_block"
    clause: ClassVar[str] = "Phase 4.4 / Integration Patterns Summary (F18, F19, F57, F61)"

    def __init__(self, view: View) -> None:
        """Nobody waits."""
        super().__init__(view)
        self._asked_us: dict[int, int] = {}

    @about(*AT_ONCE)
    def on_asked(self, asked: Asked) -> None:
        self._asked_us[asked.request] = asked.at_us

    @about(*_UNAWAITED)
    def on_sent(self, sent: Sent) -> None:
        if sent.request >= 0:
            told = f"a user waits for {sent.exchange.operation.operation_id}, which is fail-open"
            self.breach(sent.at_us, sent.order, told)

    @about(*OPEN, FINALIZE)
    def on_replied(self, replied: Replied) -> None:
        asked_us = self._asked_us.pop(replied.request, replied.at_us)
        if replied.status == 0:
            return
        if asked_us != replied.at_us:
            told = f"{replied.name} took {replied.at_us - asked_us} us, though it waits for nobody"
            self.breach(replied.at_us, replied.order, told)
        if replied.name in OPEN:
            self._is_not_blocked(replied)
        else:
            self._is_finalized(replied)

    def _is_not_blocked(self, replied: Replied) -> None:
        self.checked += 1
        if replied.status >= _SERVER_ERRORS or replied.body.get("retryable"):
            told = f"{replied.name} answered {replied.status}: {replied.body.get('message')}"
            self.breach(replied.at_us, replied.order, told)
        for name, read in SHOWN.items():
            shown = replied.body.get(name)
            if shown is not None and "source" not in shown:
                fault = _shown_otherwise(shown, read)
                if fault:
                    self.breach(replied.at_us, replied.order, f"{fault} where the {name} is not known")

    def _is_finalized(self, replied: Replied) -> None:
        """Once all fail-closed events of the finalization are acknowledged, it is done."""
        self.checked += 1
        blocked = replied.status >= _SERVER_ERRORS or "events" in replied.body
        if replied.status in OK or not blocked:
            return
        workorder_id = replied.values["workorder_id"]
        order = self.view.store.get("workorder", workorder_id) or {}
        letters = [self.view.store.letter(letter) for letter in order.get("finalizing", {}).get("events", ())]
        if len(letters) == len(EVENTS[FINALIZE]) and all(
            letter is not None and (not letter.is_closed or letter.standing is Standing.ACKNOWLEDGED)
            for letter in letters
        ):
            told = f"finalizing answered {replied.status}, though all fail-closed events are acknowledged"
            self.breach(replied.at_us, replied.order, told)

    def on_crashed(self, crashed: Crashed) -> None:  # noqa: ARG002  # all that counts is that it happened
        self._asked_us.clear()


def _shown_otherwise(shown: Mapping[str, Any], read: Endpoint) -> str:
    """What is wrong with what stands for somebody: a refusal's words, else the placeholder (F19)."""
    display = shown.get("display")
    refusals = {error.code: error.display for error in read.errors if error.status < _SERVER_ERRORS}
    wanted = refusals.get(str(shown.get("code")), read.placeholder)
    if display and wanted in {None, display}:
        return ""
    return f"{display!r} is shown, not {wanted!r}," if display else "nothing is shown"
