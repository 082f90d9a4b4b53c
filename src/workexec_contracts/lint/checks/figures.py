"""Figures: amounts, arrays, ids and keywords in the document's JSON that do not fit or are not explained."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workexec_contracts.lint.problem import Problem, in_section
from workexec_contracts.lint.reading import members, objects
from workexec_contracts.lint.schema import places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.lint.document import Section
    from workexec_contracts.lint.given import Given

_CENT = Decimal("0.01")
_UPPER = re.compile(r"[A-Z]+(_[A-Z]+)*")
_PARTS, _LABOR, _TAX = "partsTotal", "laborTotal", "taxTotal"


def tax_totals_follow_the_rates(given: Given) -> Iterator[Problem]:
    """A tax total is parts and labor at the rates of the document's own tax codes."""
    rates: dict[str, Decimal] = {}
    blocks = [
        (name, section, thing) for name, section, _, block in given.examples() for thing in objects(block)
    ]
    for _, _, thing in blocks:
        for item_type in thing.get("applicableItemTypes", ()):
            rates.setdefault(item_type, _exact(thing["rate"]))
    for name, section, thing in blocks:
        if {_PARTS, _LABOR, _TAX} <= thing.keys() and {"PART", "LABOR"} <= rates.keys():
            parts, labor = _exact(thing[_PARTS]) * rates["PART"], _exact(thing[_LABOR]) * rates["LABOR"]
            expected, given_tax = (parts + labor).quantize(_CENT), _exact(thing[_TAX])
            if given_tax != expected:
                detail = f"{given_tax:.2f}, the document's tax codes give {expected}"
                yield in_section("tax-total-differs", name, detail, section)


def _exact(number: object) -> Decimal:
    return Decimal(str(number))


def arrays_show_an_item(given: Given) -> Iterator[Problem]:
    """An empty array leaves the shape of its items open."""
    for name, section, _, block in given.examples():
        for path, value in members(block):
            if value == []:
                yield in_section("array-without-items", f"{name} {path}", "no item shows its shape", section)


def one_sku_has_one_product(given: Given) -> Iterator[Problem]:
    """A stock-keeping unit is one product in every example."""
    products: dict[str, dict[str, Section]] = {}
    for _, section, _, block in given.examples():
        for thing in objects(block):
            if {"sku", "productId"} <= thing.keys():
                products.setdefault(thing["sku"], {})[thing["productId"]] = section
    for sku, ids in products.items():
        if len(ids) > 1:
            yield in_section("one-sku-two-products", sku, " and ".join(ids), list(ids.values())[-1])


def vocabularies_are_stated(given: Given) -> Iterator[Problem]:
    """A member whose value is a keyword has its vocabulary in a table or in the prose beside it."""
    examples = list(given.examples())
    lists = {path.rpartition(".")[2] for *_, block in examples for path, _ in members(block)}
    for name, section, label, block in examples:
        prose = _prose(given, section, alone=label == "Payload")
        for path, value in members(block):
            member = path.rpartition(".")[2]
            names_a_row = member.endswith("Id") or f"{member}s" in lists
            if not isinstance(value, str) or not _UPPER.fullmatch(value) or names_a_row:
                continue
            if not re.search(rf"`{value}`|\b{value} →", prose):
                detail = f"{value!r} is one value of which vocabulary?"
                yield in_section("vocabulary-unstated", f"{name} {path}", detail, section)


def _prose(given: Given, section: Section, *, alone: bool) -> str:
    """The text without its blocks: of the section, or of all that stand beside it."""
    around = [section] if alone else given.document.sections
    beside = [other.text for other in around if other.path[:-1] == section.path[:-1]]
    return re.sub(r"```.*?```", "", "\n".join(beside), flags=re.DOTALL)


def values_are_documented(given: Given) -> Iterator[Problem]:
    """The values that a model allows are the document's."""
    models: list[tuple[str, Any]] = []
    for _, operation in given.operations:
        models += [(operation.clause, operation.request), (operation.clause, operation.response)]
    seen: set[str] = set()
    for clause, model in models:
        for place in places(model):
            subject = f"{place.model.__name__}.{place.name}"
            unknown = [value for value in place.values if not _stands(value, given.document.text)]
            if unknown and subject not in seen:
                seen.add(subject)
                detail = f"{', '.join(unknown)}: not in the document"
                yield Problem(kind="value-not-in-document", subject=subject, detail=detail, clause=clause)


def _stands(value: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(value)}\b", text) is not None


def statuses_are_mapped(given: Given) -> Iterator[Problem]:
    """A mapping between statuses covers every status that the event can carry."""
    for event in given.delivered:
        section = given.documented_events.get(event.name)
        mapped = set(re.findall(r"\b([A-Z_]+) →", section.text)) if section else set()
        for place in places(event.data):
            missing = [value for value in place.values if mapped & set(place.values) and value not in mapped]
            if section and missing:
                detail = f"{', '.join(missing)}: mapped to nothing"
                yield in_section("status-unmapped", f"{event.name} {place.name}", detail, section)
