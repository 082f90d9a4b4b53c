"""Searches of CRM and tax are asked for every time, and what is shown is that very answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workexec_contracts.consumer.workflow import estimates
from workexec_contracts.contracts import operations
from workexec_contracts.contracts.pricing import calculate_tax
from workexec_contracts.simulation.history import about

from .facts import as_shown, parsed
from .reading import Reading
from .steps import ADD_LABOR, ADD_PART, OK, READS, SUMMARY

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Asked, Heard, Replied, Sent

    from .reading import Step


_UNCACHED = tuple(
    operation.operation_id
    for _, operation in operations()
    if operation.cache is None and not operation.mutates
)
_STEPS = (ADD_PART, ADD_LABOR, SUMMARY, *(name for name, read in READS.items() if read.cache is None))
"""The steps that show what such an operation answers."""


class WhatIsNotCachedIsAlwaysAsked(Reading):
    """An operation without a cache makes its call in every step that shows its answer."""

    name: ClassVar[str] = "what_is_not_cached_is_always_asked"
    clause: ClassVar[str] = "Integration Guidelines / Caching Strategies (F09, F56)"

    @about(*_STEPS)
    def on_asked(self, asked: Asked) -> None:
        super().on_asked(asked)

    @about(*_UNCACHED)
    def on_sent(self, sent: Sent) -> None:
        super().on_sent(sent)

    @about(*_UNCACHED)
    def on_heard(self, heard: Heard) -> None:
        super().on_heard(heard)

    @about(*_STEPS)
    def on_replied(self, replied: Replied) -> None:
        super().on_replied(replied)

    def answered(self, step: Step, replied: Replied) -> None:
        if replied.name in READS:
            self._is_asked(step, replied)
        elif replied.name != SUMMARY or estimates.is_open(dict(replied.body)):
            self._is_taxed(step, replied)

    def _is_asked(self, step: Step, replied: Replied) -> None:
        self.checked += 1
        heard = next((one for one in step.heard.values() if one.status in OK), None)
        if heard is None:
            told = f"{replied.name} answered from {replied.body.get('source')}, without a call"
            self.breach(replied.at_us, replied.order, told)
            return
        wanted = as_shown(heard.body)
        if replied.body == {**wanted, "source": "answer"}:  # sooner seen than member by member
            return
        wrong = [name for name, value in wanted.items() if replied.body.get(name) != value]
        if wrong or replied.body.get("source") != "answer":
            told = f"{replied.name} shows {', '.join(wrong) or 'a source'} other than what was just answered"
            self.breach(replied.at_us, replied.order, told)

    def _is_taxed(self, step: Step, replied: Replied) -> None:
        """All coded lines, in the answer to this step's own call."""
        coded = [item["itemId"] for item in replied.body["items"] if "taxCode" in item]
        if not coded:
            return
        self.checked += 1
        heard = step.heard.get(calculate_tax.path)
        if heard is None or heard.status not in OK:
            told = f"{replied.name} answered {replied.status}, and no tax was asked for"
        elif (lines := [line["itemId"] for line in parsed(heard.body)["items"]]) != coded:
            told = f"{replied.name} shows {coded}, and the tax is of {lines}"
        else:
            return
        self.breach(replied.at_us, replied.order, told)
