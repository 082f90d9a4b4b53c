"""A line says what the user asked for, as the catalog has it, and is taxed where its estimate is."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

from workexec_contracts.contracts.pricing import ITEM_TYPES, calculate_tax
from workexec_contracts.simulation.history import about

from .answers import Answers
from .facts import as_shown, exactly, parsed, unlike
from .reading import LINES, Reading, page_of
from .steps import ADD_LABOR, ADD_PART, CREATE, DECISIONS, OK, SHOW, SUMMARY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.simulation.records import Asked, Closed, Crashed, Heard, Replied, Sent

    from .invariant import View
    from .reading import Step

    Json = Mapping[str, Any]

PART, LABOR = ITEM_TYPES[:2]
_STEPS = (CREATE, *LINES, SUMMARY)
_SEARCHES = tuple(kind.search.operation_id for kind in LINES.values())
_CALLS = (*_SEARCHES, calculate_tax.operation_id)
_ITEM = {ADD_PART: "productId", ADD_LABOR: "serviceId"}
"""The member that says which item of the catalog a line is of."""
_BY_HAND = ("productId", "sku", "name", "quantity", "unitPrice", "taxCode")
"""What a user may say of a part that the catalog lacks."""
_TAXED = ("itemId", "itemType", "subtotal", "taxCode")
"""What Pricing is told of a line."""


@dataclass(slots=True)
class _Estimate:
    """One estimate as it was last shown."""

    location: str
    lines: list[Any] = field(default_factory=list)
    unheard: int = 0
    """How many lines may have come since, of which WorkExec died before it said so."""


class LinesAreWhatWasAskedAtTheCatalogsPrice(Reading):
    """Quantity and units are the user's, item, price and tax code the catalog's; tax is the location's."""

    name: ClassVar[str] = "lines_are_what_was_asked_at_the_catalogs_price"
    clause: ClassVar[str] = "Product/Catalog Domain / Integration Pattern; Pricing Domain (F30, F56)"

    def __init__(self, view: View) -> None:
        """There is no estimate."""
        super().__init__(view)
        self._answers = Answers()
        self._estimates: dict[int, dict[str, _Estimate]] = {}
        """By work order and id."""

    @about(*_STEPS)
    def on_asked(self, asked: Asked) -> None:
        super().on_asked(asked)

    @about(*_CALLS)
    def on_sent(self, sent: Sent) -> None:
        super().on_sent(sent)

    @about(*_SEARCHES)
    def on_heard(self, heard: Heard) -> None:
        super().on_heard(heard)

    def heard(self, heard: Heard) -> None:
        if heard.status in OK:
            self._answers.add(heard.exchange.target, heard.at_us, heard.body)

    def on_crashed(self, crashed: Crashed) -> None:
        super().on_crashed(crashed)
        self._answers.clear()

    @about(*_STEPS, SHOW, *DECISIONS)
    def on_replied(self, replied: Replied) -> None:
        super().on_replied(replied)
        if replied.name not in _STEPS and replied.status in OK:
            self._still_says(replied)
        if replied.name in LINES and not replied.status:
            estimate = self._estimates.get(replied.order, {}).get(replied.values["estimate_id"])
            if estimate is not None:
                estimate.unheard += 1

    def answered(self, step: Step, replied: Replied) -> None:
        if replied.name == CREATE:
            own = self._estimates.setdefault(replied.order, {})
            location = step.asked.sent.get("locationId", replied.body["locationId"])
            own[replied.body["estimateId"]] = _Estimate(location)
            return
        estimate = self._still_says(replied)
        if estimate is None:
            return
        if replied.name in LINES:
            (line,) = replied.body["items"][-1:] or ({},)
            self._tell(replied, self._unlike(step, replied, line))
        sent = step.sent.get(calculate_tax.path)
        if sent is not None:
            self._tell(replied, _taxed_otherwise(sent, replied.body, estimate.location))

    def _still_says(self, replied: Replied) -> _Estimate | None:
        """What was added to an estimate before it still has as it was."""
        estimate = self._estimates.get(replied.order, {}).get(replied.values["estimate_id"])
        if estimate is None:
            return None
        before, lines = estimate.lines, replied.body["items"]
        now = lines[:-1] if replied.name in LINES else lines
        old = now[: len(before)]
        same = old == before or _untaxed(old) == _untaxed(before)  # their tax may come anew
        same = same and len(now) - len(old) <= estimate.unheard
        self._tell(replied, "" if same else f"the lines are {now}, and were {before}")
        estimate.lines, estimate.unheard = lines, 0
        return estimate

    def _tell(self, replied: Replied, fault: str) -> None:
        self.checked += 1
        if fault:
            self.breach(replied.at_us, replied.order, fault)

    def _unlike(self, step: Step, replied: Replied, line: Json) -> str:
        """What a line says other than the user and the catalog."""
        asked = step.asked.sent
        if asked.get("nonCatalog"):
            wanted: Json = {"quantity": 1, "taxCode": None, **_named(asked, *_BY_HAND)}
        else:
            item = self._found(step, replied, line)
            if item is None:
                return ""
            if not item:
                return f"the line {line} is of no item that the catalog told"
            wanted = _part(asked, item) if replied.name == ADD_PART else _labor(asked, item)
        fault = unlike(line, wanted)
        return f"the line {line.get('itemId')} {fault}" if fault else ""

    def _found(self, step: Step, replied: Replied, line: Json) -> Json | None:
        """The line's item as the catalog told it to this step, or before it; None where nobody knows."""
        operation, name = LINES[replied.name].search, _ITEM[replied.name]
        at_us = step.decided_us(operation, replied.at_us)
        for number in count():
            target = page_of(step.asked, number)
            heard = step.heard.get(target)
            told = self._answers.last(target, heard.at_us if heard else at_us)
            if told is None:
                return None
            page = as_shown(told[1])
            for item in page["items"]:
                if item[name] == line.get(name):
                    return item  # type: ignore[no-any-return]  # JSON
            if not page["hasNextPage"]:
                break
        return {}

    def on_closed(self, closed: Closed) -> None:
        self._estimates.pop(closed.order, None)


def _part(asked: Json, item: Json) -> Json:
    """What a line of a part is to say; what the user names counts before the catalog."""
    price, code = asked.get("unitPrice"), asked.get("taxCode")
    return {
        "itemType": PART,
        **_item(asked, item, "productId", "sku"),
        "quantity": asked.get("quantity", 1),
        "unitPrice": item["unitPrice"] if price is None else price,
        "taxCode": code or item["taxCode"],
    }


def _labor(asked: Json, item: Json) -> Json:
    units = asked.get("laborUnits")
    return {
        "itemType": LABOR,
        **_item(asked, item, "serviceId"),
        "laborUnits": item["laborUnits"] if units is None else units,
        "unitRate": item["unitRate"],
        "taxCode": item["taxCode"],
    }


def _named(asked: Json, *members: str) -> Json:
    return {name: asked[name] for name in members if asked.get(name) is not None}


def _item(asked: Json, item: Json, *ids: str) -> Json:
    """Which item it is to be: the one of the ids that were named, else the one that is called so."""
    named = _named(asked, *ids)
    called = item["name"] if named or item["name"].lower() == asked["name"].lower() else asked["name"]
    return {**{name: item[name] for name in ids}, "name": called, **named}


def _untaxed(lines: list[Any]) -> list[Json]:
    return [{name: value for name, value in line.items() if name != "taxAmount"} for line in lines]


def _taxed_otherwise(sent: Sent, estimate: Json, location: str) -> str:
    """What Pricing was asked other than the lines of the estimate at its own location."""
    asked = parsed(sent.exchange.body or b"")
    if asked["locationId"] != location:
        return f"tax was asked for {asked['locationId']}; the estimate is of {location}"
    wanted = [exactly(map(item.get, _TAXED)) for item in estimate["items"] if "taxCode" in item]
    told = [tuple(map(item.get, _TAXED)) for item in asked["items"]]
    return "" if told == wanted else f"tax was asked for {told}; the estimate has {wanted}"
