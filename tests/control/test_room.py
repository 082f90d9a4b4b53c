"""What is seen of a journal, however fast it grows and whatever is in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.control.conftest import ALL, HOSTILE, entry, neighbour, place
from workexec_contracts.control import Place, Room, serving
from workexec_contracts.control.exchange import exchange
from workexec_contracts.control.rates import Rates
from workexec_contracts.control.room import ERRORS, REMEMBERED
from workexec_contracts.control.tail import FEWEST, MOST, Tail
from workexec_contracts.control.visible import LONGEST, visible
from workexec_contracts.stubs.admin import Admin
from workexec_contracts.switching import MARKER

if TYPE_CHECKING:
    from pathlib import Path

    from tests.control.conftest import Journal
    from workexec_contracts.stubs.process import WireMock


def rows(room: Room) -> list[dict[str, Any]]:
    room.look()
    found: list[dict[str, Any]] = room.frame(0)["requests"]
    return found


@pytest.mark.parametrize("times", [0, 1, FEWEST - 1, FEWEST, MOST - 1])
def test_what_a_page_holds_is_read_once_and_counted_exactly(journal: Journal, times: int) -> None:
    tail = Tail(journal)
    tail.look(0.5)
    journal.ask(times)
    look = tail.look(0.5)
    assert (len(look.fresh), look.whole, look.per_s) == (times, True, times / 0.5)
    assert tail.look(0.5).fresh == []


def test_a_journal_that_grows_faster_than_a_page_is_never_read_whole(journal: Journal) -> None:
    tail = Tail(journal)
    tail.look(0.5)
    for _ in range(4):
        journal.ask(500)  # an entry each millisecond: 1,000 a second
        look = tail.look(0.5)
        assert (len(look.fresh), look.whole) == (MOST, False)
        assert look.per_s == pytest.approx(1000)
    assert max(journal.asked) == MOST


def test_a_quiet_journal_is_read_in_small_pages(journal: Journal) -> None:
    tail = Tail(journal)
    journal.ask(100)
    for _ in range(3):
        tail.look(0.5)
    assert journal.asked[2:] == [FEWEST]


def test_what_was_there_before_is_shown_and_not_counted(journal: Journal) -> None:
    journal.ask(3)
    room = Room([place(journal)])
    assert len(rows(room)) == 3
    assert room.frame(0)["rate"] == 0


def test_a_rate_follows_and_falls_to_nothing() -> None:
    rates = Rates()
    for _ in range(20):
        rates.add(["crm"], {"crm": 1000}, 0.5)
    assert rates.of("crm") == pytest.approx(1000, rel=0.01)
    for _ in range(40):
        rates.add(["crm"], {}, 0.5)
    assert rates.of("crm") == 0


def test_the_page_is_told_only_what_is_new_and_no_more_than_it_shows(journal: Journal) -> None:
    room = Room([place(journal)])
    for _ in range(10):
        journal.ask(50)
        room.look()
    whole = room.frame(0)
    assert (whole["last"], len(whole["requests"])) == (500, REMEMBERED)
    journal.ask(2)
    room.look()
    assert [one["n"] for one in room.frame(500)["requests"]] == [501, 502]


def test_what_the_stubs_ask_themselves_is_no_request(journal: Journal) -> None:
    journal.entries = [
        entry(1, request={"url": "/__wxc/x", "method": "GET", "headers": {}, "loggedDate": 1}),
        entry(2, request={"url": "/a", "method": "GET", "headers": {MARKER.lower(): "yes"}, "loggedDate": 1}),
        entry(3),
    ]
    assert [one["stub"] for one in rows(Room([place(journal)]))] == ["getCustomer: found"]


def test_errors_are_kept_by_neighbour_the_newest_first(journal: Journal) -> None:
    journal.ask(ERRORS + 2, response={"status": 404, "body": '{"code": "NOT_FOUND"}'})
    journal.ask(1, response={"fault": "CONNECTION_RESET_BY_PEER", "status": 200})
    errors = neighbour(Room([place(journal)]), "crm")["errors"]
    assert [one["what"] for one in errors] == ["connection reset by peer", *["404 NOT_FOUND"] * (ERRORS - 1)]


def test_hostile_requests_are_shown_as_the_text_that_they_are(journal: Journal) -> None:
    journal.entries = [
        entry(
            1,
            HOSTILE,
            response={"status": 500, "body": json.dumps({"code": "<script>\u2028"})},
            stubMapping={"name": "\u202e<b>", "metadata": {}},
        )
    ]
    (row,) = rows(Room([place(journal)]))
    assert row["url"] == "/api/v1/crm/<img src=x onerror=alert(1)>'\"&\\u202e\\u0000"
    assert (row["stub"], row["code"], row["domain"]) == ("\\u202e<b>", "<script>\\u2028", "crm")


@pytest.mark.parametrize("body", ["", "no json", "[]", '"x"', "[" * 3000, '{"code": null}', '{"code": {}}'])
def test_an_error_without_a_code_has_none(body: str) -> None:
    code = exchange(entry(1, response={"status": 500, "body": body})).code
    assert code in {"", "{}"}


@given(st.text())
def test_nothing_that_is_shown_hides_or_is_endless(text: str) -> None:
    shown = visible(text)
    assert len(shown) <= LONGEST * 10
    assert not set(shown) & {"\u202e", "\u200b", "\x00", "\n", "\ufeff", "\u2028"}


def test_an_unknown_path_is_shown_with_the_nearest_stub(room: Room, wiremock: WireMock) -> None:
    room.look()
    httpx2.get(f"{wiremock.url}/api/v1/crm/customerz/CUST-001?a=<b>", trust_env=False)
    row = rows(room)[-1]
    assert (row["status"], row["unmatched"], row["stub"], row["nearest"]) == (404, True, "", "getCustomer")
    assert row["difference"] == (
        "path: expected /api/v1/crm/customer/{customerId}, got /api/v1/crm/customerz/CUST-001"
    )


def test_a_flood_of_unknown_paths_is_not_all_compared(room: Room, wiremock: WireMock) -> None:
    room.look()
    with httpx2.Client(base_url=wiremock.url, trust_env=False) as client:
        for number in range(9):
            client.get(f"/unknown/{number}")
    told = [one["difference"] for one in rows(room)[-9:]]
    assert [text.startswith("not compared") for text in told] == [False] * 5 + [True] * 4


def test_a_matched_request_is_shown_with_its_stub(room: Room, wiremock: WireMock) -> None:
    room.look()
    url = f"{wiremock.url}/api/v1/location/approval-policy?locationId=LOC-004"
    httpx2.get(url, headers={"Authorization": "Bearer x"}, trust_env=False)
    row = rows(room)[-1]
    assert (row["domain"], row["method"], row["status"]) == ("location", "GET", 409)
    assert row["stub"].startswith("getApprovalPolicy: ")
    assert row["code"] == "APPROVAL_POLICY_NOT_CONFIGURED"


def test_a_wiremock_that_is_gone_is_told_at_each_of_its_neighbours() -> None:
    with Admin("http://127.0.0.1:9") as nobody:
        away = Room([Place(ALL[:2], nobody, lambda: True), Place(ALL[2:], nobody, lambda: False)])
        away.look()
        trouble = [one["trouble"] for one in away.frame(0)["neighbours"]]
    assert [text.partition(":")[0] for text in trouble] == ["WireMock does not answer"] * 2 + [
        "WireMock has ended"
    ] * 8


def test_nobody_is_asked_while_nobody_watches(journal: Journal, tmp_path: Path) -> None:
    with serving([place(journal)], tmp_path) as url:
        assert httpx2.get(f"{url}/", trust_env=False).status_code == 200
        assert journal.asked == []


def test_a_stream_tells_what_comes_and_ends_with_the_server(journal: Journal, tmp_path: Path) -> None:
    with httpx2.Client(trust_env=False, timeout=30) as client:
        with serving([place(journal)], tmp_path) as url, client.stream("GET", f"{url}/events") as stream:
            lines = (line for line in stream.iter_lines() if line)
            first = json.loads(next(lines).removeprefix("data: "))
            assert (first["last"], len(first["neighbours"])) == (0, 10)
            journal.ask(2)
            told = (json.loads(line.removeprefix("data: ")) for line in lines)
            assert next(frame for frame in told if frame["last"])["last"] == 2
        with pytest.raises(httpx2.ConnectError):
            client.get(url)


@pytest.mark.parametrize("broken", [{}, {"id": "x"}, {"id": "x", "request": {}}, {"id": "x", "request": 3}])
def test_a_journal_that_nobody_can_read_is_told_and_looked_at_again(
    journal: Journal, broken: dict[str, Any]
) -> None:
    room = Room([place(journal)])
    journal.entries = [broken]
    assert neighbour(room, "crm")["trouble"].startswith("its journal cannot be read: ")
    journal.entries = [entry(1)]
    assert neighbour(room, "crm")["trouble"] == ""
