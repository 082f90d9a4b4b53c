"""Changes planted in our own documents, and whom each breaks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from workexec_contracts.documents import render
from workexec_contracts.drift.reading import parse
from workexec_contracts.drift.revisions import Side, Tree

GONE = object()
CONSUMER, PROVIDER = (Side.CONSUMER,), (Side.PROVIDER,)
BOTH, NEITHER = (Side.CONSUMER, Side.PROVIDER), ()
Edit = tuple[str, Any]


@dataclass(frozen=True)
class Planted:
    """Edits of one document; all changes that follow together break `breaks`."""

    says: str
    document: str
    edits: tuple[Edit, ...]
    breaks: tuple[Side, ...]
    aspect: str

    def __str__(self) -> str:
        return self.says


@cache
def texts() -> dict[str, str]:
    return {name: text for name, text in render().items() if not name.startswith("schemas/")}


def tree() -> Tree:
    return Tree("old", texts())


def edited(planted: Planted) -> Tree:
    """The documents after the change."""
    document = parse(texts()[planted.document], planted.document)
    for pointer, value in planted.edits:
        _edit(document, pointer, value)
    return Tree("new", {**texts(), planted.document: json.dumps(document)})


def _edit(document: Any, pointer: str, value: Any) -> None:  # noqa: ANN401  # JSON
    parts = [part.replace("~1", "/") for part in pointer.split("/")[1:]]
    for part in parts[:-1]:
        document = document[int(part)] if isinstance(document, list) else document[part]
    last: Any = int(parts[-1]) if isinstance(document, list) and parts[-1] != "-" else parts[-1]
    if value is GONE:
        del document[last]
    elif last == "-":
        document.append(value)
    else:
        document[last] = value() if callable(value) else value


def _path(path: str) -> str:
    return "/paths/" + path.replace("/", "~1")


CRM, CATALOG, PRICING, ORDER = (f"openapi/{name}.yaml" for name in ("crm", "catalog", "pricing", "order"))
EVENTS, AUDIT = "asyncapi/workexec.yaml", "openapi/audit.yaml"
VEHICLE = _path("/api/v1/crm/vehicle/{vehicleId}")
CUSTOMERS = f"{_path('/api/v1/crm/customers/search')}/get"
PARTS = f"{_path('/api/v1/product/parts/search')}/get"
TAX = f"{_path('/api/v1/pricing/calculate-tax')}/post"
CODES = f"{_path('/api/v1/pricing/tax-codes')}/get"
DELIVERY = f"{_path('/api/v1/order/events')}/post"
RECORD = f"{_path('/api/v1/audit/events')}/post"
OF = "/components/schemas"
SESSION = "/operations/sendWorkSessionRecorded"
TEXT = {"type": "string"}
A_PARAMETER = {"name": "brand", "in": "query", "required": False, "schema": TEXT}
A_RULE = {"name": "odd", "says": "no more than 100 lines", "field": "items", "code": "X", "clause": "Y"}
NEW_CODE = f"{TAX}/responses/400/content/application~1json/schema/allOf/1/properties/code/enum"
READ = {
    "operationId": "getFleet",
    "responses": {"200": {"description": "A fleet.", "content": {"application/json": {"schema": TEXT}}}},
}

CHANGES = [
    Planted("an operation is gone", CRM, ((VEHICLE, GONE),), CONSUMER, "path"),
    Planted("an operation is new", CRM, ((_path("/api/v1/crm/fleet"), {"get": READ}),), PROVIDER, "path"),
    Planted(
        "a parameter more can be sent",
        CATALOG,
        ((f"{PARTS}/parameters/-", A_PARAMETER),),
        PROVIDER,
        "parameter",
    ),
    Planted("a parameter is gone", CATALOG, ((f"{PARTS}/parameters/1", GONE),), CONSUMER, "parameter"),
    Planted(
        "a parameter must be sent", CATALOG, ((f"{PARTS}/parameters/0/required", True),), CONSUMER, "required"
    ),
    Planted(
        "a parameter may be left out",
        PRICING,
        ((f"{CODES}/parameters/0/required", False),),
        PROVIDER,
        "required",
    ),
    Planted("smaller pages", CATALOG, ((f"{PARTS}/parameters/4/schema/maximum", 50),), CONSUMER, "maximum"),
    Planted("larger pages", CATALOG, ((f"{PARTS}/parameters/4/schema/maximum", 200),), PROVIDER, "maximum"),
    Planted("another default", CATALOG, ((f"{PARTS}/parameters/4/schema/default", 50),), BOTH, "default"),
    Planted(
        "a filter takes a value more",
        CATALOG,
        ((f"{PARTS}/parameters/2/schema/enum/-", "ON_ORDER"),),
        PROVIDER,
        "enum",
    ),
    Planted(
        "a filter takes a value less",
        CATALOG,
        ((f"{PARTS}/parameters/2/schema/enum/2", GONE),),
        CONSUMER,
        "enum",
    ),
    Planted(
        "an answer has a value more",
        CATALOG,
        ((f"{OF}/Part/properties/availability/enum/-", "ON_ORDER"),),
        CONSUMER,
        "enum",
    ),
    Planted(
        "an answer has a value less",
        CATALOG,
        ((f"{OF}/Part/properties/availability/enum/2", GONE),),
        PROVIDER,
        "enum",
    ),
    Planted(
        "an answer loses a member",
        CATALOG,
        ((f"{OF}/Part/properties/taxCode", GONE), (f"{OF}/Part/required/5", GONE)),
        CONSUMER,
        "member",
    ),
    Planted(
        "an answer must have a member more",
        CATALOG,
        ((f"{OF}/Part/properties/brand", TEXT), (f"{OF}/Part/required/-", "brand")),
        PROVIDER,
        "member",
    ),
    Planted(
        "an answer may have a member more",
        CATALOG,
        ((f"{OF}/Part/properties/brand", TEXT),),
        NEITHER,
        "member",
    ),
    Planted(
        "a member is always answered",
        CATALOG,
        ((f"{OF}/Part/required/-", "description"),),
        PROVIDER,
        "required",
    ),
    Planted(
        "a member may be absent from an answer",
        CATALOG,
        ((f"{OF}/Part/required/5", GONE),),
        CONSUMER,
        "required",
    ),
    Planted(
        "a member of an answer may be null",
        CATALOG,
        ((f"{OF}/Part/properties/name/type", ["string", "null"]),),
        CONSUMER,
        "type",
    ),
    Planted(
        "a request may have a member more",
        PRICING,
        ((f"{OF}/TaxableItem/properties/note", TEXT),),
        PROVIDER,
        "member",
    ),
    Planted(
        "a request must have a member more",
        PRICING,
        ((f"{OF}/TaxableItem/properties/note", TEXT), (f"{OF}/TaxableItem/required/-", "note")),
        BOTH,
        "member",
    ),
    Planted(
        "a request loses a member",
        PRICING,
        ((f"{OF}/TaxableItem/properties/taxCode", GONE), (f"{OF}/TaxableItem/required/3", GONE)),
        BOTH,
        "member",
    ),
    Planted(
        "an optional member of a request is demanded",
        ORDER,
        ((f"{OF}/ReadyForBilling/required/-", "poNumber"),),
        CONSUMER,
        "required",
    ),
    Planted("money as text", PRICING, ((f"{OF}/Tax/properties/totalTax", TEXT),), BOTH, "type"),
    Planted(
        "rates up to 100", PRICING, ((f"{OF}/TaxCode/properties/rate/maximum", 100),), CONSUMER, "maximum"
    ),
    Planted(
        "smaller amounts are taken",
        PRICING,
        ((f"{OF}/TaxableItem/properties/subtotal/maximum", 1000),),
        CONSUMER,
        "maximum",
    ),
    Planted(
        "answers without bounds",
        PRICING,
        ((f"{OF}/TaxCode/properties/rate/minimum", GONE),),
        CONSUMER,
        "minimum",
    ),
    Planted(
        "codes in capitals alone are taken",
        PRICING,
        ((f"{OF}/TaxableItem/properties/taxCode/pattern", "^[A-Z_]+$"),),
        CONSUMER,
        "pattern",
    ),
    Planted("a refusal more", PRICING, ((f"{NEW_CODE}/-", "TOO_MANY_LINES"),), PROVIDER, "error"),
    Planted("a refusal less", PRICING, ((f"{NEW_CODE}/1", GONE),), CONSUMER, "error"),
    Planted("a refusal has no answer", PRICING, ((f"{TAX}/responses/409", GONE),), CONSUMER, "error"),
    Planted(
        "the key may be left out", AUDIT, ((f"{RECORD}/parameters/2/required", False),), PROVIDER, "required"
    ),
    Planted(
        "the correlation id may be missing",
        AUDIT,
        (("/components/headers/X-Correlation-Id/required", False),),
        CONSUMER,
        "required",
    ),
    Planted(
        "events as plain JSON",
        ORDER,
        (
            (
                f"{DELIVERY}/requestBody/content",
                {"application/json": {"schema": {"$ref": f"#{OF}/ReadyForBillingEvent"}}},
            ),
        ),
        BOTH,
        "content",
    ),
    Planted("no token", PRICING, ((f"{TAX}/security", []),), PROVIDER, "security"),
    Planted("a tighter SLA", PRICING, ((f"{TAX}/x-policy/slaS", 1),), PROVIDER, "x-policy/slaS"),
    Planted("a looser SLA", PRICING, ((f"{TAX}/x-policy/slaS", 5),), CONSUMER, "x-policy/slaS"),
    Planted(
        "a higher percentile",
        PRICING,
        ((f"{TAX}/x-policy/serviceLevel/percentile", 0.99),),
        PROVIDER,
        "x-policy/serviceLevel/percentile",
    ),
    Planted(
        "other retries",
        PRICING,
        ((f"{TAX}/x-policy/retry/delaysS", [1, 2]),),
        CONSUMER,
        "x-policy/retry/delaysS",
    ),
    Planted(
        "another fail mode of an event",
        EVENTS,
        ((f"{SESSION}/x-policy/failMode", "open"),),
        CONSUMER,
        "x-policy/failMode",
    ),
    Planted("less patience", PRICING, ((f"{TAX}/x-policy/timeoutS", 10),), BOTH, "x-policy/timeoutS"),
    Planted("a shorter cache time", PRICING, ((f"{CODES}/x-cache/ttlS", 60),), CONSUMER, "x-cache/ttlS"),
    Planted(
        "another error of a range",
        CATALOG,
        ((f"{PARTS}/parameters/4/x-out-of-range", "VALIDATION_ERROR"),),
        BOTH,
        "x-out-of-range",
    ),
    Planted("a rule more", EVENTS, ((f"{SESSION}/x-rules/-", A_RULE),), CONSUMER, "x-rules/odd"),
    Planted(
        "a rule less", EVENTS, ((f"{SESSION}/x-rules/1", GONE),), PROVIDER, "x-rules/billable_within_session"
    ),
    Planted(
        "a rule says otherwise",
        EVENTS,
        ((f"{SESSION}/x-rules/1/says", "anything"),),
        BOTH,
        "x-rules/billable_within_session",
    ),
    Planted(
        "a neighbour's event loses a member",
        EVENTS,
        ((f"{OF}/SalesOrder/properties/status", GONE), (f"{OF}/SalesOrder/required/3", GONE)),
        BOTH,
        "member",
    ),
    Planted(
        "a neighbour's event is gone",
        EVENTS,
        (("/operations/receiveSalesOrderCreated", GONE),),
        CONSUMER,
        "event",
    ),
    Planted("other words", PRICING, ((f"{TAX}/description", "Says how much."),), NEITHER, "wording"),
    Planted("another example", PRICING, ((f"{CODES}/parameters/0/examples", {}),), NEITHER, "wording"),
    Planted("a contract is ready", PRICING, ((f"{TAX}/x-status", "READY"),), NEITHER, "x-status"),
    Planted(
        "another text for the user",
        PRICING,
        ((f"{TAX}/responses/409/x-errors/0/display", "Ask somebody"),),
        NEITHER,
        "wording",
    ),
]
