"""The commands as a person types them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
WXC = [sys.executable, "-m", "workexec_contracts"]
TOKEN = {"Authorization": "Bearer a.b.c"}
CODES = "/api/v1/pricing/tax-codes?locationId=LOC-001"


def wxc(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "COLUMNS": "200", **environment}
    return subprocess.run(
        [*WXC, *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=60
    )


def until(claim: str, holds: object, seconds: float = 20) -> None:
    """Looks until `holds()` is true; the deadline is generous, a pass is quick."""
    deadline = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline, f"not within {seconds} s: {claim}"
        time.sleep(0.02)


class Up:
    """A running `wxc up` with its output in files."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.out, self.err = folder / "out.txt", folder / "err.txt"
        with self.out.open("w") as out, self.err.open("w") as err:
            self.process = subprocess.Popen([*WXC, "up", *arguments], cwd=folder, stdout=out, stderr=err)
        until("wxc up prints where the stubs are", self._printed)

    def _printed(self) -> bool:
        assert self.process.poll() is None, self.err.read_text()
        return "http://" in self.out.read_text()

    @property
    def urls(self) -> dict[str, str]:
        urls: dict[str, str] = json.loads((self.folder / ".wxc" / "stubs.json").read_text())["urls"]
        return urls

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


@contextmanager
def up(folder: Path, *arguments: str) -> Iterator[Up]:
    running = Up(folder, *arguments)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def refused(url: str) -> bool:
    try:
        httpx2.get(url)
    except httpx2.TransportError:
        return True
    return False


def test_up_serves_every_neighbour_until_ctrl_c_and_leaves_nothing(tmp_path: Path) -> None:
    with up(tmp_path) as running:
        urls = running.urls
        assert len(urls) == 10
        assert httpx2.get(urls["pricing"] + CODES, headers=TOKEN).status_code == 200
        assert running.stop() == 0
    assert refused(urls["pricing"] + CODES)
    assert not (tmp_path / ".wxc" / "stubs.json").exists()


def test_up_stops_on_sigterm(tmp_path: Path) -> None:
    with up(tmp_path) as running:
        urls = running.urls
        assert running.stop(signal.SIGTERM) == 0
    assert refused(urls["pricing"])


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("env", "PRICING_BASE_URL=http://127.0.0.1:"),
        ("json", '"pricing": "http://127.0.0.1:'),
        ("spring", "    pricing:\n      base-url: http://127.0.0.1:"),
    ],
)
def test_up_prints_base_urls_for_other_programs(style: str, expected: str, tmp_path: Path) -> None:
    with up(tmp_path, "--format", style) as running:
        assert expected in running.out.read_text()


def test_switch_finds_the_stubs_that_up_started(tmp_path: Path) -> None:
    with up(tmp_path) as running:
        url = running.urls["pricing"] + CODES
        assert wxc("switch", "pricing", "down", cwd=tmp_path).stdout == "pricing: down (2 operations)\n"
        assert httpx2.get(url, headers=TOKEN).status_code == 503
        wxc("switch", "pricing", "ok", cwd=tmp_path)
        assert httpx2.get(url, headers=TOKEN).status_code == 200


def test_up_shows_an_unmatched_request_with_the_nearest_stub(tmp_path: Path) -> None:
    with up(tmp_path) as running:
        httpx2.get(running.urls["crm"] + "/api/v1/crm/customerz/CUST-001", headers=TOKEN)
        until("the request is shown", lambda: "customerz" in running.err.read_text())
        until("its nearest stub is shown", lambda: "nearest: getCustomer" in running.err.read_text())


def test_up_takes_over_a_changed_mapping_and_refuses_a_broken_one(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "mocks", tmp_path / "mocks")
    file = tmp_path / "mocks" / "mappings" / "location" / "getApprovalPolicy.json"
    good = file.read_text()
    with up(tmp_path) as running:
        url = running.urls["location"] + "/api/v1/location/approval-policy?locationId=LOC-001"
        wxc("switch", "crm", "down", cwd=tmp_path)
        file.write_text(good.replace("By signing below", "By waving"))
        until("the change is answered", lambda: "By waving" in httpx2.get(url, headers=TOKEN).text)
        file.write_text(good[:-40])
        until("the fault is told", lambda: "not reloaded" in running.err.read_text())
        assert "By waving" in httpx2.get(url, headers=TOKEN).text
        customer = running.urls["crm"] + "/api/v1/crm/customer/CUST-001"
        assert httpx2.get(customer, headers=TOKEN).status_code == 503


def test_one_neighbour_is_real_and_its_traffic_recorded(tmp_path: Path) -> None:
    with up(tmp_path) as pretended:
        real = pretended.urls["pricing"]
        folder = tmp_path / "inner"
        folder.mkdir()
        with up(folder, "--real", f"pricing={real}", "--record", str(folder / "kept")) as running:
            wxc("switch", "pricing", "down", cwd=tmp_path)
            assert httpx2.get(running.urls["pricing"] + CODES, headers=TOKEN).status_code == 503
            policy = "/api/v1/location/approval-policy?locationId=LOC-001"
            assert httpx2.get(running.urls["location"] + policy, headers=TOKEN).status_code == 200
            running.stop()
        (event,) = json.loads((folder / "kept" / "pricing.json").read_text())["requests"]
    assert event["response"]["status"] == 503
    assert "Authorization" not in event["request"]["headers"]


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = wxc("up", "--port", str(port), cwd=tmp_path)
    assert done.returncode == 2
    assert str(port) in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["switch", "cmr", "down"], "one of all, catalog, pricing"),
        (["switch", "crm", "error", "NOPE"], "one of INVALID_PAGE_SIZE"),
        (["switch", "crm", "down", "NOT_FOUND"], "takes no code"),
        (["switch", "crm", "broken"], "broken"),
        (["switch", "crm", "down"], "start them with `wxc up`"),
        (["switch", "crm", "down", "--url", "http://127.0.0.1:9"], "no stubs answer"),
        (["up", "--real", "pricing"], "DOMAIN=URL"),
        (["up", "--real", "prices=http://127.0.0.1:9"], "no domain is called prices"),
        (["up", "--mocks", "nowhere"], "is no WireMock root"),
        (["up", "--profile", "warp"], "dev or load"),
        (["findings", "--domain", "cmr"], "no domain is called cmr"),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2_and_says_what_is_expected(
    arguments: list[str], told: str, tmp_path: Path
) -> None:
    done = wxc(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_jar_says_how_to_get_it(tmp_path: Path) -> None:
    done = wxc("up", cwd=tmp_path, WXC_HOME=str(tmp_path / "empty"))
    assert done.returncode == 2
    assert "wxc setup" in done.stderr


def test_generated_files_are_up_to_date() -> None:
    done = wxc("regenerate", "--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_stale_file_is_named_with_the_command_that_mends_it(tmp_path: Path) -> None:
    assert wxc("regenerate", "--root", str(tmp_path)).returncode == 0
    (tmp_path / "mocks" / "mappings" / "unmatched.json").write_text("{}")
    (tmp_path / "mocks" / "mappings" / "more.json").write_text("{}")
    done = wxc("regenerate", "--check", "--root", str(tmp_path))
    assert done.returncode == 1
    assert "mocks/mappings/unmatched.json" in done.stderr
    assert "mocks/mappings/more.json" in done.stderr
    assert "Run: wxc regenerate" in done.stderr


def test_lint_finds_nothing_that_no_finding_covers() -> None:
    done = wxc("lint", "--format", "json")
    assert done.returncode == 0
    rows = json.loads(done.stdout)
    assert rows
    assert all(row["covered_by"] and row["clause"] for row in rows)


def test_findings_are_listed_by_the_domain_that_must_confirm_them() -> None:
    found = json.loads(wxc("findings", "--format", "json").stdout)
    assert "F08" in [finding["id"] for finding in found["pricing"]]
    assert list(json.loads(wxc("findings", "--domain", "crm", "--format", "json").stdout)) == ["crm"]


def test_status_shows_what_is_pending_and_stubbed() -> None:
    rows = json.loads(wxc("status", "--format", "json").stdout)
    pending = {row["name"] for row in rows if row["status"] == "PENDING"}
    assert {"searchParts", "calculateTax", "getApprovalPolicy", "createAuditEvent"} <= pending
    assert all(row["stubbed"] for row in rows if row["name"] == "searchCustomers")


def test_the_reference_providers_are_served_until_ctrl_c() -> None:
    with subprocess.Popen([*WXC, "providers", "serve"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[3]
        assert httpx2.get(url + CODES, headers=TOKEN).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0


@pytest.mark.parametrize(
    "command", ["setup", "up", "switch", "regenerate", "lint", "findings", "status", "providers serve"]
)
def test_help_has_an_example(command: str) -> None:
    done = wxc(*command.split(), "--help")
    assert done.returncode == 0
    assert f"wxc {command}" in done.stdout.split("Options")[0].replace("Usage: wxc", "")
