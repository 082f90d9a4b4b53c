"""The seeded rows: sizes, references, and what the document's examples need."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from workexec_contracts.contracts.catalog import Part, Service
from workexec_contracts.contracts.crm import Customer, Vehicle
from workexec_contracts.contracts.registry import collections
from workexec_contracts.dataset import rows

CUSTOMERS = {row["customerId"] for row in rows("customers")}
LOCATIONS = {row["locationId"] for row in rows("locations")}


@pytest.mark.parametrize("name", collections())
def test_a_collection_has_its_size_unique_keys_and_the_documents_rows_first(name: str) -> None:
    collection, found = collections()[name], rows(name)
    assert len(found) == collection.size
    assert len({row[collection.key] for row in found}) == collection.size
    assert found[: len(collection.rows)] == collection.rows


@pytest.mark.parametrize(
    ("name", "model"),
    [("parts", Part), ("services", Service), ("customers", Customer), ("vehicles", Vehicle)],
)
def test_every_row_keeps_the_contract(name: str, model: type[Part | Service | Customer | Vehicle]) -> None:
    for row in rows(name):
        model.parse(json.dumps(row))


def test_ids_in_one_domain_refer_to_entities_of_the_others() -> None:
    codes = {row["taxCode"] for row in rows("taxCodes") if row["locationId"] == "LOC-001"}
    assert {row["customerId"] for row in rows("vehicles")} <= CUSTOMERS
    assert {row["customerId"] for row in rows("appointments")} <= CUSTOMERS
    assert {row["taxCode"] for row in (*rows("parts"), *rows("services"))} <= codes
    assert {place for row in rows("people") for place in row["locationIds"]} <= LOCATIONS
    assert {row["sku"] for row in rows("parts")} == {row["sku"] for row in rows("stock")}


def test_the_documents_searches_find_one_customer_and_one_vehicle() -> None:
    named = [row for row in rows("customers") if "john" in " ".join(map(str, row.values())).lower()]
    owned = [row for row in rows("vehicles") if row["customerId"] == "CUST-001"]
    assert [row["customerId"] for row in named] == ["CUST-001"]
    assert [row["vehicleId"] for row in owned] == ["VEH-001"]


def test_optional_members_are_missing_here_and_there() -> None:
    for name, members in {
        "customers": ("email", "phone", "billingTermsId"),
        "vehicles": ("unitNumber", "licensePlate"),
        "parts": ("description",),
    }.items():
        for member in members:
            assert 0 < sum(member not in row for row in rows(name)) < len(rows(name)) / 3


def test_locations_differ_in_tax_and_policy() -> None:
    codes = {
        place: tuple((row["taxCode"], row["rate"]) for row in rows("taxCodes") if row["locationId"] == place)
        for place in LOCATIONS
    }
    policies = {row["locationId"]: row["approvalMethod"] for row in rows("approvalPolicies")}
    assert len(set(codes.values())) == len(LOCATIONS)
    assert len(set(policies.values())) == len(policies)
    assert LOCATIONS - policies.keys() == {"LOC-004"}


def test_rows_are_the_same_in_every_process() -> None:
    code = (
        "import json;from workexec_contracts.dataset import rows;"
        "print(json.dumps([rows(n) for n in ('parts','customers','vehicles')]))"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
