"""The control room over the stubs of the session, and over a WireMock that is made up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from workexec_contracts.contracts import domains
from workexec_contracts.control import Place, Room
from workexec_contracts.control.acting import act
from workexec_contracts.control.app import app
from workexec_contracts.stubs.admin import Admin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workexec_contracts.stubs.process import WireMock

HERE = "http://127.0.0.1:8123"
TOKEN = "the-token-of-this-page"
ALL = tuple(domain.name for domain in domains())
CUSTOMER = "/api/v1/crm/customer/CUST-001"
HOSTILE = "/api/v1/crm/<img src=x onerror=alert(1)>'\"&\u202e\x00"


def entry(number: int, url: str = CUSTOMER, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    """An entry of a journal: number 0 at the beginning of 2026, each later one a millisecond later."""
    metadata = {"domain": "crm", "operation": "getCustomer"}
    return {
        "id": f"id-{number}",
        "request": {
            "url": url,
            "method": "GET",
            "headers": {},
            "loggedDate": 1_767_225_600_000 + number,
        },
        "response": {"status": 200, "body": "{}"},
        "wasMatched": True,
        "timing": {"totalTime": 0},
        "stubMapping": {"id": "s", "name": "getCustomer: found", "metadata": metadata},
        **more,
    }


class Journal(Admin):
    """A WireMock of which only the journal is asked, and how much of it."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1")
        self.entries: list[dict[str, Any]] = []
        self.asked: list[int] = []

    def ask(self, times: int, **more: Any) -> None:  # noqa: ANN401  # JSON
        begin = len(self.entries)
        fresh = [entry(begin + at, **more) for at in range(times)]
        self.entries = [*reversed(fresh), *self.entries]

    def journal(self, **wanted: str) -> list[dict[str, Any]]:
        self.asked.append(int(wanted["limit"]))
        return self.entries[: int(wanted["limit"])]

    def with_metadata(self, name: str) -> list[dict[str, Any]]:
        assert name
        return []

    def mappings(self) -> list[dict[str, Any]]:
        return []


def place(admin: Admin, *, alive: bool = True) -> Place:
    return Place(ALL, admin, lambda: alive)


@pytest.fixture
def journal() -> Iterator[Journal]:
    with Journal() as made:
        yield made


@pytest.fixture
def admin(wiremock: WireMock) -> Iterator[Admin]:
    """Whatever a test switches is over after it."""
    with Admin(wiremock.url) as client:
        yield client
        act([place(client)], {"target": "all", "mode": "ok"})


@pytest.fixture
def room(admin: Admin) -> Room:
    """Looks when it is told to."""
    return Room([place(admin)])


@pytest.fixture
def client(room: Room, tmp_path: Path) -> Iterator[TestClient]:
    """As the page itself asks."""
    with TestClient(app(room, TOKEN, tmp_path), base_url=HERE) as made:
        made.headers["X-Wxc-Token"] = TOKEN
        yield made


def neighbour(room: Room, name: str) -> dict[str, Any]:
    """A row of the board after another look."""
    room.refresh()
    room.look()
    found: dict[str, Any] = next(one for one in room.frame(0)["neighbours"] if one["name"] == name)
    return found


def token_of(page: str) -> str:
    found = re.search(r'name="wxc-token" content="([^"]+)"', page)
    assert found
    return found[1]
