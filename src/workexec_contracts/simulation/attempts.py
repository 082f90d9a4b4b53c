"""A run with every attempt noted by its number: where faults struck, and where they could."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .clock import SECOND_US
from .quiet import quiet
from .records import Heard, Sent
from .run import Simulation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .run import Outcome
    from .setting import Setting


@dataclass(frozen=True, slots=True)
class Attempted:
    """One attempt, and what came of it: a status, an outcome, or nothing where WorkExec died meanwhile."""

    number: int
    at_s: float
    domain: str
    operation_id: str
    of_call: int
    """Which attempt of its call, from 1."""
    came: str
    well: bool
    """Whether it was answered as the contract has it where all is well."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What a run came to, its attempts in the order in which they left, and what a crash may come before."""

    outcome: Outcome
    attempts: tuple[Attempted, ...]
    counted: Mapping[str, int]
    """How many attempts, writes and answers there were."""


def observe(setting: Setting) -> Observed:
    """Runs a setting to its end."""
    simulation = Simulation(setting)
    sent: dict[tuple[int, int], tuple[int, Sent]] = {}
    heard: dict[tuple[int, int], Heard] = {}

    def on_sent(record: Sent) -> None:
        number = simulation.workexec.deaths.counted["attempt"] - 1
        sent[record.call, record.number] = (number, record)

    def on_heard(record: Heard) -> None:
        heard[record.call, record.number] = record

    simulation.history.listen(Sent, on_sent)
    simulation.history.listen(Heard, on_heard)
    with quiet():
        for _ in simulation.hours():
            pass
    noted = (_noted(number, record, heard.get(key)) for key, (number, record) in sent.items())
    return Observed(simulation.outcome(), tuple(noted), simulation.workexec.deaths.counted)


def _noted(number: int, sent: Sent, heard: Heard | None) -> Attempted:
    operation = sent.exchange.operation
    came = "" if heard is None else heard.outcome.value if heard.outcome else str(heard.status)
    well = heard is not None and heard.status == operation.status_code
    return Attempted(
        number,
        sent.at_us / SECOND_US,
        sent.exchange.domain,
        operation.operation_id,
        sent.number,
        came,
        well,
    )
