"""Commands that read the contracts, or write what follows from them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.cli.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Wxc

TOKEN = {"Authorization": "Bearer a.b.c"}
CODES = "/api/v1/pricing/tax-codes?locationId=LOC-001"


def test_generated_files_are_up_to_date(wxc: Wxc) -> None:
    done = wxc("regenerate", "--check")
    assert (done.code, done.err) == (0, "")


def test_a_stale_file_is_named_with_the_command_that_mends_it(tmp_path: Path, wxc: Wxc) -> None:
    assert wxc("regenerate", "--root", str(tmp_path)).code == 0
    (tmp_path / "mocks" / "mappings" / "unmatched.json").write_text("{}")
    (tmp_path / "mocks" / "mappings" / "more.json").write_text("{}")
    done = wxc("regenerate", "--check", "--root", str(tmp_path))
    assert done.code == 1
    assert "mocks/mappings/unmatched.json" in done.err
    assert "mocks/mappings/more.json" in done.err
    assert "Run: wxc regenerate" in done.err


def test_lint_finds_nothing_that_no_finding_covers(wxc: Wxc) -> None:
    done = wxc("lint", "--format", "json")
    assert done.code == 0
    rows = json.loads(done.out)
    assert rows
    assert all(row["covered_by"] and row["clause"] for row in rows)


def test_findings_are_listed_by_the_domain_that_must_confirm_them(wxc: Wxc) -> None:
    found = json.loads(wxc("findings", "--format", "json").out)
    assert "F08" in [finding["id"] for finding in found["pricing"]]
    assert list(json.loads(wxc("findings", "--domain", "crm", "--format", "json").out)) == ["crm"]


def test_status_shows_what_is_pending_and_stubbed(wxc: Wxc) -> None:
    rows = json.loads(wxc("status", "--format", "json").out)
    pending = {row["name"] for row in rows if row["status"] == "PENDING"}
    assert {"searchParts", "calculateTax", "getApprovalPolicy", "createAuditEvent"} <= pending
    assert all(row["stubbed"] for row in rows if row["name"] == "searchCustomers")


def test_status_of_a_folder_without_stubs_says_so_and_a_named_one_is_counted(
    wxc: Wxc, tmp_path: Path
) -> None:
    without = wxc("status", "--format", "json", cwd=tmp_path)
    assert without.code == 0
    assert not any(row["stubbed"] for row in json.loads(without.out))
    named = wxc("status", "--format", "json", "--mocks", str(ROOT / "mocks"), cwd=tmp_path)
    assert any(row["stubbed"] for row in json.loads(named.out))


@pytest.mark.parametrize(
    ("arguments", "url_of"),
    [
        ([], lambda line: line.split()[3]),
        (["--format", "json"], lambda line: json.loads(line)["url"]),
    ],
    ids=["text", "json"],
)
def test_the_reference_providers_are_served_until_ctrl_c(
    arguments: list[str], url_of: Callable[[str], str]
) -> None:
    command = [sys.executable, "-m", "workexec_contracts", "providers", "serve", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        url = url_of(first if first.strip() != "{" else first + process.stdout.readline() + "}")
        assert httpx2.get(url + CODES, headers=TOKEN).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0


def test_regenerate_tells_programs_what_is_stale_and_what_was_written(tmp_path: Path, wxc: Wxc) -> None:
    stale = json.loads(wxc("regenerate", "--check", "--root", str(tmp_path), "--format", "json").out)["stale"]
    assert "mocks/mappings/unmatched.json: missing" in stale
    written = json.loads(wxc("regenerate", "--root", str(tmp_path), "--format", "json").out)["written"]
    assert len(written) == len(stale)


def test_setup_says_what_is_there(wxc: Wxc) -> None:
    assert "WireMock 3." in wxc("setup").out
    assert len(json.loads(wxc("setup", "--format", "json").out)) == 4
