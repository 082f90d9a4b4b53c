"""A step in virtual time: the simulator's WorkExec, network and conditions around one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.consumer import Composer, Letter, Standing
from workexec_contracts.providers import Neighbours, State
from workexec_contracts.simulation.chance import Chance
from workexec_contracts.simulation.clock import DAY_S, SECOND_US, Clock, micros
from workexec_contracts.simulation.conditions import Conditions
from workexec_contracts.simulation.deaths import Deaths
from workexec_contracts.simulation.history import History
from workexec_contracts.simulation.identity import Names
from workexec_contracts.simulation.memory import MemoryStore
from workexec_contracts.simulation.network import Network
from workexec_contracts.simulation.people import TOKEN
from workexec_contracts.simulation.process import WorkExec
from workexec_contracts.simulation.records import Heard, Sent
from workexec_contracts.simulation.scheduler import Scheduler

from .compare import Attempted, Taken
from .steps import furnish
from .switched import SHORT_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workexec_contracts.consumer import Answer
    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.simulation.faults import At, Faults, NetworkFault

    from .steps import LiveStep

FOREVER_US = micros(365.0 * DAY_S)


class Passing(Conditions):
    """Conditions whose faults are over when somebody says so."""

    over = False

    def met(self, domain: str, operation: Endpoint, at_us: int) -> Sequence[tuple[int, NetworkFault]]:
        """None once they are over."""
        return () if self.over else super().met(domain, operation, at_us)

    def at(self, attempt: int) -> At | None:
        """The same for a single attempt."""
        return None if self.over else super().at(attempt)


def shifted(faults: Faults) -> Faults:
    """All faults on at once from the beginning; those that are not short, until somebody says so."""
    return faults.model_copy(
        update={"until_s": None, "faults": tuple(_shifted(fault) for fault in faults.faults)}
    )


def _shifted(fault: object) -> object:
    from_s, until_s = getattr(fault, "from_s", None), getattr(fault, "until_s", None)
    if from_s is None:
        return fault
    lasts_s = None if until_s is None else until_s - from_s
    short = lasts_s is not None and lasts_s <= SHORT_S
    return fault.model_copy(update={"from_s": 0.0, "until_s": lasts_s if short else None})  # type: ignore[attr-defined]  # a fault with a window


class Simulated:
    """One step's own world."""

    def __init__(self, step: LiveStep, faults: Faults, seed: int = 0) -> None:
        """At the beginning, with all faults on."""
        self.step = step
        self._clock = Clock()
        self._scheduler = Scheduler(self._clock)
        self._history = History(None)
        chance = Chance(seed)
        names = Names(chance)
        self._conditions = Passing(shifted(faults), FOREVER_US, chance)
        neighbours = Neighbours(State.fresh(self._clock.wall), names.uuid)
        network = Network(self._scheduler, neighbours, self._conditions, self._history)
        self._store = MemoryStore()
        self._identity = names.identity(TOKEN)
        self._workexec = WorkExec(
            self._scheduler,
            network,
            self._store,
            self._history,
            names,
            Composer(self._clock.wall, names.uuid),
            self._identity,
            Deaths({}),
            lambda _: 0,
            lambda _order, _more: None,
        )
        furnish(self._workexec.shop)

    def take(self) -> Taken:
        """Takes the step, and lets everything come to its end."""
        self._history.kept.clear()
        told: list[Answer | None] = []
        step = self.step
        self._workexec.ask(0, step.route, step.values, step.sent, self._identity, told.append)
        self._run()
        return self._taken(told[0].status if told[0] else 0)

    def take_again(self) -> Taken:
        """The same once the faults are over: the user tries again, an operator replays the dead letters."""
        self._conditions.over = True
        self._history.kept.clear()
        told: list[Answer | None] = []
        step = self.step
        self._workexec.ask(0, step.route, step.values, step.sent, self._identity, told.append)
        self._run()
        for letter in self._store.letters(Standing.DEAD):
            self._workexec.replay(letter, lambda _: None)
            self._run()
        return self._taken(told[0].status if told[0] else 0)

    def _run(self) -> None:
        while (next_us := self._scheduler.next_us) is not None:
            self._scheduler.run(next_us)

    def _taken(self, answered: int) -> Taken:
        begun: dict[tuple[int, int], Sent] = {}
        attempts = []
        for record in self._history.kept:
            if isinstance(record, Sent):
                begun[record.call, record.number] = record
            if isinstance(record, Heard):
                sent = begun[record.call, record.number]
                attempts.append(_attempted(sent, record))
        return Taken(answered, tuple(attempts), standings(self._store.letters()))


def _attempted(sent: Sent, heard: Heard) -> Attempted:
    return Attempted(
        sent.exchange.operation.operation_id, sent.at_us / SECOND_US, heard.at_us / SECOND_US, heard.status
    )


def standings(letters: list[Letter]) -> dict[str, str]:
    """What became of each event, by its name."""
    return {letter.event.name: letter.standing.value for letter in letters}
