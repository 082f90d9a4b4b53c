"""Reading a journal that forgets; against WireMock itself where its order is the point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import httpx2
import pytest

from workexec_contracts.stubs.admin import Admin
from workexec_contracts.stubs.journal import Follower
from workexec_contracts.stubs.process import WireMock

if TYPE_CHECKING:
    from collections.abc import Iterator


class Remembers:
    """A WireMock's admin that remembers the last `size` of what it was asked."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.entries: list[dict[str, Any]] = []
        self.count = 0
        self.most = 0

    def ask(self, times: int) -> list[str]:
        names = [f"{self.count + at}" for at in range(times)]
        self.count += times
        self.entries = [*({"id": name} for name in reversed(names)), *self.entries][: self.size]
        return names

    def journal(self, limit: str) -> list[dict[str, Any]]:
        self.most = max(self.most, int(limit))
        return self.entries[: int(limit)]


def followed(server: Remembers) -> Follower:
    return Follower(cast("Admin", server), server.size)


def test_of_a_journal_of_unknown_size_no_more_is_asked_for_than_a_small_java_can_write() -> None:
    server = Remembers(5_000)
    follower = Follower(cast("Admin", server), None)
    server.ask(150)
    assert (len(new(follower)), follower.lost) == (150, False)
    server.ask(4_000)
    assert len(new(follower)) == server.most <= 200
    assert follower.lost


def new(follower: Follower) -> list[str]:
    return [entry["id"] for entry in reversed(list(follower.new()))]


@pytest.mark.parametrize("times", [0, 1, 199, 200, 201, 900])
def test_every_entry_is_read_once_however_many_there_are(times: int) -> None:
    server = Remembers(1000)
    server.ask(5)
    follower = followed(server)
    asked = server.ask(times)
    assert (new(follower), new(follower), follower.lost) == (asked, [], False)


@pytest.mark.parametrize("before", [0, 5])
def test_what_the_journal_forgot_before_it_was_read_is_told(before: int) -> None:
    server = Remembers(300)
    server.ask(before)
    follower = followed(server)
    server.ask(301)
    assert len(new(follower)) == 300
    assert follower.lost


def test_quiet_times_lose_nothing() -> None:
    server = Remembers(300)
    follower = followed(server)
    assert new(follower) == []
    server.ask(3)
    assert (len(new(follower)), new(follower), follower.lost) == (3, [], False)


@pytest.fixture
def admin() -> Iterator[Admin]:
    with WireMock(None, journal=300) as empty, Admin(empty.url) as client:
        yield client


def test_wiremocks_own_journal_is_read_whole_in_the_order_of_its_answers(admin: Admin) -> None:
    with httpx2.Client(base_url=admin.url, trust_env=False) as client:
        client.get("/earlier")
        follower = Follower(admin, 300)
        paths = [f"/{number}" for number in range(250)]
        for path in paths:
            client.get(path)
    read = [entry["request"]["url"] for entry in follower.new()]
    assert read == paths[::-1]
    assert not follower.lost
