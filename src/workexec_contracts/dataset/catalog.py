"""Parts and services as a repair shop would list them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .source import Source

CATEGORIES = {
    "CAT-BRAKES": ("Brakes & Rotors", "BRK", ("Brake Pad Set", "Brake Rotor", "Brake Caliper", "Brake Hose")),
    "CAT-FILTERS": ("Filters", "FLT", ("Oil Filter", "Air Filter", "Cabin Filter", "Fuel Filter")),
    "CAT-TIRES": ("Tires & Wheels", "TIR", ("All-Season Tire", "Winter Tire", "Alloy Wheel", "Valve Stem")),
    "CAT-ENGINE": ("Engine", "ENG", ("Spark Plug", "Timing Belt", "Water Pump", "Valve Cover Gasket")),
    "CAT-SUSPENSION": ("Suspension", "SUS", ("Strut Assembly", "Control Arm", "Sway Bar Link", "Ball Joint")),
    "CAT-ELECTRICAL": ("Electrical", "ELC", ("Battery", "Alternator", "Starter Motor", "Headlight Bulb")),
    "CAT-FLUIDS": ("Fluids", "FLD", ("Engine Oil 5W-30", "Coolant", "Brake Fluid", "Transmission Fluid")),
}
GRADES = ("Economy", "Standard", "Premium", "OEM", "Heavy Duty")
PLACES = ("Front", "Rear", "Left", "Right", "Upper", "Lower")
JOBS = ("Brake", "Oil", "Tire", "Engine", "Suspension", "Battery", "Coolant", "Transmission", "Exhaust")
WORK = {
    "LABOR": ("Replacement", "Overhaul", "Flush", "Alignment"),
    "DIAGNOSTIC": ("Diagnosis", "Noise Diagnosis", "Leak Test", "Scan"),
    "INSPECTION": ("Inspection", "Safety Check", "Wear Check"),
}
SHARE_WITHOUT_DESCRIPTION = 0.1


def part(source: Source, number: int) -> dict[str, Any]:
    """Part number `number`, with a SKU of its own."""
    random = source.random
    category_id = random.choice(sorted(CATEGORIES))
    category, code, nouns = CATEGORIES[category_id]
    name = f"{random.choice(GRADES)} {random.choice(PLACES)} {random.choice(nouns)}"
    row = {
        "productId": f"PART-{number:03d}",
        "sku": f"{code}-{''.join(word[0] for word in name.split())}-{number:03d}",
        "name": name,
        "description": f"{name} by {source.faker.company()}",
        "unitPrice": round(random.uniform(3, 700), 2),
        "currencyUomId": "USD",
        "taxCode": random.choice(("TAXABLE_GOODS", "TAXABLE_GOODS", "TAXABLE_GOODS", "TAX_EXEMPT")),
        "availability": random.choice(("IN_STOCK", "IN_STOCK", "OUT_OF_STOCK", "DISCONTINUED")),
        "categoryId": category_id,
        "categoryName": category,
    }
    return _maybe_undescribed(source, row)


def service(source: Source, number: int) -> dict[str, Any]:
    """Service number `number`."""
    random = source.random
    category = random.choice(sorted(WORK))
    name = f"{random.choice(JOBS)} {random.choice(WORK[category])}"
    row = {
        "serviceId": f"SVC-{number:03d}",
        "name": name,
        "description": f"{name} of {random.choice(('one axle', 'all wheels', 'the whole system'))}",
        "pricingModel": random.choice(("TIME_BASED", "FLAT_RATE")),
        "laborUnits": random.randint(1, 32) / 4,
        "unitRate": float(random.randint(60, 220)),
        "currencyUomId": "USD",
        "taxCode": "LABOR_TAXABLE",
        "category": category,
    }
    return _maybe_undescribed(source, row)


def _maybe_undescribed(source: Source, row: dict[str, Any]) -> dict[str, Any]:
    if source.random.random() < SHARE_WITHOUT_DESCRIPTION:
        del row["description"]
    return row
