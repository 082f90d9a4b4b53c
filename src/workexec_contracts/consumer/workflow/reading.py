"""Reads that a front end makes through WorkExec: pickers, tax codes, customers and vehicles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer.results import Failed

from .answer import Answer, failed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.consumer.exchange import Identity
    from workexec_contracts.consumer.plan import Plan

    from .shop import Shop

PATHS = {
    "parts/search": "searchParts",
    "services/search": "searchServices",
    "customers/search": "searchCustomers",
    "vehicles/search": "searchVehicles",
    "customers/{customerId}": "getCustomer",
    "vehicles/{vehicleId}": "getVehicle",
    "tax-codes": "listTaxCodes",
    "approval-policy": "getApprovalPolicy",
}
"""Below WorkExec's own base path, to the neighbour's operation."""


def read(shop: Shop, identity: Identity, *, operation_id: str, asked: Mapping[str, str]) -> Plan[Answer]:
    """What the neighbour says, where it came from, and what to show beside it."""
    neighbour: Any = shop.neighbours.of(operation_id)
    known = {parameter.name for parameter in neighbour.operation.parameters}
    given = {name: value for name, value in asked.items() if name in known}
    result = yield from neighbour.read(identity, **given)
    if isinstance(result, Failed):
        raise failed(result)
    shown = {"display": result.display, "manualEntry": result.manual_entry} if result.display else {}
    return Answer(200, {**result.value.to_wire(), "source": result.source, **shown})
