"""Tax: half-up for each line at the service's own rates, totals of the rounded lines (F06, F07)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import CENT, Listing, TaxCalculation
from workexec_contracts.verification.fuzzing.answer import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.verification.fuzzing.answer import Answer, Question

Json = dict[str, Any]


def adds_up(answer: Answer) -> None:
    """Each line for itself, and the totals over the lines."""
    if not answer.succeeded or not isinstance(answer.operation.behaviour, TaxCalculation):
        return
    asked, told = answer.sent.document["items"], answer.document
    lines = told["items"]
    _same(answer, "answers the lines that were sent", _ids(asked), _ids(lines))
    for item, line in zip(asked, lines, strict=True):
        title = "adds tax to the subtotal of a line"
        _same(answer, title, item["subtotal"] + line["taxAmount"], line["lineTotal"])
    _same(answer, "sums the subtotals", _sum(item["subtotal"] for item in asked), told["subtotal"])
    _same(answer, "sums the taxes of the lines", _sum(line["taxAmount"] for line in lines), told["totalTax"])
    _same(
        answer, "sums the totals of the lines", _sum(line["lineTotal"] for line in lines), told["grandTotal"]
    )


def taxes_at_its_own_rates(answer: Answer) -> None:
    """The tax of a line is its subtotal at the listed rate, half-up; a code that is not listed is refused."""
    behaviour = answer.operation.behaviour
    listing = _listing(answer)
    if not isinstance(behaviour, TaxCalculation) or listing is None:
        return
    refused = answer.fits and answer.reply.status == answer.operation.error(behaviour.not_configured).status
    if not (answer.succeeded or refused):
        return
    codes = _codes(answer, listing)
    if codes is None:
        return
    rates, question = codes
    asked = answer.sent.document["items"]
    missing = [item for item in asked if (item["taxCode"], item["itemType"]) not in rates]
    error = answer.operation.error(behaviour.not_configured)
    if answer.succeeded and missing:
        expected = f"{error.status} {error.code}: the location lists no {shown(missing[0]['taxCode'])}"
        title = "refuses tax codes that the location does not list for the type"
        raise answer.breaks(title, expected, str(answer.reply.status), clause=error.clause, by=question)
    if refused and not missing:
        title = "taxes with the codes that the location lists"
        raise answer.breaks(title, "the success", f"{answer.reply.status} {error.code}", by=question)
    for item, line in zip(asked, answer.document["items"], strict=True) if answer.succeeded else ():
        rate = rates[item["taxCode"], item["itemType"]]
        tax = (item["subtotal"] * rate).quantize(CENT, ROUND_HALF_UP)
        _same(answer, "rounds the tax of a line half-up", tax, line["taxAmount"], question)


def _codes(answer: Answer, listing: Endpoint) -> tuple[dict[tuple[str, str], Decimal], Question] | None:
    behaviour = listing.behaviour
    if not isinstance(behaviour, Listing):
        return None
    name, column = next(iter(behaviour.equal.items()))
    question = answer.ask({name: answer.sent.document[column]}, listing)
    rows = question.document.get(behaviour.member) if isinstance(question.document, dict) else None
    if question.reply.status != listing.status_code or not isinstance(rows, list):
        return None
    rates = {
        (row["taxCode"], kind): Decimal(str(row["rate"]))
        for row in rows
        for kind in row["applicableItemTypes"]
    }
    return rates, question


def _listing(answer: Answer) -> Endpoint | None:
    behaviour = answer.operation.behaviour
    collection = behaviour.collection if isinstance(behaviour, TaxCalculation) else None
    for operation in answer.domain.endpoints:
        other = operation.behaviour
        if isinstance(other, Listing) and other.collection == collection:
            return operation
    return None


def _ids(items: list[Json]) -> list[str]:
    return [item["itemId"] for item in items]


def _sum(amounts: Iterable[Decimal | int]) -> Decimal:
    return sum((Decimal(amount) for amount in amounts), Decimal(0))


def _same(
    answer: Answer, title: str, expected: object, actual: object, question: Question | None = None
) -> None:
    if expected != actual:
        raise answer.breaks(title, shown(expected), shown(actual), by=question)
