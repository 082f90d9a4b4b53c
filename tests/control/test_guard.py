"""Who may ask the control room, and what every answer forbids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.control.conftest import HERE, TOKEN, token_of
from workexec_contracts.control.guard import HEADERS

if TYPE_CHECKING:
    from starlette.testclient import TestClient

OK = {"target": "crm", "mode": "ok"}
PATHS = ["/", "/verdicts", "/static/look.css", "/static/nothing.css", "/reports/nothing.html"]


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "localhost:8123", "[::1]:8123"])
def test_the_names_of_loopback_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.test:8123", "evil.test", "127.0.0.1", "127.0.0.1:8124", "127.0.0.1.evil.test:8123"]
)
@pytest.mark.parametrize("path", ["/", "/static/look.css"])
def test_a_name_that_is_rebound_to_this_machine_is_not(client: TestClient, host: str, path: str) -> None:
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == 421
    assert "wxc-token" not in answer.text


@pytest.mark.parametrize("path", ["/switch", "/try"])
@pytest.mark.parametrize("token", ["", "another", "ü", TOKEN[:-1]])
def test_without_the_token_of_the_page_nothing_changes(client: TestClient, path: str, token: str) -> None:
    answer = client.post(path, json=OK, headers=[(b"X-Wxc-Token", token.encode())])
    assert (answer.status_code, answer.text) == (403, "the page is of an earlier run: reload it\n")


@pytest.mark.parametrize(
    "origin", ["http://evil.test", "null", "https://127.0.0.1:8123", "http://127.0.0.1:9"]
)
def test_another_origin_changes_nothing_even_with_the_token(client: TestClient, origin: str) -> None:
    assert client.post("/switch", json=OK, headers={"Origin": origin}).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("path", ["/events", "/verdicts", "/static/control.js", "/reports/index.html"])
def test_another_site_reads_nothing(client: TestClient, site: str, path: str) -> None:
    assert client.get(path, headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}).status_code == 403


def test_a_link_of_another_site_may_lead_to_the_page(client: TestClient) -> None:
    led = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert client.get("/", headers=led).status_code == 200


def test_the_page_itself_may_switch(client: TestClient) -> None:
    own = {"Origin": HERE, "Sec-Fetch-Site": "same-origin", "X-Wxc-Token": token_of(client.get("/").text)}
    assert client.post("/switch", json=OK, headers=own).json() == {"done": "crm: ok"}


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_forbids_what_it_does_not_need(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_a_refusal_does_so_too(client: TestClient) -> None:
    refused = client.get("/", headers={"Host": "evil.test"})
    assert refused.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("sent", [b"[]", b"{", b"null", b"{" + b" " * 600_000, b"[" * 100_000])
def test_what_is_no_moderate_json_object_is_refused(client: TestClient, sent: bytes) -> None:
    answer = client.post("/switch", content=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_a_form_of_html_is_refused(client: TestClient) -> None:
    assert client.post("/switch", data=OK).status_code == 400


@pytest.mark.parametrize(
    "name", ["..%2Fapp.py", "%2e%2e%2ftemplates%2fpage.html", "look.css.map", "..%5Capp.css"]
)
def test_no_other_file_is_served(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404
