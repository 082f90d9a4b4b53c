"""Tax per line, half-up, in whole cents (F06, F07)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workexec_contracts.dataset import rows

from .answers import answer, refusal
from .layers import Layer, Mapping, mapping
from .patterns import BEARER, media_type, schema, url

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint, TaxCalculation

MILLION = 1_000_000
_CENTS = "(math (numberFormat (math i.subtotal '*' 100) '0' 'en_US' roundingMode='half_up') '+' 0)"
_MONEY = "{{{{numberFormat (math {0} '*' '0.01') '0.00' 'en_US'}}}}"
TEMPLATE = (
    "{{~parseJson request.body 'cart'~}}{{~val 0 assign='sub'~}}{{~val 0 assign='tax'~}}"
    '{"items":[{{~#each cart.items as |i|~}}'
    f"{{{{~val {_CENTS} assign='c'~}}}}"
    f"{{{{~val (math (math c '*' (lookup parameters.rates i.taxCode)) '/' {MILLION}) assign='t'~}}}}"
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
    """One mapping for each location that has tax codes, then what is missing or not configured."""
    request = {
        "method": operation.method,
        **url(operation),
        "headers": {"Authorization": BEARER, "Content-Type": media_type(operation.media_type)},
    }
    found = rows(behaviour.collection)
    currency = operation.examples[0].response["currencyUomId"]
    stubs = []
    for location in dict.fromkeys(row["locationId"] for row in found):
        codes = [row for row in found if row["locationId"] == location]
        rates = {row["taxCode"]: int(Decimal(str(row["rate"])) * MILLION) for row in codes}
        bodies = [
            {"matchesJsonPath": {"expression": "$.locationId", "equalTo": location}},
            schema(body_schema),
            {"not": {"matchesJsonPath": f"$.items[?(!({_fits(codes)}))]"}},
        ]
        response = answer(operation.status_code, TEMPLATE, {"rates": rates, "currency": currency})
        stubs.append(
            mapping(
                domain,
                operation,
                f"tax at {location}",
                Layer.SUCCESS,
                {**request, "bodyPatterns": bodies},
                response,
            )
        )
    error = operation.error(behaviour.not_configured)
    whole = {**request, "bodyPatterns": [schema(body_schema)]}
    stubs.append(mapping(domain, operation, error.code, Layer.NOT_CONFIGURED, whole, refusal(error)))
    if operation.lenient_request is not None:
        error = operation.error(behaviour.missing)
        uncoded = {**request, "bodyPatterns": [schema(operation.lenient_request.model_json_schema())]}
        stubs.append(mapping(domain, operation, error.code, Layer.MISSING, uncoded, refusal(error)))
    return stubs


def _fits(codes: list[dict[str, Any]]) -> str:
    return " || ".join(
        f"(@.taxCode == {json.dumps(row['taxCode'])} && @.itemType in {types})"
        for row in codes
        for types in [json.dumps(row["applicableItemTypes"])]
    )
