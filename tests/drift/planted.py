"""Differences planted in a rewritten document: what is changed, and what must be said of it, where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.drift.foreign import ROOT, SCHEMAS, Foreign
from workexec_contracts.drift.difference import Class

GONE = object()
"""The value of what is taken out."""


@dataclass(frozen=True)
class Plant:
    """`at` is where the difference must be told; else where it was planted."""

    says: str
    domain: str
    file: str
    pointer: str
    value: Any
    aspect: str
    kind: Class = Class.BREAKING
    at: str | None = None

    def __str__(self) -> str:
        return f"{self.domain}: {self.says}"

    @property
    def told_at(self) -> tuple[str, str]:
        return self.file, self.pointer if self.at is None else self.at


def plant(document: Foreign, pointer: str, file: str, value: Any) -> None:  # noqa: ANN401  # JSON
    """Sets, adds or takes out what the pointer names. Raises KeyError where there is nothing to take out."""
    holder: Any = document.root if file == ROOT else document.common
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    for part in parts[:-1]:
        holder = holder[int(part)] if isinstance(holder, list) else holder[part]
    last = int(parts[-1]) if isinstance(holder, list) and parts[-1] != "-" else parts[-1]
    if value is GONE:
        del holder[last]
    elif last == "-":
        holder.append(value)
    else:
        holder[last] = value


def _path(domain: str, path: str) -> str:
    return f"/paths/~1{domain}-service~1v2~1{path.replace('/', '~1')}~1"


SEARCH = f"{_path('crm', 'customers/search')}/get"
CUSTOMER = f"{_path('crm', 'customer/{id}')}/get"
VEHICLES = f"{_path('crm', 'vehicles/search')}/get"
TAX = f"{_path('pricing', 'calculate-tax')}/post"
CODES = f"{_path('pricing', 'tax-codes')}/get"
EVENTS = f"{_path('order', 'events')}/post"
OF = "/components/schemas"
PROBLEM = "content/application~1problem+json/schema/properties/error/properties/type/enum"
BODY = "requestBody/content/application~1cloudevents+json"
TEXT = {"type": "string"}

PLANTS = [
    # -- CRM: reads
    Plant("a path is gone", "crm", ROOT, _path("crm", "vehicles/search"), GONE, "path", at="/paths"),
    Plant("a method is another one", "crm", ROOT, CUSTOMER, GONE, "method", at=_path("crm", "customer/{id}")),
    Plant(
        "a parameter is gone",
        "crm",
        ROOT,
        f"{SEARCH}/parameters/0",
        GONE,
        "parameter",
        at=f"{SEARCH}/parameters",
    ),
    Plant(
        "an optional parameter is demanded",
        "crm",
        ROOT,
        f"{VEHICLES}/parameters/0/required",
        True,  # noqa: FBT003  # JSON
        "required",
    ),
    Plant(
        "an unknown parameter is demanded",
        "crm",
        ROOT,
        f"{SEARCH}/parameters/-",
        {"name": "tenant", "in": "query", "required": True, "schema": TEXT},
        "parameter",
        at=f"{SEARCH}/parameters/5/required",
    ),
    Plant(
        "an unknown header is demanded",
        "crm",
        ROOT,
        f"{CUSTOMER}/parameters/-",
        {"name": "X-Tenant", "in": "header", "required": True, "schema": TEXT},
        "parameter",
        at=f"{CUSTOMER}/parameters/3/required",
    ),
    Plant(
        "fewer items at most on a page", "crm", ROOT, f"{SEARCH}/parameters/4/schema/maximum", 50, "maximum"
    ),
    Plant(
        "another page size by default", "crm", ROOT, f"{SEARCH}/parameters/4/schema/default", 50, "default"
    ),
    Plant("a parameter is a number", "crm", ROOT, f"{SEARCH}/parameters/0/schema/type", "integer", "type"),
    Plant(
        "a parameter has a shortest length",
        "crm",
        ROOT,
        f"{SEARCH}/parameters/0/schema/minLength",
        3,
        "minLength",
    ),
    Plant(
        "a member of the answer is gone",
        "crm",
        SCHEMAS,
        f"{OF}/Customer/allOf/1/properties/name",
        GONE,
        "member",
        at=f"{OF}/Customer/allOf/1/properties",
    ),
    Plant(
        "an optional member of the answer is gone",
        "crm",
        SCHEMAS,
        f"{OF}/Vehicle/allOf/1/properties/unitNumber",
        GONE,
        "member",
        Class.COMPATIBLE,
        at=f"{OF}/Vehicle/allOf/1/properties",
    ),
    Plant(
        "a member of the answer may be absent",
        "crm",
        SCHEMAS,
        f"{OF}/Vehicle/allOf/0/required/1",
        GONE,
        "required",
        at=f"{OF}/Vehicle/allOf/1/required",
    ),
    Plant(
        "a member may be null",
        "crm",
        SCHEMAS,
        f"{OF}/Customer/allOf/1/properties/email/nullable",
        True,  # noqa: FBT003  # JSON
        "type",
    ),
    Plant(
        "a member is an object",
        "crm",
        SCHEMAS,
        f"{OF}/Customer/allOf/1/properties/phone/type",
        "object",
        "type",
    ),
    Plant(
        "a success has another status",
        "crm",
        ROOT,
        f"{CUSTOMER}/responses/200",
        GONE,
        "status",
        at=f"{CUSTOMER}/responses",
    ),
    Plant(
        "a token of another kind",
        "crm",
        ROOT,
        "/components/securitySchemes/token/scheme",
        "basic",
        "security",
        at="/security",
    ),
    Plant("no token", "crm", ROOT, "/security", [], "security", Class.COMPATIBLE),
    Plant(
        "the correlation id does not come back",
        "crm",
        ROOT,
        f"{CUSTOMER}/responses/200/headers/X-Correlation-Id",
        GONE,
        "header",
        at=f"{CUSTOMER}/responses/200/headers",
    ),
    Plant(
        "a text that is no JSON",
        "crm",
        ROOT,
        f"{CUSTOMER}/responses/200/content",
        {"text/csv": {"schema": TEXT}},
        "content",
    ),
    Plant(
        "a reference that leads nowhere",
        "crm",
        SCHEMAS,
        f"{OF}/CustomersPage/properties/data/items/$ref",
        "#/gone",
        "schema",
        Class.UNKNOWN,
        at=f"{OF}/CustomersPage/properties/data/items",
    ),
    # -- pricing: a read and a calculation
    Plant(
        "a value is not asked for any more",
        "pricing",
        ROOT,
        f"{CODES}/parameters/1/schema/enum",
        ["PART", "LABOR", "SERVICE"],
        "enum",
    ),
    Plant(
        "a value more is accepted",
        "pricing",
        ROOT,
        f"{CODES}/parameters/1/schema/enum",
        ["PART", "LABOR", "SERVICE", "FEE", "TYRE"],
        "enum",
        Class.COMPATIBLE,
    ),
    Plant(
        "a value more is answered",
        "pricing",
        SCHEMAS,
        f"{OF}/TaxCode/allOf/1/properties/applicableItemTypes/items/enum",
        ["PART", "LABOR", "SERVICE", "FEE", "TYRE"],
        "enum",
    ),
    Plant(
        "a value is never answered",
        "pricing",
        SCHEMAS,
        f"{OF}/TaxCode/allOf/1/properties/applicableItemTypes/items/enum",
        ["PART", "LABOR"],
        "enum",
        Class.COMPATIBLE,
    ),
    Plant(
        "answered values are not enumerated",
        "pricing",
        SCHEMAS,
        f"{OF}/TaxCode/allOf/1/properties/applicableItemTypes/items/enum",
        GONE,
        "enum",
        at=f"{OF}/TaxCode/allOf/1/properties/applicableItemTypes/items/type",
    ),
    Plant(
        "a rate in percent",
        "pricing",
        SCHEMAS,
        f"{OF}/TaxCode/allOf/1/properties/rate/maximum",
        100,
        "maximum",
    ),
    Plant(
        "a limit of an answer is not stated",
        "pricing",
        SCHEMAS,
        f"{OF}/TaxCode/allOf/1/properties/rate/minimum",
        GONE,
        "minimum",
        Class.COMPATIBLE,
        at=f"{OF}/TaxCode/allOf/1/properties/rate",
    ),
    Plant(
        "money in cents",
        "pricing",
        SCHEMAS,
        f"{OF}/TaxableItem/properties/subtotal",
        {"type": "integer"},
        "type",
        at=f"{OF}/TaxableItem/properties/subtotal/type",
    ),
    Plant(
        "a member of the request is not known",
        "pricing",
        SCHEMAS,
        f"{OF}/TaxableItem/properties/taxCode",
        GONE,
        "member",
        at=f"{OF}/TaxableItem/properties",
    ),
    Plant(
        "a member more is demanded",
        "pricing",
        SCHEMAS,
        f"{OF}/TaxRequest/required/-",
        "currency",
        "member",
        at=f"{OF}/TaxRequest/required/2",
    ),
    Plant(
        "one line at most", "pricing", SCHEMAS, f"{OF}/TaxRequest/properties/items/maxItems", 1, "maxItems"
    ),
    Plant(
        "a currency in small letters",
        "pricing",
        SCHEMAS,
        f"{OF}/Tax/allOf/1/properties/currencyUomId/pattern",
        "^[a-z]{3}$",
        "pattern",
    ),
    Plant(
        "an error has another status",
        "pricing",
        ROOT,
        f"{TAX}/responses/409",
        GONE,
        "error",
        at=f"{TAX}/responses",
    ),
    Plant(
        "an error code is missing",
        "pricing",
        ROOT,
        f"{TAX}/responses/400/{PROBLEM}",
        ["VALIDATION_ERROR"],
        "error",
    ),
    Plant(
        "an error code more",
        "pricing",
        ROOT,
        f"{TAX}/responses/409/{PROBLEM}/-",
        "RATE_TABLE_LOCKED",
        "error",
        Class.COMPATIBLE,
        at=f"{TAX}/responses/409/{PROBLEM}",
    ),
    Plant(
        "the codes of an answer are not stated",
        "pricing",
        ROOT,
        f"{TAX}/responses/409/content/application~1problem+json/schema/properties/error/properties/type/enum",
        GONE,
        "error",
        Class.UNKNOWN,
        at=f"{TAX}/responses/409",
    ),
    # -- order: events
    Plant(
        "no idempotency key",
        "order",
        ROOT,
        f"{EVENTS}/parameters/2",
        GONE,
        "parameter",
        at=f"{EVENTS}/parameters",
    ),
    Plant(
        "events as plain JSON",
        "order",
        ROOT,
        f"{EVENTS}/requestBody/content",
        {"application/json": {"schema": {"$ref": f"{SCHEMAS}#{OF}/ReadyForBillingEvent"}}},
        "content",
    ),
    Plant(
        "an environment is refused",
        "order",
        SCHEMAS,
        f"{OF}/ReadyForBillingEvent/properties/durion:environment/enum",
        ["production"],
        "enum",
    ),
    Plant(
        "a date for a date-time",
        "order",
        SCHEMAS,
        f"{OF}/OrderSnapshot/properties/capturedAt",
        {"type": "string", "format": "date"},
        "format",
        at=f"{OF}/OrderSnapshot/properties/capturedAt/format",
    ),
    Plant(
        "an optional member is demanded",
        "order",
        SCHEMAS,
        f"{OF}/ReadyForBilling/required/-",
        "poNumber",
        "required",
        at=f"{OF}/ReadyForBilling/required/5",
    ),
    Plant(
        "whole quantities only up to a limit",
        "order",
        SCHEMAS,
        f"{OF}/BilledPart/properties/quantity/maximum",
        999,
        "maximum",
    ),
    Plant(
        "a schema says what is not allowed",
        "order",
        SCHEMAS,
        f"{OF}/BilledPart/properties/sku/not",
        {"pattern": "^X"},
        "not",
        Class.UNKNOWN,
    ),
    Plant(
        "another acknowledgement",
        "order",
        SCHEMAS,
        f"{OF}/Accepted/properties/status/enum",
        ["ACCEPTED", "QUEUED"],
        "enum",
    ),
    Plant(
        "a success more", "order", ROOT, f"{EVENTS}/responses/200", {"description": "done already"}, "status"
    ),
    Plant("a key that is a UUID", "order", ROOT, f"{EVENTS}/parameters/2/schema/format", "uuid", "format"),
]
