"""An answer that is final ends it: nobody asks again for what was acknowledged or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workexec_contracts.consumer import Standing

from .facts import failure
from .invariant import Invariant
from .steps import OK

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Closed, Crashed, Heard, Sent

    from .invariant import View

_REFUSALS = range(400, 500)
_DONE = (Standing.ACKNOWLEDGED, Standing.REFUSED)


class NoCallAfterAFinalAnswer(Invariant):
    """No attempt follows an answer outside the policy's retries, no series what was settled."""

    name: ClassVar[str] = "no_call_after_a_final_answer"
    clause: ClassVar[str] = "Phase 4.4 / Integration Patterns Summary (F11, F12, F52, F57, F58)"

    def __init__(self, view: View) -> None:
        """Nothing is answered."""
        super().__init__(view)
        self._calls: dict[int, dict[int, int | None]] = {}
        """By work order: calls of this life of WorkExec, and the final status of those that have one."""
        self._keys: dict[int, dict[str, int]] = {}
        """By work order: keys that were acknowledged or refused in this life."""

    def on_sent(self, sent: Sent) -> None:
        self.checked += 1
        calls = self._calls.get(sent.order)
        if calls is None:
            calls = self._calls[sent.order] = {}
        final = calls.setdefault(sent.call, None)
        operation = sent.exchange.operation
        if final is not None:
            told = f"{operation.operation_id}: attempt {sent.number} after {final}"
            self.breach(sent.at_us, sent.order, told)
        elif operation.mutates and sent.number == 1:
            self._is_anew(sent)

    def _is_anew(self, sent: Sent) -> None:
        """Only a dead letter is replayed; all else that is over stays so."""
        key = sent.exchange.headers["Idempotency-Key"]
        letter = self.view.store.letter(key) if sent.exchange.operation.events else None
        if letter is not None and letter.standing in _DONE:
            self.breach(
                sent.at_us, sent.order, f"{letter.event.name} {key} goes out, and is {letter.standing}"
            )
            return
        final = self._keys.get(sent.order, {}).pop(key, None)
        replayed = letter is not None and letter.standing is Standing.DEAD and final not in OK
        if final is not None and not replayed:
            told = f"{sent.exchange.operation.operation_id}: {key} goes out again after {final}"
            self.breach(sent.at_us, sent.order, told)

    def on_heard(self, heard: Heard) -> None:
        calls, status = self._calls.get(heard.order), heard.status
        if calls is None or status is None or heard.call not in calls:
            return  # of a process that has died, or no answer
        operation, failed = heard.exchange.operation, failure(status, None)
        if failed is not None and failed in operation.policy.retry.on:
            return
        calls[heard.call] = status
        if operation.mutates and (status in OK or status in _REFUSALS):
            keys = self._keys.setdefault(heard.order, {})
            keys[heard.exchange.headers["Idempotency-Key"]] = status

    def on_crashed(self, crashed: Crashed) -> None:  # noqa: ARG002  # all that counts is that it happened
        """What was heard and not yet written down is forgotten."""
        self._calls.clear()
        self._keys.clear()

    def on_closed(self, closed: Closed) -> None:
        self._calls.pop(closed.order, None)
        self._keys.pop(closed.order, None)
