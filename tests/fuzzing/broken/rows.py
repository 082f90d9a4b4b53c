"""Rows of another shape than the contract's, or not those that another operation shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fuzzing.asking import ask
from tests.fuzzing.broken.pages import CUSTOMERS, PARTS, SERVICES
from tests.fuzzing.spoiling import having, lacking, succeeded
from tests.fuzzing.variant import BY_ID, FINDINGS, Broken, breaks, clauses_of
from workexec_contracts.contracts.vocabulary import NOT_FOUND
from workexec_contracts.providers import Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.providers import Call

    Row = dict[str, Any]

CODES, CUSTOMER, VEHICLE = BY_ID["listTaxCodes"], BY_ID["getCustomer"], BY_ID["getVehicle"]


def with_rows(provider: Broken, call: Call, member: str, change: Callable[[Row], Row]) -> Reply:
    """Each row of a right answer changed."""
    reply = provider.right(call)
    if not succeeded(provider, reply):
        return reply
    return having(reply, **{member: [change(dict(row)) for row in reply.body[member]]})


@breaks(PARTS, by=(ask(PARTS, categoryId="CAT-ENGINE", availability="OUT_OF_STOCK"),), in_example=True)
def own_availability_leaked(provider: Broken, call: Call) -> Reply:
    def own(row: Row) -> Row:
        ordered = row["availability"] == "OUT_OF_STOCK" and row["categoryId"] == "CAT-ENGINE"
        return {**row, "availability": "BACK_ORDERED"} if ordered else row

    return with_rows(provider, call, "items", own)


@breaks(SERVICES, by=(ask(SERVICES, pricingModel="TIME_BASED"),), in_example=True)
def tax_code_missing_on_some_services(provider: Broken, call: Call) -> Reply:
    def untaxed(row: Row) -> Row:
        if row["pricingModel"] == "TIME_BASED":
            del row["taxCode"]
        return row

    return with_rows(provider, call, "items", untaxed)


@breaks(CUSTOMERS, by=(ask(CUSTOMERS, query="james"),))
def null_for_an_absent_phone(provider: Broken, call: Call) -> Reply:
    return with_rows(provider, call, "items", lambda row: {**row, "phone": row.get("phone")})


@breaks(CODES, by=(ask(CODES, locationId="LOC-001"),), in_example=True)
def rate_in_percent(provider: Broken, call: Call) -> Reply:
    return with_rows(provider, call, "taxCodes", lambda row: {**row, "rate": row["rate"] * 100})


@breaks(CODES, by=(ask(CODES, locationId="LOC-005"),))
def codes_null_where_there_is_one_alone(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return having(reply, taxCodes=None) if len(reply.body.get("taxCodes", ())) == 1 else reply


@breaks(
    VEHICLE, *clauses_of(VEHICLE), FINDINGS["F26"], by=(ask(VEHICLE, vehicleId="VEH-001"),), in_example=True
)
def look_up_spells_plates_otherwise(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    plate = reply.body.get("licensePlate")
    return having(reply, licensePlate=plate.replace("-", " ")) if plate else reply


@breaks(CUSTOMER, *clauses_of(CUSTOMER), FINDINGS["F26"], by=(ask(CUSTOMER, customerId="CUST-002"),))
def look_up_without_billing_terms_of_some(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return lacking(reply, "billingTermsId") if reply.body.get("billingTermsId") == "BT-NET15" else reply


@breaks(CUSTOMER, *clauses_of(CUSTOMER), NOT_FOUND.clause, by=(ask(CUSTOMER, customerId="CUST-150"),))
def later_customers_not_found(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if not succeeded(provider, reply) or str(reply.body["customerId"]) < "CUST-100":
        return reply
    return provider.right(
        ask(CUSTOMER, headers=call.headers, customerId=f"{reply.body['customerId']}-unknown")
    )


@breaks(
    VEHICLE,
    VEHICLE.error(NOT_FOUND.code).clause,
    NOT_FOUND.clause,
    by=(ask(VEHICLE, vehicleId="VEH-999"),),
)
def unknown_vehicle_answered_with_an_empty_row(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    unknown = reply.body.get("code") == NOT_FOUND.code
    return Reply(VEHICLE.status_code, {}, reply.headers) if unknown else reply
