"""The last verdicts, from whatever files there are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.control import verdicts

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

VERIFIED = {"getCustomer": {"verdict": "failed", "at": "2026-01-01T00:00:00Z", "against": "<b>crm</b>"}}
CASE = {
    "name": "<i>",
    "verdict": "failed",
    "clause": "C",
    "expected": "200",
    "actual": "<u>",
    "replay": "wxc",
}
REPORT = {
    "format": "workexec-contracts/verification/1",
    "verdict": "failed",
    "contracts": [{"operation": "getCustomer", "cases": [CASE, {"verdict": "passed"}]}, {}, 3],
}


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def test_the_recorded_verdicts_are_shown_by_contract(client: TestClient, tmp_path: Path) -> None:
    write(tmp_path, ".wxc/verified.json", json.dumps(VERIFIED))
    page = client.get("/verdicts").text
    assert f"1 of {len(verdicts.rows(tmp_path))} contracts have a verdict" in page
    assert '<b class="failed">failed</b>' in page
    assert "&lt;b&gt;crm&lt;/b&gt;" in page
    assert "<b>crm</b>" not in page


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"getCustomer": 3}', '{"getCustomer": {"verdict": "x"}}', "\x00"]
)
def test_a_file_that_nobody_can_read_holds_no_verdicts(tmp_path: Path, text: str) -> None:
    write(tmp_path, ".wxc/verified.json", text)
    assert {row.verified for row in verdicts.rows(tmp_path)} == {None}


def test_a_report_is_listed_with_what_is_broken(client: TestClient, tmp_path: Path) -> None:
    write(tmp_path, "report/verify.json", json.dumps(REPORT))
    (found,) = verdicts.files(tmp_path)
    assert (found.name, found.kind, found.verdict, len(found.failures)) == (
        "verify.json",
        "verification",
        "failed",
        1,
    )
    page = client.get("/verdicts").text
    assert "getCustomer &lt;i&gt;" in page
    assert "<i>" not in page


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"contracts": {}}', '{"contracts": [{"cases": 3}]}', '{"verdict": []}']
)
def test_a_report_of_another_program_breaks_nothing(client: TestClient, tmp_path: Path, text: str) -> None:
    write(tmp_path, "report/<b>.json", text)
    page = client.get("/verdicts").text
    assert "&lt;b&gt;.json" in page


def test_a_page_is_served_in_a_sandbox(client: TestClient, tmp_path: Path) -> None:
    write(tmp_path, "report/index.html", "<script>document.title = 1</script>")
    answer = client.get("/reports/index.html")
    assert answer.text == "<script>document.title = 1</script>"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox allow-scripts; default-src 'none'")


def test_the_own_reports_of_each_run_are_listed_and_linked_from_the_bundle(
    client: TestClient, tmp_path: Path
) -> None:
    write(tmp_path, "report/runs/verify-stubs/page.html", "<p>stubs")
    write(tmp_path, "report/runs/verify-stubs/result.json", json.dumps(REPORT))
    write(tmp_path, "report/runs/verify-stubs/run.json", "{}")
    found = {file.name: file.verdict for file in verdicts.files(tmp_path)}
    assert found == {"runs/verify-stubs/page.html": "", "runs/verify-stubs/result.json": "failed"}
    assert 'href="/reports/runs/verify-stubs/page.html"' in client.get("/verdicts").text
    assert client.get("/reports/runs/verify-stubs/page.html").text == "<p>stubs"


@pytest.mark.parametrize(
    "name",
    [
        "verify.json",
        "runs/..%2F..%2Fsecret.html",
        "runs/x/run.json",
        "..%2Fsecret.html",
        "%2e%2e%2fsecret.html",
        "nothing.html",
    ],
)
def test_no_other_file_is_served(client: TestClient, tmp_path: Path, name: str) -> None:
    write(tmp_path, "report/verify.json", "{}")
    write(tmp_path, "secret.html", "secret")
    assert client.get(f"/reports/{name}").status_code == 404
