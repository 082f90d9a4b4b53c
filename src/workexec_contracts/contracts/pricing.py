"""Pricing: tax codes of a location and the calculation of tax."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema, model_validator

from .vocabulary import (
    CACHING,
    COMMON_ERRORS,
    GENERAL_READ,
    GENERAL_WRITE,
    HEADERS,
    Cache,
    Collection,
    Currency,
    Domain,
    Endpoint,
    ErrorCode,
    Example,
    Listing,
    Money,
    Parameter,
    Rate,
    Request,
    Response,
    Status,
    TaxCalculation,
    Text,
    Total,
)

CLAUSE = "Pricing Domain"
TAX_CODES = f"{CLAUSE} / List Tax Codes"
CALCULATE = f"{CLAUSE} / Calculate Tax"
BLOCKED_BY = "pos-price contracts undefined"
ITEM_TYPES = ("PART", "LABOR", "SERVICE", "FEE")
ONE_HOUR = 3600
ItemType = Literal["PART", "LABOR", "SERVICE", "FEE"]


class TaxCode(Response):
    """A tax code of a location."""

    tax_code: Text
    description: Text
    rate: Rate
    applicable_item_types: list[ItemType]


class TaxCodes(Response):
    """The tax codes of a location; none where the location is unknown (F08)."""

    tax_codes: list[TaxCode]


class TaxableItem(Request):
    """A line to be taxed."""

    item_id: Text
    item_type: ItemType
    subtotal: Money
    tax_code: Text


class TaxRequest(Request):
    """The lines of an estimate at a location."""

    location_id: Text
    items: Annotated[list[TaxableItem], Field(min_length=1)]


class UncodedItem(Request):
    """A line of which the tax code is yet to be looked at (F07)."""

    item_id: Text
    item_type: ItemType
    subtotal: Money
    tax_code: Annotated[str | None, WithJsonSchema({"type": ["string", "null"]})] = None

    @model_validator(mode="before")
    @classmethod
    def _refuse_null(cls, data: Any) -> Any:  # noqa: ANN401  # overrides: here null is what is looked for
        return data


class UncodedTaxRequest(Request):
    """A request that is well-formed but for its tax codes (F07)."""

    location_id: Text
    items: Annotated[list[UncodedItem], Field(min_length=1)]


class TaxedItem(Response):
    """The tax of one line, rounded half-up (F06)."""

    item_id: Text
    tax_amount: Total
    line_total: Total


class Tax(Response):
    """Tax per line and the totals, which are sums of the rounded lines (F06)."""

    items: list[TaxedItem]
    subtotal: Total
    total_tax: Total
    grand_total: Total
    currency_uom_id: Currency


TAX_CODE_NOT_CONFIGURED = ErrorCode(
    code="TAX_CODE_NOT_CONFIGURED",
    status=409,
    message="Tax code not configured for location",
    display="Tax code '{taxCode}' not available for this location; contact administrator",
    clause=CALCULATE,
)
MISSING_TAX_CODE = ErrorCode(
    code="MISSING_TAX_CODE",
    status=400,
    message="Item missing required tax code",
    display="All items must have a tax code",
    clause=CALCULATE,
)
GOODS = {
    "taxCode": "TAXABLE_GOODS",
    "description": "Taxable parts and materials",
    "rate": 0.08,
    "applicableItemTypes": ["PART"],
}
LABOR = {
    "taxCode": "LABOR_TAXABLE",
    "description": "Taxable labor services",
    "rate": 0.06,
    "applicableItemTypes": ["LABOR", "SERVICE"],
}
EXEMPT = {
    "taxCode": "TAX_EXEMPT",
    "description": "Tax-exempt items",
    "rate": 0.00,
    "applicableItemTypes": ["PART", "LABOR", "SERVICE", "FEE"],
}
FEE = {
    "taxCode": "SHOP_FEE",
    "description": "Taxable shop and disposal fees",
    "rate": 0.05,
    "applicableItemTypes": ["FEE"],
}


def _at(location_id: str, *codes: tuple[dict[str, object], float]) -> list[dict[str, object]]:
    return [
        {"id": f"{location_id}/{code['taxCode']}", "locationId": location_id, **code, "rate": rate}
        for code, rate in codes
    ]


TAX_CODE_ROWS = (
    *_at("LOC-001", (GOODS, 0.08), (LABOR, 0.06), (EXEMPT, 0.0)),
    *_at("LOC-002", (GOODS, 0.0725), (LABOR, 0.0725), (FEE, 0.0725), (EXEMPT, 0.0)),
    *_at("LOC-003", (GOODS, 0.08875), (FEE, 0.04), (EXEMPT, 0.0)),
    *_at("LOC-004", (GOODS, 0.065), (LABOR, 0.05), (EXEMPT, 0.0)),
    *_at("LOC-005", (EXEMPT, 0.0)),
)

list_tax_codes = Endpoint(
    operation_id="listTaxCodes",
    title="Tax Code Lookup",
    method="GET",
    path="/api/v1/pricing/tax-codes",
    summary="Lists the tax codes of a location",
    clause=TAX_CODES,
    status=Status.PENDING,
    blocked_by=BLOCKED_BY,
    status_code=200,
    parameters=(
        Parameter(
            name="locationId",
            description="Location identifier for jurisdiction-specific codes",
            required=True,
            example="LOC-001",
        ),
        Parameter(name="itemType", description="Filter by item type", kind="enum", values=ITEM_TYPES),
    ),
    response=TaxCodes,
    headers=HEADERS,
    errors=COMMON_ERRORS,
    policy=GENERAL_READ,
    cache=Cache(ttl_s=ONE_HOUR, key=("locationId", "itemType"), clause=CACHING),
    behaviour=Listing(
        collection="taxCodes",
        member="taxCodes",
        equal={"locationId": "locationId"},
        contains={"itemType": "applicableItemTypes"},
        hidden=("id", "locationId"),
    ),
    examples=(
        Example(
            name="codes of LOC-001",
            request={"locationId": "LOC-001"},
            response={"taxCodes": [GOODS, LABOR, EXEMPT]},
            status=200,
            clause=TAX_CODES,
        ),
    ),
    assumptions=("F01", "F02", "F05", "F06", "F08", "F28", "F49", "F55"),
)

calculate_tax = Endpoint(
    operation_id="calculateTax",
    title="Tax Calculation",
    method="POST",
    path="/api/v1/pricing/calculate-tax",
    summary="Calculates tax per line and in total",
    clause=CALCULATE,
    status=Status.PENDING,
    blocked_by=BLOCKED_BY,
    status_code=200,
    request=TaxRequest,
    lenient_request=UncodedTaxRequest,
    response=Tax,
    headers=HEADERS,
    errors=(*COMMON_ERRORS, MISSING_TAX_CODE, TAX_CODE_NOT_CONFIGURED),
    policy=GENERAL_WRITE,
    behaviour=TaxCalculation(
        collection="taxCodes", missing="MISSING_TAX_CODE", not_configured="TAX_CODE_NOT_CONFIGURED"
    ),
    examples=(
        Example(
            name="two lines",
            request={
                "locationId": "LOC-001",
                "items": [
                    {
                        "itemId": "EST-ITEM-001",
                        "itemType": "PART",
                        "subtotal": 89.99,
                        "taxCode": "TAXABLE_GOODS",
                    },
                    {
                        "itemId": "EST-ITEM-002",
                        "itemType": "LABOR",
                        "subtotal": 60.00,
                        "taxCode": "LABOR_TAXABLE",
                    },
                ],
            },
            response={
                "items": [
                    {"itemId": "EST-ITEM-001", "taxAmount": 7.20, "lineTotal": 97.19},
                    {"itemId": "EST-ITEM-002", "taxAmount": 3.60, "lineTotal": 63.60},
                ],
                "subtotal": 149.99,
                "totalTax": 10.80,
                "grandTotal": 160.79,
                "currencyUomId": "USD",
            },
            status=200,
            clause=CALCULATE,
        ),
    ),
    assumptions=("F01", "F02", "F05", "F06", "F07", "F31", "F33", "F42", "F49", "F56"),
)

DOMAIN = Domain(
    name="pricing",
    title="Pricing",
    owner="pos-price",
    clause=CLAUSE,
    endpoints=(list_tax_codes, calculate_tax),
    collections=(Collection(name="taxCodes", key="id", size=len(TAX_CODE_ROWS), rows=tuple(TAX_CODE_ROWS)),),
)
