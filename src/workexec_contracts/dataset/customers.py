"""Customers and their vehicles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .source import size_of

if TYPE_CHECKING:
    from .source import Source

VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
MODELS = (
    "Honda Civic EX",
    "Toyota Camry SE",
    "Ford F-150 XLT",
    "Chevrolet Malibu LT",
    "Nissan Altima SV",
    "Subaru Outback Premium",
    "Hyundai Elantra SEL",
    "Volkswagen Jetta S",
    "Ram 1500 Big Horn",
    "Ford Transit 250",
)
DOCUMENTED = "john"
"""The document's search finds its one customer, so nobody else may be called that."""
SHARE_WITHOUT = 0.1


def customer(source: Source, number: int) -> dict[str, Any]:
    """Customer number `number`; contact and billing terms may be missing (F05)."""
    random = source.random
    name = source.faker.company() if random.random() < 0.25 else source.faker.name()  # noqa: PLR2004  # fleets
    while DOCUMENTED in name.lower() or not source.unused(name):
        name = source.faker.name()
    handle = "".join(letter for letter in name.lower().replace(" ", ".") if letter.isalnum() or letter == ".")
    row = {
        "customerId": f"CUST-{number:03d}",
        "partyId": f"PARTY-{number:03d}",
        "name": name,
        "email": f"{handle}@example.com",
        "phone": f"+1-555-{random.randint(200, 999)}-{random.randint(0, 9999):04d}",
        "billingTermsId": random.choice(("BT-NET30", "BT-NET15", "BT-COD")),
    }
    return _without_some(source, row, ("email", "phone", "billingTermsId"))


def vehicle(source: Source, number: int) -> dict[str, Any]:
    """Vehicle number `number`, of any customer but the document's own."""
    random = source.random
    vin = "".join(random.choices(VIN_LETTERS, k=17))
    plate = f"{''.join(random.choices('ABCDEFGHKLMNPRSTUVWXYZ', k=3))}-{random.randint(1000, 9999)}"
    row = {
        "vehicleId": f"VEH-{number:03d}",
        "vin": vin,
        "unitNumber": f"FLEET-{number:03d}",
        "description": f"{random.randint(2008, 2026)} {random.choice(MODELS)}",
        "licensePlate": plate,
        "customerId": f"CUST-{random.randint(2, size_of('customers')):03d}",
    }
    return _without_some(source, row, ("unitNumber", "licensePlate"))


def _without_some(source: Source, row: dict[str, Any], optional: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: value
        for name, value in row.items()
        if name not in optional or source.random.random() >= SHARE_WITHOUT
    }
