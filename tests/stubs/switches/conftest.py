from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

from workexec_contracts.contracts import operations
from workexec_contracts.stubs.admin import Admin
from workexec_contracts.stubs.process import WireMock
from workexec_contracts.stubs.switches import Mode, Switch, apply

if TYPE_CHECKING:
    from collections.abc import Iterator

MOCKS = Path(__file__).parents[3] / "mocks"


@pytest.fixture(scope="session")
def stubs() -> Iterator[WireMock]:
    with WireMock(MOCKS) as running:
        yield running


@pytest.fixture
def admin(stubs: WireMock) -> Iterator[Admin]:
    """Whatever a test switches is over after it."""
    with Admin(stubs.url) as client:
        yield client
        apply(client, Switch(Mode.OK), list(operations()))


@pytest.fixture
def caller(stubs: WireMock) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=stubs.url, headers={"Authorization": "Bearer a.b.c"}) as client:
        yield client
