"""Product/Catalog: search of parts and services."""

from __future__ import annotations

from typing import Literal

from .vocabulary import (
    CACHING,
    COMMON_ERRORS,
    GENERAL_READ,
    HEADERS,
    INVALID_PAGE_SIZE,
    PAGING,
    SERVICE_UNAVAILABLE,
    Cache,
    Collection,
    Currency,
    Domain,
    Endpoint,
    ErrorCode,
    Example,
    Money,
    Page,
    Parameter,
    Response,
    Search,
    Status,
    Text,
    Units,
)

CLAUSE = "Product/Catalog Domain"
PARTS = f"{CLAUSE} / Search Parts"
SERVICES = f"{CLAUSE} / Search Services"


class Part(Response):
    """A part of the catalog."""

    product_id: Text
    sku: Text
    name: Text
    description: str | None = None
    unit_price: Money
    currency_uom_id: Currency
    tax_code: Text
    availability: Literal["IN_STOCK", "OUT_OF_STOCK", "DISCONTINUED"]
    category_id: Text
    category_name: Text


class PartsPage(Page):
    """A page of parts."""

    items: list[Part]


class Service(Response):
    """A service or labor operation of the catalog."""

    service_id: Text
    name: Text
    description: str | None = None
    pricing_model: Literal["TIME_BASED", "FLAT_RATE"]
    labor_units: Units
    unit_rate: Money
    currency_uom_id: Currency
    tax_code: Text
    category: Text


class ServicesPage(Page):
    """A page of services."""

    items: list[Service]


CATALOG_SERVICE_UNAVAILABLE = ErrorCode(
    code="CATALOG_SERVICE_UNAVAILABLE",
    status=503,
    message="Catalog service not responding",
    display="Catalog unavailable; try again later",
    clause=PARTS,
)
ERRORS = (
    *(error for error in COMMON_ERRORS if error is not SERVICE_UNAVAILABLE),
    INVALID_PAGE_SIZE,
    CATALOG_SERVICE_UNAVAILABLE,
)
BRAKE_PAD = {
    "productId": "PART-001",
    "sku": "BRK-PAD-F",
    "name": "Front Brake Pad Set",
    "description": "OEM replacement brake pads for front axle",
    "unitPrice": 89.99,
    "currencyUomId": "USD",
    "taxCode": "TAXABLE_GOODS",
    "availability": "IN_STOCK",
    "categoryId": "CAT-BRAKES",
    "categoryName": "Brakes & Rotors",
}
BRAKE_INSPECTION = {
    "serviceId": "SVC-001",
    "name": "Brake Inspection",
    "description": "Visual inspection of brake pads, rotors, and calipers",
    "pricingModel": "FLAT_RATE",
    "laborUnits": 0.5,
    "unitRate": 120.00,
    "currencyUomId": "USD",
    "taxCode": "LABOR_TAXABLE",
    "category": "INSPECTION",
}
FIVE_MINUTES = 300


SEARCH_ASSUMPTIONS = ("F01", "F02", "F03", "F05", "F28", "F29", "F49", "F55")

search_parts = Endpoint(
    operation_id="searchParts",
    title="Search Parts",
    method="GET",
    path="/api/v1/product/parts/search",
    summary="Finds parts by SKU, name or description",
    clause=PARTS,
    status=Status.PENDING,
    blocked_by="Product domain spec needed",
    status_code=200,
    parameters=(
        Parameter(name="query", description="Search term (SKU, name, description)", example="brake"),
        Parameter(name="categoryId", description="Filter by product category", example="CAT-BRAKES"),
        Parameter(
            name="availability",
            description="Filter by availability",
            kind="enum",
            values=("IN_STOCK", "OUT_OF_STOCK", "DISCONTINUED"),
        ),
        *PAGING,
    ),
    response=PartsPage,
    headers=HEADERS,
    errors=ERRORS,
    policy=GENERAL_READ,
    cache=Cache(
        ttl_s=FIVE_MINUTES,
        key=("query", "categoryId", "availability", "pageIndex", "pageSize"),
        clause=CACHING,
    ),
    behaviour=Search(
        collection="parts",
        text=("sku", "name", "description"),
        filters={"categoryId": "categoryId", "availability": "availability"},
    ),
    empty_display="No parts found matching '{query}'",
    manual_entry="workexec:estimate:add_non_catalog_part",
    examples=(
        Example(
            name="unfiltered",
            request={},
            response={
                "items": [BRAKE_PAD],
                "pageIndex": 0,
                "pageSize": 20,
                "totalCount": 142,
                "hasNextPage": True,
            },
            status=200,
            clause=PARTS,
        ),
    ),
    assumptions=SEARCH_ASSUMPTIONS,
)

search_services = Endpoint(
    operation_id="searchServices",
    title="Search Services",
    method="GET",
    path="/api/v1/product/services/search",
    summary="Finds services and labor by name or description",
    clause=SERVICES,
    status=Status.PENDING,
    blocked_by="Product domain spec needed",
    status_code=200,
    parameters=(
        Parameter(name="query", description="Search term (service name, description)", example="brake"),
        Parameter(name="category", description="Filter by service category", example="INSPECTION"),
        Parameter(
            name="pricingModel",
            description="Filter by pricing model",
            kind="enum",
            values=("TIME_BASED", "FLAT_RATE"),
        ),
        *PAGING,
    ),
    response=ServicesPage,
    headers=HEADERS,
    errors=ERRORS,
    policy=GENERAL_READ,
    cache=Cache(
        ttl_s=FIVE_MINUTES,
        key=("query", "category", "pricingModel", "pageIndex", "pageSize"),
        clause=CACHING,
    ),
    behaviour=Search(
        collection="services",
        text=("name", "description"),
        filters={"category": "category", "pricingModel": "pricingModel"},
    ),
    empty_display="No services found matching '{query}'",
    examples=(
        Example(
            name="unfiltered",
            request={},
            response={
                "items": [BRAKE_INSPECTION],
                "pageIndex": 0,
                "pageSize": 20,
                "totalCount": 58,
                "hasNextPage": True,
            },
            status=200,
            clause=SERVICES,
        ),
    ),
    assumptions=SEARCH_ASSUMPTIONS,
)

DOMAIN = Domain(
    name="catalog",
    title="Product/Catalog",
    owner="pos-catalog",
    clause=CLAUSE,
    endpoints=(search_parts, search_services),
    collections=(
        Collection(name="parts", key="productId", size=142, rows=(BRAKE_PAD,)),
        Collection(name="services", key="serviceId", size=58, rows=(BRAKE_INSPECTION,)),
    ),
)
