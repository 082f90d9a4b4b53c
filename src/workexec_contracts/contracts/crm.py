"""CRM: search and look-up of customers and vehicles."""

from __future__ import annotations

from .vocabulary import (
    COMMON_ERRORS,
    HEADERS,
    INVALID_PAGE_SIZE,
    PAGING,
    SUMMARY,
    TIMEOUT_S,
    TRANSIENT,
    Cache,
    Collection,
    Domain,
    Endpoint,
    ErrorCode,
    Example,
    FailMode,
    Lookup,
    Page,
    Parameter,
    Policy,
    Response,
    Retry,
    Search,
    Status,
    Text,
)

CLAUSE = "CRM Domain"
CUSTOMERS = f"{CLAUSE} / Search Customers"
VEHICLES = f"{CLAUSE} / Search Vehicles"
LOOKUPS = "Phase 4.4 / 5. WorkExec ↔ CRM Domain"


class Customer(Response):
    """A customer (F05: contact and billing terms may be absent)."""

    customer_id: Text
    party_id: Text
    name: Text
    email: str | None = None
    phone: str | None = None
    billing_terms_id: str | None = None


class CustomersPage(Page):
    """A page of customers."""

    items: list[Customer]


class Vehicle(Response):
    """A vehicle of a customer (F05: unit number and plate may be absent)."""

    vehicle_id: Text
    vin: Text
    unit_number: str | None = None
    description: Text
    license_plate: str | None = None
    customer_id: Text


class VehiclesPage(Page):
    """A page of vehicles."""

    items: list[Vehicle]


JOHN = {
    "customerId": "CUST-001",
    "partyId": "PARTY-001",
    "name": "John Doe",
    "email": "john.doe@example.com",
    "phone": "+1-555-123-4567",
    "billingTermsId": "BT-NET30",
}
ACCORD = {
    "vehicleId": "VEH-001",
    "vin": "1HGBH41JXMN109186",
    "unitNumber": "FLEET-001",
    "description": "2023 Honda Accord LX",
    "licensePlate": "ABC-1234",
    "customerId": "CUST-001",
}
PLACEHOLDER = "Customer/Vehicle not found in CRM"
NOT_FOUND = ErrorCode(
    code="NOT_FOUND",
    status=404,
    message="Resource not found",
    display=PLACEHOLDER,
    clause=LOOKUPS,
    assumed_by="F26",
)
LOOKUP_ERRORS = (*(error for error in COMMON_ERRORS if error.code != NOT_FOUND.code), NOT_FOUND)
POLICY = Policy(
    retry=Retry(delays_s=(0.5, 0.5), on=TRANSIENT),
    fail_mode=FailMode.OPEN,
    timeout_s=TIMEOUT_S,
    sla_s=2,
    clause=SUMMARY,
)
STALE_ON = TRANSIENT
"""No answer, 502, 503 or 504, but not 500 (F54)."""
FIFTEEN_MINUTES = 900
ONE_HOUR = 3600
SEARCH_ASSUMPTIONS = ("F01", "F02", "F03", "F05", "F09", "F10", "F28", "F29", "F49", "F51")
LOOKUP_ASSUMPTIONS = ("F01", "F02", "F05", "F09", "F10", "F25", "F26", "F54")

search_customers = Endpoint(
    operation_id="searchCustomers",
    title="Customer Search",
    method="GET",
    path="/api/v1/crm/customers/search",
    summary="Finds customers by name, email or phone",
    clause=CUSTOMERS,
    status=Status.READY,
    blocked_by=None,
    status_code=200,
    parameters=(
        Parameter(
            name="query", description="Search term (name, email, phone)", required=True, example="john"
        ),
        *PAGING,
    ),
    response=CustomersPage,
    headers=HEADERS,
    errors=(*COMMON_ERRORS, INVALID_PAGE_SIZE),
    policy=POLICY.model_copy(update={"fail_mode": FailMode.SHOWN, "sla_assumed": True}),
    behaviour=Search(collection="customers", text=("name", "email", "phone")),
    examples=(
        Example(
            name="john",
            request={"query": "john"},
            response={
                "items": [JOHN],
                "pageIndex": 0,
                "pageSize": 20,
                "totalCount": 1,
                "hasNextPage": False,
            },
            status=200,
            clause=CUSTOMERS,
        ),
    ),
    assumptions=SEARCH_ASSUMPTIONS,
)

search_vehicles = Endpoint(
    operation_id="searchVehicles",
    title="Vehicle Search",
    method="GET",
    path="/api/v1/crm/vehicles/search",
    summary="Finds vehicles by VIN, unit number or plate, or those of a customer",
    clause=VEHICLES,
    status=Status.READY,
    blocked_by=None,
    status_code=200,
    parameters=(
        Parameter(
            name="query", description="Search term (VIN, unit number, license plate)", example="FLEET-001"
        ),
        Parameter(name="customerId", description="Filter by customer owner", example="CUST-001"),
        *PAGING,
    ),
    at_least_one=("query", "customerId"),
    response=VehiclesPage,
    headers=HEADERS,
    errors=(*COMMON_ERRORS, INVALID_PAGE_SIZE),
    policy=POLICY.model_copy(update={"fail_mode": FailMode.SHOWN, "sla_assumed": True}),
    behaviour=Search(
        collection="vehicles",
        text=("vin", "unitNumber", "licensePlate"),
        filters={"customerId": "customerId"},
    ),
    examples=(
        Example(
            name="vehicles of CUST-001",
            request={"customerId": "CUST-001"},
            response={
                "items": [ACCORD],
                "pageIndex": 0,
                "pageSize": 20,
                "totalCount": 1,
                "hasNextPage": False,
            },
            status=200,
            clause=VEHICLES,
        ),
    ),
    assumptions=(*SEARCH_ASSUMPTIONS, "F04"),
)

get_customer = Endpoint(
    operation_id="getCustomer",
    title="Customer Look-up",
    method="GET",
    path="/api/v1/crm/customer/{customerId}",
    summary="Reads one customer",
    clause=LOOKUPS,
    status=Status.READY,
    blocked_by=None,
    status_code=200,
    parameters=(
        Parameter(
            name="customerId",
            description="Customer identifier",
            place="path",
            required=True,
            example="CUST-001",
        ),
    ),
    response=Customer,
    headers=HEADERS,
    errors=LOOKUP_ERRORS,
    policy=POLICY,
    cache=Cache(ttl_s=FIFTEEN_MINUTES, key=("customerId",), stale_on=STALE_ON, clause=LOOKUPS),
    placeholder="Unknown Customer",
    behaviour=Lookup(collection="customers", parameter="customerId", missing="NOT_FOUND"),
    examples=(
        Example(
            name="CUST-001",
            request={"customerId": "CUST-001"},
            response=JOHN,
            status=200,
            clause=CUSTOMERS,
        ),
    ),
    assumptions=LOOKUP_ASSUMPTIONS,
)

get_vehicle = Endpoint(
    operation_id="getVehicle",
    title="Vehicle Look-up",
    method="GET",
    path="/api/v1/crm/vehicle/{vehicleId}",
    summary="Reads one vehicle",
    clause=LOOKUPS,
    status=Status.READY,
    blocked_by=None,
    status_code=200,
    parameters=(
        Parameter(
            name="vehicleId",
            description="Vehicle identifier",
            place="path",
            required=True,
            example="VEH-001",
        ),
    ),
    response=Vehicle,
    headers=HEADERS,
    errors=LOOKUP_ERRORS,
    policy=POLICY,
    cache=Cache(ttl_s=ONE_HOUR, key=("vehicleId",), stale_on=STALE_ON, clause=LOOKUPS),
    placeholder="Unknown Vehicle",
    behaviour=Lookup(collection="vehicles", parameter="vehicleId", missing="NOT_FOUND"),
    examples=(
        Example(
            name="VEH-001",
            request={"vehicleId": "VEH-001"},
            response=ACCORD,
            status=200,
            clause=VEHICLES,
        ),
    ),
    assumptions=LOOKUP_ASSUMPTIONS,
)

DOMAIN = Domain(
    name="crm",
    title="CRM",
    owner="pos-crm",
    clause=CLAUSE,
    endpoints=(search_customers, search_vehicles, get_customer, get_vehicle),
    collections=(
        Collection(name="customers", key="customerId", size=200, rows=(JOHN,)),
        Collection(name="vehicles", key="vehicleId", size=300, rows=(ACCORD,)),
    ),
)
