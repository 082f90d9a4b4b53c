"""A history of few work orders as steps of a sequence diagram: who says what to whom, and what gets lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import singledispatchmethod
from typing import TYPE_CHECKING

from workexec_contracts.contracts import domains
from workexec_contracts.contracts.vocabulary import Outcome

from .records import (
    Accepted,
    Arrived,
    Asked,
    Changed,
    Closed,
    Crashed,
    Heard,
    Replied,
    Restarted,
    Sent,
    Settled,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workexec_contracts.consumer import Letter

    from .checkers import Violation
    from .records import Record

_PREFIX = re.compile(r" /api/v\d+(/workexec)?")
USER, WORKEXEC = "user", "WorkExec"
_TELLING = ("status", "workSessionId", "sku", "serviceId", "query", "userId")
"""The members of a request of which the first says most."""


class Kind(StrEnum):
    """How a step is drawn."""

    ARROW = "arrow"
    LOST = "lost"
    """An arrow that ends on its way."""
    NOTE = "note"
    """At one participant."""
    BAR = "bar"
    """Across all of them."""
    VIOLATION = "violation"


@dataclass(frozen=True, slots=True)
class Step:
    """One line. `target` is the source itself for what is no arrow."""

    at_us: int
    kind: Kind
    source: str
    target: str
    text: str


def involved(steps: Iterable[Step]) -> tuple[str, ...]:
    """The user, WorkExec, and the neighbours that take part, in the contracts' order."""
    seen = {name for step in steps for name in (step.source, step.target)}
    return (USER, WORKEXEC, *(domain.name for domain in domains() if domain.name in seen))


def story(
    records: Sequence[Record], violations: Iterable[Violation] = (), orders: frozenset[int] | None = None
) -> list[Step]:
    """The steps of some work orders, or of all; each violation stands where it occurred."""
    own = [one for one in records if orders is None or getattr(one, "order", -1) in {-1, *orders}]
    teller = Teller(own)
    left = sorted(violations, key=lambda one: one.at_us)
    steps: list[Step] = []
    for record in own:
        while left and left[0].at_us < record.at_us:
            steps.append(_broken(left.pop(0)))
        steps.append(teller.step(record))
    return [*steps, *map(_broken, left)]


def _broken(violation: Violation) -> Step:
    text = f"{violation.invariant}: {violation.told} [{violation.clause}]"
    return Step(violation.at_us, Kind.VIOLATION, WORKEXEC, WORKEXEC, text)


def _short(name: str, values: Mapping[str, str]) -> str:
    """A route with the values of its path, and without what all paths begin with."""
    return _PREFIX.sub(" ", name, count=1).format_map(values)


def _named(letter: Letter) -> str:
    """An event's name, and the beginning of its UUID."""
    return f"{letter.event.name} {letter.id.removeprefix(f'{letter.event.id_prefix}-')[:8]}"


class Teller:
    """Knows of every attempt whether it arrived, and what was heard of it."""

    def __init__(self, records: Iterable[Record]) -> None:
        """Looks ahead."""
        self._arrived: set[tuple[int, int]] = set()
        self._heard: dict[tuple[int, int], Heard] = {}
        for record in records:
            if isinstance(record, Arrived):
                self._arrived.add((record.call, record.number))
            if isinstance(record, Heard):
                self._heard[record.call, record.number] = record

    @singledispatchmethod
    def step(self, record: Record) -> Step:
        """What a record is in the diagram."""
        raise TypeError(f"{type(record).__name__} has no line in a diagram")

    @step.register
    def _(self, asked: Asked) -> Step:
        told = next((f" {asked.sent[name]}" for name in _TELLING if name in asked.sent), "")
        return Step(asked.at_us, Kind.ARROW, USER, WORKEXEC, _short(asked.name, asked.values) + told)

    @step.register
    def _(self, replied: Replied) -> Step:
        if not replied.status:
            return Step(replied.at_us, Kind.LOST, WORKEXEC, USER, "no answer: WorkExec is gone")
        code = replied.body.get("code")
        text = f"{replied.status}{f' {code}' if code else ''}"
        again = ", to be tried again" if replied.body.get("retryable") else ""
        return Step(replied.at_us, Kind.ARROW, WORKEXEC, USER, text + again)

    @step.register
    def _(self, sent: Sent) -> Step:
        exchange, heard = sent.exchange, self._heard.get((sent.call, sent.number))
        text = f"{exchange.operation.operation_id} #{sent.number}"
        lost = (sent.call, sent.number) not in self._arrived and (heard is None or heard.status is None)
        if lost and heard is not None:
            text += ": refused" if heard.outcome is Outcome.CONNECTION_FAILED else ": the request is lost"
        return Step(sent.at_us, Kind.LOST if lost else Kind.ARROW, WORKEXEC, exchange.domain, text)

    @step.register
    def _(self, arrived: Arrived) -> Step:
        what = "a copy arrives" if arrived.copy else "arrives"
        made = f", makes {', '.join(f'{table} {key}' for table, key in arrived.made)}" if arrived.made else ""
        domain = arrived.exchange.domain
        return Step(arrived.at_us, Kind.NOTE, domain, domain, f"{what}: {arrived.status}{made}")

    @step.register
    def _(self, heard: Heard) -> Step:
        domain, named = heard.exchange.domain, f"{heard.exchange.operation.operation_id} #{heard.number}"
        arrived = (heard.call, heard.number) in self._arrived
        if heard.status is not None:
            whose = "" if arrived else f", not by {domain} itself"
            return Step(heard.at_us, Kind.ARROW, domain, WORKEXEC, f"{heard.status} for {named}{whose}")
        how = f"{heard.outcome.value.replace('_', ' ')}" if heard.outcome else "nothing"
        lost = ", the answer is lost" if arrived else ""
        return Step(heard.at_us, Kind.LOST, domain, WORKEXEC, f"{how} for {named}{lost}")

    @step.register
    def _(self, accepted: Accepted) -> Step:
        letter = accepted.letter
        text = f"accepts {_named(letter)} for {letter.domain}: {letter.standing}"
        return Step(accepted.at_us, Kind.NOTE, WORKEXEC, WORKEXEC, text)

    @step.register
    def _(self, settled: Settled) -> Step:
        letter = settled.letter
        text = f"{_named(letter)} is {letter.standing}: {letter.reason}"
        return Step(settled.at_us, Kind.NOTE, WORKEXEC, WORKEXEC, text)

    @step.register
    def _(self, crashed: Crashed) -> Step:
        return Step(crashed.at_us, Kind.BAR, WORKEXEC, WORKEXEC, "WorkExec dies")

    @step.register
    def _(self, restarted: Restarted) -> Step:
        return Step(restarted.at_us, Kind.BAR, WORKEXEC, WORKEXEC, "WorkExec begins anew over its store")

    @step.register
    def _(self, changed: Changed) -> Step:
        text = f"somebody changes {changed.key} of {changed.table}"
        return Step(changed.at_us, Kind.NOTE, WORKEXEC, WORKEXEC, text)

    @step.register
    def _(self, closed: Closed) -> Step:
        return Step(
            closed.at_us, Kind.NOTE, USER, USER, f"work order {closed.order} is over: {closed.outcome}"
        )
