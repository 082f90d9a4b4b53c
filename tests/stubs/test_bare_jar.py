"""The document's own pairs against `mocks/` in a bare WireMock: default flags, nothing of ours."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2
import pytest

from workexec_contracts.contracts import document_text, events, operations
from workexec_contracts.stubs.process import jar, java

if TYPE_CHECKING:
    from collections.abc import Iterator

MOCKS = Path(__file__).parents[2] / "mocks"
BLOCKS: list[dict[str, Any]] = [
    json.loads(block)
    for block in re.findall(r"```json\n(.*?)```", document_text(), flags=re.DOTALL)
    if "{entity}" not in block
]
DELIVERED = {event.type: event for event in events()}


def block(*members: str) -> dict[str, Any]:
    """The document's only JSON block whose outer members are exactly these."""
    (found,) = [one for one in BLOCKS if set(one) == set(members)]
    return found


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    root = tmp_path_factory.mktemp("bare")
    shutil.copytree(MOCKS, root / "mocks")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [
        str(java.find().path),
        "-jar",
        str(jar.path()),
        "--port",
        port,
        "--root-dir",
        str(root / "mocks"),
    ]
    with (root / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            headers = {"Authorization": "Bearer a.b.c"}
            with httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as client:
                _until_healthy(client)
                yield client
        finally:
            process.terminate()


def _until_healthy(client: httpx2.Client) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if client.get("/__admin/health").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    raise TimeoutError("WireMock is not healthy after 60 s")


def pages() -> list[dict[str, Any]]:
    return [one for one in BLOCKS if "items" in one and "pageIndex" in one]


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("/api/v1/product/parts/search", "productId"),
        ("/api/v1/product/services/search", "serviceId"),
        ("/api/v1/crm/customers/search?query=john", "partyId"),
        ("/api/v1/crm/vehicles/search?customerId=CUST-001", "vin"),
    ],
)
def test_a_search_example_shows_the_first_item_and_the_totals(
    target: str, key: str, bare: httpx2.Client
) -> None:
    (shown,) = [page for page in pages() if key in page["items"][0]]
    found = bare.get(target).json()
    assert found["items"][0] == shown["items"][0]
    assert {**found, "items": []} == {**shown, "items": []}


def test_the_tax_codes_of_the_document(bare: httpx2.Client) -> None:
    assert bare.get("/api/v1/pricing/tax-codes?locationId=LOC-001").json() == block("taxCodes")


def test_the_two_line_tax_example(bare: httpx2.Client) -> None:
    shown = block("items", "subtotal", "totalTax", "grandTotal", "currencyUomId")
    answer = bare.post("/api/v1/pricing/calculate-tax", json=block("locationId", "items"))
    assert (answer.status_code, answer.json()) == (200, shown)
    assert shown["grandTotal"] == 160.79


def test_the_approval_policy_of_the_document(bare: httpx2.Client) -> None:
    (shown,) = [one for one in BLOCKS if "approvalMethod" in one]
    assert bare.get("/api/v1/location/approval-policy?locationId=LOC-001").json() == shown


TRACED = {
    "X-Correlation-Id": "7d9f2c1e-5a0b-4c3d-8e6f-0123456789ab",
    "traceparent": "00-7d9f2c1e5a0b4c3d8e6f0123456789ab-00f067aa0ba902b7-01",
}


@pytest.mark.parametrize(
    "target",
    [
        "/api/v1/crm/customer/CUST-001",
        "/api/v1/crm/vehicle/VEH-001",
        "/api/v1/location/approval-policy?locationId=LOC-001",
        "/api/v1/pricing/tax-codes?locationId=LOC-001",
    ],
)
@pytest.mark.parametrize("given", [("X-Correlation-Id",), ("traceparent",), ()], ids=["id", "trace", "none"])
@pytest.mark.parametrize("other", [None, ""], ids=["absent", "blank"])
def test_a_request_that_is_traced_in_part_gets_the_same_answer_and_what_it_lacks(
    target: str, given: tuple[str, ...], other: str | None, bare: httpx2.Client
) -> None:
    whole = bare.get(target, headers=TRACED)
    assert {name: whole.headers[name] for name in TRACED} == TRACED
    sent = {name: TRACED[name] if name in given else other for name in TRACED}
    part = bare.get(target, headers={name: value for name, value in sent.items() if value is not None})
    assert (part.status_code, part.json()) == (whole.status_code, whole.json())
    assert {name: part.headers[name] for name in given} == {name: TRACED[name] for name in given}
    fresh = [part.headers[name] for name in TRACED if name not in given]
    assert all(fresh)
    assert not set(fresh) & set(TRACED.values())


@pytest.mark.parametrize("name", TRACED)
def test_a_header_that_comes_twice_blank_first_is_not_repeated_blank(name: str, bare: httpx2.Client) -> None:
    others = [(other, value) for other, value in TRACED.items() if other != name]
    answer = bare.get("/api/v1/crm/customer/CUST-001", headers=[*others, (name, ""), (name, TRACED[name])])
    assert answer.status_code == 200
    assert answer.headers[name]


def test_the_audit_record_of_the_document(bare: httpx2.Client) -> None:
    (asked,) = [one for one in BLOCKS if "eventType" in one]
    (shown,) = [one for one in BLOCKS if "auditEventId" in one]
    answer = bare.post("/api/v1/audit/events", json=asked, headers={"Idempotency-Key": str(uuid4())})
    assert (answer.status_code, answer.json()) == (201, shown)


@pytest.mark.parametrize(
    "payload", [one for one in BLOCKS if one.get("type") in DELIVERED], ids=lambda one: one["type"]
)
def test_each_event_payload_of_the_document_is_acknowledged(
    payload: dict[str, Any], bare: httpx2.Client
) -> None:
    event = DELIVERED[payload["type"]]
    uuid = str(uuid4())
    whole = {
        "specversion": "1.0",
        "datacontenttype": "application/json",
        "dataschema": "https://durion.platform/schemas/workexec/v1",
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "durion:domain": "workexec",
        "durion:version": "v1",
        "durion:environment": "development",
        **json.loads(json.dumps(payload).replace("{uuid}", uuid)),
    }
    answer = bare.post(
        f"/api/v1/{event.consumer}/events",
        content=json.dumps(whole),
        headers={"Content-Type": "application/cloudevents+json", "Idempotency-Key": whole["id"]},
    )
    assert (answer.status_code, answer.json()) == (202, {"eventId": whole["id"], "status": "ACCEPTED"})


def test_the_document_has_a_payload_for_each_consumed_event() -> None:
    shown = {one["type"] for one in BLOCKS if "type" in one}
    assert shown == {event.type for event in events() if event.consumer}
    assert len([o for _, o in operations() if o.events]) == len(shown)
