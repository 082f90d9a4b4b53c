"""Calls of all policies in flight at once: each sends, waits and ends as its row of delays says (F11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, rule

from simulations.town import PACE
from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.policy import Answered, Concluded, Send, Unanswered, Wait, Waited, call

if TYPE_CHECKING:
    from collections.abc import Generator

    from workexec_contracts.contracts.vocabulary import Policy

POLICIES = {operation.operation_id: operation.policy for _, operation in operations()}
STATUSES = {200: None, 202: None, 400: None, 404: None, 409: None, 429: None, 500: None} | {
    502: Outcome.BAD_GATEWAY,
    503: Outcome.UNAVAILABLE,
    504: Outcome.GATEWAY_TIMEOUT,
}
LOST = (Outcome.CONNECTION_FAILED, Outcome.TIMED_OUT)


@dataclass
class Flight:
    """A call: its machine, the policy that it should keep, and how many waits it has left."""

    machine: Generator[Send | Wait, Any, Concluded[str]]
    policy: Policy
    left: list[float]
    attempts: int = 1


class Retries(RuleBasedStateMachine):
    calls: Bundle[Flight] = Bundle("calls")

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    @rule(target=calls, operation_id=st.sampled_from(sorted(POLICIES)))
    def begin(self, operation_id: str) -> Flight:
        return begun(POLICIES[operation_id])

    @rule(target=calls, flight=consumes(calls), status=st.sampled_from(sorted(STATUSES)))
    def an_answer_comes(self, flight: Flight, status: int) -> Flight:
        self.now_s += 0.1
        told = Answered(status, self.now_s, f"answer {flight.attempts}")
        return self._told(flight, told, STATUSES[status])

    @rule(target=calls, flight=consumes(calls), outcome=st.sampled_from(LOST))
    def none_comes(self, flight: Flight, outcome: Outcome) -> Flight:
        return self._told(flight, Unanswered(outcome, self.now_s), outcome)

    def _told(self, flight: Flight, told: Any, failed: Outcome | None) -> Flight:  # noqa: ANN401  # an observation
        if failed in flight.policy.retry.on and flight.left:
            assert flight.machine.send(told) == Wait(flight.left.pop(0))
            self.now_s += 1
            flight.attempts += 1
            assert flight.machine.send(Waited(self.now_s)) == Send(flight.attempts, flight.policy.timeout_s)
            return flight
        assert ending(flight, told) == Concluded(told, flight.attempts, failed)
        return begun(flight.policy)  # which has learned nothing from the last one


def ending(flight: Flight, told: Answered[str] | Unanswered) -> object:
    """What a call returns, or what it wants to do instead."""
    try:
        return flight.machine.send(told)
    except StopIteration as stop:
        ended: Concluded[str] = stop.value
        return ended


def begun(policy: Policy) -> Flight:
    """A new call: its first attempt leaves at once."""
    flight = Flight(call(policy, str), policy, list(policy.retry.delays_s))
    assert next(flight.machine) == Send(1, policy.timeout_s)
    return flight


TestRetries = Retries.TestCase
TestRetries.settings = PACE
