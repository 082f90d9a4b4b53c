"""The people of the shops, their stock and their appointments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.registry import collections

from .source import size_of

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Collection

    from .source import Source

LOCATIONS = tuple(row["locationId"] for row in collections()["locations"].rows)


def person(source: Source, number: int) -> dict[str, Any]:
    """Technician number `number`, at one location or two."""
    at = sorted(source.random.sample(LOCATIONS, k=source.random.choice((1, 1, 2))))
    return {"personId": f"TECH-{number:03d}", "role": "TECHNICIAN", "locationIds": at}


def appointment(source: Source, number: int) -> dict[str, Any]:
    """Appointment number `number`, not begun."""
    return {
        "appointmentId": f"APT-{number:03d}",
        "locationId": source.random.choice(LOCATIONS),
        "customerId": f"CUST-{source.random.randint(1, size_of('customers')):03d}",
        "status": source.random.choice(("SCHEDULED", "CONFIRMED")),
    }


def stock(collection: Collection, parts: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    """The document's product, then every part of the catalog (F36)."""
    shelves = (
        {"productId": part["productId"], "sku": part["sku"], "quantityOnHand": 5 + 7 * at % 90}
        for at, part in enumerate(parts)
    )
    return (*collection.rows, *shelves)
