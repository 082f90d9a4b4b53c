"""No lock-in: the WireMock client of PyPI reads and changes our stubs."""

from __future__ import annotations

from pathlib import Path

import httpx2
from wiremock.client import (  # type: ignore[import-untyped]  # it ships no types
    HttpMethods,
    Mapping,
    MappingRequest,
    MappingResponse,
    Mappings,
)
from wiremock.constants import Config  # type: ignore[import-untyped]  # the same

from workexec_contracts.stubs.process import WireMock

MOCKS = Path(__file__).parents[2] / "mocks"


def test_the_stock_client_lists_our_mappings_and_adds_its_own() -> None:
    with WireMock(MOCKS) as stubs:
        Config.base_url = stubs.admin_url
        operations = {
            (mapping.metadata or {}).get("operation") for mapping in Mappings.retrieve_all_mappings().mappings
        }
        assert "calculateTax" in operations
        own = Mapping(
            priority=1,
            request=MappingRequest(
                method=HttpMethods.GET, url="/api/v1/pricing/tax-codes?locationId=LOC-001"
            ),
            response=MappingResponse(status=418),
        )
        Mappings.create_mapping(own)
        assert httpx2.get(f"{stubs.url}/api/v1/pricing/tax-codes?locationId=LOC-001").status_code == 418
