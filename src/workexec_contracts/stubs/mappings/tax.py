"""Tax per line, half-up, in whole cents (F06, F07)."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workexec_contracts.dataset import rows

from .answers import answer, refusal
from .layers import BY_PATTERN, Layer, Mapping, mapping
from .patterns import BEARER, PLAIN_JSON, json_body, media_type, url

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint, TaxCalculation

MILLION = 1_000_000
_CENTS = (
    "(math (numberFormat (math i.subtotal '*' 100)"
    " 'integer' 'en_US' groupingUsed=false roundingMode='half_up') '+' 0)"
)
_MONEY = (
    "{{{{numberFormat (math {0} '*' '0.01') 'default' 'en_US' groupingUsed=false"
    " minimumFractionDigits=2 maximumFractionDigits=2}}}}"
)
"""Named styles: a pattern such as '0.00' is tried as a name first, and the exception takes 5 us each time."""
TEMPLATE = (
    "{{~parseJson request.body 'cart'~}}{{~val (lookup parameters.rates cart.locationId) assign='rates'~}}"
    "{{~val 0 assign='sub'~}}{{~val 0 assign='tax'~}}"
    '{"items":[{{~#each cart.items as |i|~}}'
    f"{{{{~val {_CENTS} assign='c'~}}}}"
    f"{{{{~val (math (math c '*' (lookup rates i.taxCode)) '/' {MILLION}) assign='t'~}}}}"
    "{{~val (math sub '+' c) assign='sub'~}}{{~val (math tax '+' t) assign='tax'~}}"
    "{{~#if @index~}},{{~/if~}}"
    '{"itemId":{{{toJson i.itemId}}},"taxAmount":' + _MONEY.format("t") + ","
    '"lineTotal":' + _MONEY.format("(math c '+' t)") + " }{{~/each~}}],"
    '"subtotal":' + _MONEY.format("sub") + ',"totalTax":' + _MONEY.format("tax") + ","
    '"grandTotal":' + _MONEY.format("(math sub '+' tax)") + ',"currencyUomId":"{{parameters.currency}}" }'
)


def tax(
    domain: Domain, operation: Endpoint, behaviour: TaxCalculation, body_schema: dict[str, Any]
) -> list[Mapping]:
    """One mapping for all locations that have tax codes, then what is missing or not configured."""
    request = {
        "method": operation.method,
        **url(operation),
        "headers": {"Authorization": BEARER, "Content-Type": media_type(operation.media_type)},
    }
    codes: dict[str, list[dict[str, Any]]] = {}
    for row in rows(behaviour.collection):
        codes.setdefault(row["locationId"], []).append(row)
    rates = {location: {row["taxCode"]: _ppm(row) for row in found} for location, found in codes.items()}
    parameters = {"rates": rates, "currency": operation.examples[0].response["currencyUomId"]}
    whole = {**request, "bodyPatterns": json_body(body_schema)}
    fits = {"not": {"matchesJsonPath": f"$.items[?(!({_fits(codes)}))]"}}
    known = {**request, "bodyPatterns": [*json_body(body_schema), fits]}
    response = answer(operation.status_code, TEMPLATE, parameters)
    direct = {
        "method": operation.method,
        "url": operation.path,
        "headers": {"Authorization": BEARER, "Content-Type": PLAIN_JSON},
        "bodyPatterns": [{"matches": _plain(codes)}],
    }
    stubs = [
        mapping(domain, operation, "directly", Layer.DIRECT, direct, response, rank=BY_PATTERN),
        mapping(domain, operation, "taxed", Layer.SUCCESS, known, response),
    ]
    error = operation.error(behaviour.not_configured)
    stubs.append(mapping(domain, operation, error.code, Layer.NOT_CONFIGURED, whole, refusal(error)))
    if operation.lenient_request is not None:
        error = operation.error(behaviour.missing)
        uncoded = {**request, "bodyPatterns": json_body(operation.lenient_request.model_json_schema())}
        stubs.append(mapping(domain, operation, error.code, Layer.MISSING, uncoded, refusal(error)))
    return stubs


_S = r"[ \t\r\n]*+"
_TEXT = r'"[A-Za-z0-9][A-Za-z0-9_. -]*+"'
_NUMBER = r"(?:0|[1-9][0-9]{0,7}+)(?:\.[0-9]{1,2})?"


def _plain(codes: dict[str, list[dict[str, Any]]]) -> str:
    """A regular expression of most bodies that programs write, which costs a tenth of their validation.

    Members stand in the document's order and texts are simple. Whatever fits is valid and can be taxed;
    what does not fit may be so all the same, and goes to the validator.
    """
    branches = []
    for location, found in codes.items():
        kinds = "|".join(_plain_kind(row) for row in found)
        item = rf"\{{{_S}{_plain_member('itemId', _TEXT)},{_S}(?:{kinds}){_S}\}}"
        place = _plain_member("locationId", f'"{re.escape(location)}"')
        items = _plain_member("items", rf"\[{_S}{item}{_S}(?:,{_S}{item}{_S})*+\]")
        branches.append(f"{place},{_S}{items}")
    return rf"{_S}\{{{_S}(?:{'|'.join(branches)})\}}{_S}"


def _plain_kind(row: dict[str, Any]) -> str:
    types = "|".join(re.escape(name) for name in row["applicableItemTypes"])
    return (
        _plain_member("itemType", f'"(?:{types})"')
        + f",{_S}{_plain_member('subtotal', _NUMBER)}"
        + f",{_S}{_plain_member('taxCode', chr(34) + re.escape(row['taxCode']) + chr(34))}"
    )


def _plain_member(name: str, value: str) -> str:
    return f'"{name}"{_S}:{_S}{value}{_S}'


def _ppm(row: dict[str, Any]) -> int:
    return int(Decimal(str(row["rate"])) * MILLION)


def _fits(codes: dict[str, list[dict[str, Any]]]) -> str:
    """A JSONPath filter: an item of a type that its tax code is for, at a location that has the code."""
    return " || ".join(
        f"($.locationId == {json.dumps(location)} && ({' || '.join(map(_of_type, found))}))"
        for location, found in codes.items()
    )


def _of_type(row: dict[str, Any]) -> str:
    code, types = json.dumps(row["taxCode"]), json.dumps(row["applicableItemTypes"])
    return f"(@.taxCode == {code} && @.itemType in {types})"
