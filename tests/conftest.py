"""One real WireMock with all stubs for each process that runs tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.stubs.process import WireMock, provision

if TYPE_CHECKING:
    from collections.abc import Iterator

MOCKS = Path(__file__).parents[1] / "mocks"


@pytest.fixture(scope="session")
def wiremock_installed() -> None:
    """The jar and the class cache, which only the first run of all has to fetch and make."""
    provision(MOCKS)


@pytest.fixture(scope="session")
def wiremock(wiremock_installed: None) -> Iterator[WireMock]:
    """The committed stubs as users get them. Whoever changes them sets them back."""
    with WireMock(MOCKS) as running:
        yield running
