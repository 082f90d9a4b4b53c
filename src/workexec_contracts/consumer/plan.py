"""A plan is a step of WorkExec before any I/O: it yields what to do and is told what came of it.

Plans compose with `yield from`; one driver each runs them over real sockets (sync and async), and the
simulator runs the same plans under virtual time.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from workexec_contracts.policy import Observation, Send, Wait

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .exchange import Exchange

T = TypeVar("T")


class Raw(NamedTuple):
    """An answer as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Attempt(NamedTuple):
    """Send the exchange; wait at most `timeout_s` for the last byte of its answer."""

    exchange: Exchange
    number: int
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Now:
    """Tell the time, in seconds on the driver's clock."""


NOW = Now()
"""The one that is asked."""
Step: TypeAlias = Attempt | Wait | Now
Told: TypeAlias = Observation[Raw]
Plan: TypeAlias = Generator[Step, Told, T]


def bound(exchange: Exchange, policy: Generator[Send | Wait, Observation[Raw], T]) -> Plan[T]:
    """A policy's commands with the exchange that they are about."""
    try:
        command = next(policy)
        while True:
            step = (
                Attempt(exchange, command.attempt, command.timeout_s)
                if isinstance(command, Send)
                else command
            )
            command = policy.send((yield step))
    except StopIteration as stop:
        result: T = stop.value
        return result
