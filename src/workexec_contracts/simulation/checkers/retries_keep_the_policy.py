"""As many attempts as the policy has, at its times, each of them the same but for its span."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, ClassVar

from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.policy import Broken, Seen, Tolerance, breaches
from workexec_contracts.simulation.clock import SECOND_US, micros
from workexec_contracts.simulation.records import Heard, Sent

from .facts import failure, parsed
from .invariant import Invariant

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.simulation.records import Closed, Crashed, Replied, Settled

    from .invariant import View

EXACT = Tolerance(early_s=1 / SECOND_US, late_s=1 / SECOND_US)
"""Virtual time is exact; a microsecond is its rounding."""
_TRACE = slice(3, 35)
"""Where a traceparent has its trace id."""
_Try = tuple[Sent, Heard | None]


class _Agreed:
    """What is held against every attempt of an operation, read out of its contract once."""

    __slots__ = ("forms", "media_type", "timeout_us")

    def __init__(self, operation: Endpoint) -> None:
        self.forms = [
            (header.name, re.compile(header.pattern).fullmatch if header.pattern else None)
            for header in operation.headers
        ]
        self.media_type = operation.media_type
        self.timeout_us = micros(operation.policy.timeout_s)


class RetriesKeepThePolicy(Invariant):
    """Number, spacing, time-out and headers of attempts; key, id, body and trace stay, the span is new."""

    name: ClassVar[str] = "retries_keep_the_policy"
    clause: ClassVar[str] = (
        "Phase 4.4 / Integration Patterns Summary; Error Handling Standards (F10-F12, F34, F53)"
    )

    def __init__(self, view: View) -> None:
        """Nobody calls."""
        super().__init__(view)
        self._tries: dict[int, list[_Try]] = {}
        """By call, while it may still have attempts."""
        self._calls: dict[int, dict[tuple[str, str | bytes | None], int]] = {}
        """By the request that waits: what it sent, and in which call."""
        self._letters: dict[str, int] = {}
        """Call of each delivery in the background, by its key."""
        self._agreed: dict[str, _Agreed] = {}
        """By operation."""
        self._tokens: set[str] = set()

    def on_sent(self, sent: Sent) -> None:
        self.checked += 1
        tries = self._tries.get(sent.call)
        if tries is None:
            self._tries[sent.call] = [(sent, None)]
            self._begins(sent)
        else:
            if tries[-1][1] is None:
                self.breach(sent.at_us, sent.order, f"attempt {sent.number} before the last one is over")
            tries.append((sent, None))
        fault = self._fault(sent)
        if fault:
            told = f"{sent.exchange.operation.operation_id}, attempt {sent.number}: {fault}"
            self.breach(sent.at_us, sent.order, told)

    def _begins(self, sent: Sent) -> None:
        """One series for each request and message; one of a letter in the background."""
        exchange = sent.exchange
        key = exchange.headers.get("Idempotency-Key")
        if sent.request >= 0:
            calls = self._calls.setdefault(sent.request, {})
            message = (exchange.target, key or exchange.body)
            if message in calls:
                told = f"{exchange.operation.operation_id} a second time for the same step: {message[1]!r}"
                self.breach(sent.at_us, sent.order, told)
            calls[message] = sent.call
        elif key is not None:
            if key in self._letters:
                self.breach(sent.at_us, sent.order, f"{key} goes out while it is on its way")
            self._letters[key] = sent.call
        if exchange.operation.events:
            letter = self.view.store.letter(key or "")
            if letter is None or letter.body != exchange.body:
                self.breach(sent.at_us, sent.order, f"{key} is not the event that was accepted")
            elif sent.headers.get("traceparent", "")[_TRACE] != parsed(letter.body)["traceparent"][_TRACE]:
                self.breach(sent.at_us, sent.order, f"{key} goes out in another trace than its own")

    def _fault(self, sent: Sent) -> str:
        """What the contract asks of every attempt, and this one lacks."""
        headers, tokens = sent.headers, self._tokens
        agreed = self._agreed.get(sent.exchange.operation.operation_id) or self._agree(sent)
        for name, fits in agreed.forms:
            value = headers.get(name)
            if value is None:
                return f"without {name}"
            if fits is not None and value not in tokens and not fits(value):
                return f"{name} is {value!r}"
        tokens.add(headers["Authorization"])
        if sent.exchange.body is not None and headers.get("Content-Type") != agreed.media_type:
            return f"as {headers.get('Content-Type')}"
        return ""

    def _agree(self, sent: Sent) -> _Agreed:
        operation = sent.exchange.operation
        agreed = self._agreed[operation.operation_id] = _Agreed(operation)
        return agreed

    def on_heard(self, heard: Heard) -> None:
        tries = self._tries.get(heard.call)
        if tries is None or tries[-1][0].number != heard.number:
            return  # of a process that has died, or of an attempt that is over
        sent = tries[-1][0]
        tries[-1] = (sent, heard)
        timeout_us = self._agreed[sent.exchange.operation.operation_id].timeout_us
        took_us = heard.at_us - sent.at_us
        if took_us > timeout_us or (heard.outcome is Outcome.TIMED_OUT and took_us != timeout_us):
            told = f"attempt {sent.number} was over after {took_us} us; the time-out is {timeout_us} us"
            self.breach(heard.at_us, heard.order, told)

    def on_replied(self, replied: Replied) -> None:
        """The step is over, and with it whatever it waited for."""
        calls = self._calls.pop(replied.request, None)
        if calls:
            for call in calls.values():
                self._judge(call, math.inf)

    def on_settled(self, settled: Settled) -> None:
        """Its delivery in the background is over, unless it was a user's that has settled it."""
        key = settled.letter.id
        call = self._letters.get(key)
        tries = None if call is None else self._tries.get(call)
        if call is None or not tries:
            return
        message = (tries[0][0].exchange.target, key)
        for messages in self._calls.values():
            if message in messages:
                return  # what goes on in the background is judged when the work order is closed
        self._judge(call, math.inf)

    def on_crashed(self, crashed: Crashed) -> None:
        """Whatever was due by now was to be done; the rest died with the process."""
        for call in list(self._tries):
            self._judge(call, crashed.at_us / SECOND_US)
        self._calls.clear()
        self._letters.clear()

    def on_closed(self, closed: Closed) -> None:
        """What is still open then was forgotten."""
        for call in [call for call, tries in self._tries.items() if tries[0][0].order == closed.order]:
            self._judge(call, math.inf)

    def end(self) -> None:
        for call in list(self._tries):
            self._judge(call, math.inf)

    def _judge(self, call: int, until_s: float) -> None:
        tries = self._tries.pop(call, None)
        if not tries:
            return
        sent, heard = tries[0]
        key = sent.headers.get("Idempotency-Key")
        if key is not None and self._letters.get(key) == call:
            del self._letters[key]
        failed = None if heard is None else failure(heard.status, heard.outcome)
        if len(tries) == 1 and failed is None:
            return
        policy = sent.exchange.operation.policy
        if len(tries) == 1 and failed not in policy.retry.on:
            return
        seen = [_seen(sent, heard) for sent, heard in tries]
        for found in breaches(seen, policy, until_s, EXACT, one_series=True):
            if found.kind is not Broken.AFTER_FINAL:  # an invariant of its own
                told = f"{sent.exchange.operation.operation_id}: {found.kind} ({found.told})"
                self.breach(round(found.at_s * SECOND_US), sent.order, told)


def _seen(sent: Sent, heard: Heard | None) -> Seen:
    """An attempt as policies are judged by; one that its process did not outlive has no successor."""
    exchange, headers = sent.exchange, sent.headers
    _, trace_id, span_id, *_ = (*headers.get("traceparent", "").split("-"), "", "")
    key = headers.get("Idempotency-Key", "")
    return Seen(
        sent.at_us / SECOND_US,
        (heard or sent).at_us / SECOND_US,
        heard.status if heard else None,
        exchange.target,
        key,
        key if exchange.operation.events else "",
        (exchange.body or b"").decode(),
        headers.get("X-Correlation-Id", ""),
        trace_id,
        span_id,
        known=True,
        failed=failure(heard.status, heard.outcome) if heard else None,
    )
