"""What a step asked its neighbours, and what it heard, told to those who judge what it then says."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from workexec_contracts.consumer import Identity, prepare
from workexec_contracts.consumer.client import BY_ID
from workexec_contracts.contracts.catalog import search_parts, search_services
from workexec_contracts.contracts.vocabulary import PAGE_SIZE
from workexec_contracts.simulation.history import about

from .invariant import Invariant
from .steps import ADD_LABOR, ADD_PART, CALLS, OK

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.simulation.records import Asked, Crashed, Heard, Replied, Sent

    from .invariant import View

READING = frozenset(name for name, calls in CALLS.items() if any(not called.mutates for called in calls))
"""The steps that read from neighbours."""
_CALLED = frozenset(called.operation_id for name in READING for called in CALLS[name])
"""All that such steps call."""
_PLACES = {
    name: {called.operation_id: at for at, called in enumerate(calls)} for name, calls in CALLS.items()
}
"""In which turn a step makes its calls."""


class Kind(NamedTuple):
    """How a kind of line is looked up in the catalog."""

    search: Endpoint
    asked_by: tuple[str, ...]
    """The members of a request whose first is the search term."""


LINES = {ADD_PART: Kind(search_parts, ("sku", "name")), ADD_LABOR: Kind(search_services, ("name",))}
"""The steps that add a line to an estimate."""
_NOBODY = Identity("nobody", trace_id="0" * 31 + "1", correlation_id="none")
_TARGETS = 10_000


@lru_cache(_TARGETS)
def target_of(operation_id: str, *given: tuple[str, str]) -> str:
    """Path and query of a read with these parameters."""
    domain, operation = BY_ID[operation_id]
    known = {parameter.name for parameter in operation.parameters}
    return prepare(domain, operation, _NOBODY, {name: to for name, to in given if name in known}).target


def paths_by(operation: Endpoint, name: str) -> Callable[[str], str]:
    """Path and query of a read by its only parameter, known by the bare value: they are asked for often."""
    return lru_cache(_TARGETS)(lambda value: target_of(operation.operation_id, (name, value)))


def page_of(asked: Asked, number: int) -> str:
    """Path and query of a page of the catalog on which the item of a new line may be."""
    search, names = LINES[asked.name]
    query = next((found for name in names if (found := asked.sent.get(name))), None)
    given = [] if query is None else [("query", str(query))]
    paging = (("pageIndex", str(number)), ("pageSize", str(PAGE_SIZE.maximum)))
    return target_of(search.operation_id, *given, *paging)


@dataclass(slots=True)
class Step:
    """A step under way."""

    asked: Asked
    sent: dict[str, Sent] = field(default_factory=dict)
    """The first attempt by target, in the order in which they left."""
    heard: dict[str, Heard] = field(default_factory=dict)
    """The last answer, or how there was none, by target."""

    def decided_us(self, operation: Endpoint, until_us: int) -> int:
        """When a read was served that made no call: at the next call of the step, else at its end."""
        places = _PLACES[self.asked.name]
        own = places[operation.operation_id]
        for sent in self.sent.values():
            if places[sent.exchange.operation.operation_id] >= own:
                return sent.at_us
        return until_us


class Reading(Invariant, ABC):
    """Follows steps; `answered` is told those that come to a success."""

    def __init__(self, view: View) -> None:
        """Nobody asks."""
        super().__init__(view)
        self._steps: dict[int, Step] = {}
        self._step_of: dict[int, Step] = {}
        """By call."""

    @about(*READING)
    def on_asked(self, asked: Asked) -> None:
        self._steps[asked.request] = Step(asked)

    @about(*_CALLED)
    def on_sent(self, sent: Sent) -> None:
        if sent.number != 1:
            return
        step = self._steps.get(sent.request)
        if step is not None:
            step.sent.setdefault(sent.exchange.target, sent)
            self._step_of[sent.call] = step

    @about(*_CALLED)
    def on_heard(self, heard: Heard) -> None:
        step = self._step_of.get(heard.call)
        if step is not None:  # else of nobody's step, or of a process that has died
            step.heard[heard.exchange.target] = heard
            self.heard(heard)

    @about(*READING)
    def on_replied(self, replied: Replied) -> None:
        step = self._steps.pop(replied.request, None)
        if step is None:
            return
        for sent in step.sent.values():
            self._step_of.pop(sent.call, None)
        if replied.status in OK:
            self.answered(step, replied)

    def on_crashed(self, crashed: Crashed) -> None:  # noqa: ARG002  # all that counts is that it happened
        self._steps.clear()
        self._step_of.clear()

    def heard(self, heard: Heard) -> None:
        """An attempt of a living process came to an end."""

    @abstractmethod
    def answered(self, step: Step, replied: Replied) -> None:
        """A step came to a success."""

    @staticmethod
    def target(operation: Endpoint, *given: tuple[str, Any]) -> str:
        """Path and query of a read with these parameters; those that are None are absent."""
        told = [(name, str(value)) for name, value in given if value is not None]
        return target_of(operation.operation_id, *told)
