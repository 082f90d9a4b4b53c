"""`wxc load` as a person types it; the few runs are in real time, and short."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import psutil
import pytest

from workexec_contracts.contracts import operations

from .conftest import ROOT, until

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Wxc

OPERATIONS = [operation.operation_id for _, operation in operations()]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--profile", "lunch"], "no profile is called 'lunch'"),
        (["--base-url", "http://example.com"], "--i-may-load example.com"),
        (["--base-url", "http://10.0.0.1:80", "--i-may-load", "10.0.0.2"], "--i-may-load 10.0.0.1"),
        (
            ["--base-url", "http://example.com", "--i-may-load", "example.com", "--duration", "7201"],
            "at most 7200 s",
        ),
        (["--base-url", "ftp://127.0.0.1"], "is no base URL"),
        (["--base-url", ""], "is no base URL"),
        (["--base-url", "127.0.0.1:9000"], "is no base URL"),
        (["--base-url", "http://127.0.0.1:99999"], "is no base URL"),
        (["--base-url", "http://[::1"], "is no base URL"),
        (["--base-url", "http://127.0.0.1:9/?x=1"], "is no base URL"),
        (["--base-url", "http://127.0.0.1:9/a b"], "is no base URL"),
        (["--base-url", "http://127.0.0.1:9"], "nobody answers"),
        (["--i-may-load", "example.com"], "--i-may-load without --base-url"),
        (["--users", "3"], "--users in the open model"),
        (["--duration", "inf"], "should be a finite number"),
        (["--html", "/proc/nowhere/load.html"], "nowhere"),
        (["--profile", "outage", "--duration", "30"], "beyond the 30 s of the test"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_started(wxc: Wxc, arguments: list[str], says: str) -> None:
    done = wxc("load", *arguments)
    assert done.code == 2
    assert says in done.err
    assert "fix:" in done.err


def test_a_run_too_short_to_say_anything_is_unknown_in_every_report(wxc: Wxc, tmp_path: Path) -> None:
    html, junit, told, table = (tmp_path / f"load.{kind}" for kind in ("html", "xml", "json", "csv"))
    files = ("--html", str(html), "--junit", str(junit), "--json", str(told), "--csv", str(table))
    done = wxc("load", "--duration", "1", "--seed", "short", "--format", "json", *files)
    assert done.code == 3
    assert json.loads(done.out) == json.loads(told.read_text())
    assert json.loads(done.out)["verdict"] == "unknown"
    suites = ET.fromstring(junit.read_text())  # noqa: S314  # our own text
    assert len(suites.findall(".//error")) == len(OPERATIONS)
    assert [row["operation"] for row in csv.DictReader(table.read_text().splitlines())] == OPERATIONS
    assert all(name in html.read_text() for name in OPERATIONS)


BROKEN_FOR_A_WHILE = """
title = "every neighbour fails twice"
duration_s = 8
slice_s = 1
users = 2
arrivals = {shape = "constant", rate_hz = 10}
journeys = {technician = 1, finalizing_clerk = 1}
faults = [{target = "all", mode = "flaky", times = 2, from_s = 1, until_s = 3}]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with our locustfile and a short profile of its own."""
    shutil.copytree(ROOT / "loadtests", tmp_path / "loadtests")
    (tmp_path / "loadtests" / "profiles" / "broken.toml").write_text(BROKEN_FOR_A_WHILE)
    return tmp_path


def test_retries_under_load_are_judged_by_the_journal_of_the_stubs(wxc: Wxc, project: Path) -> None:
    done = wxc("load", "--profile", "broken", "--format", "json", cwd=project)
    told = json.loads(done.out)
    assert told["retries"]["verdict"] == "passed", told["retries"]
    assert sum(one["retried"] for one in told["retries"]["operations"]) >= 2
    counted = {
        of["judgement"]["objective"]["operation"]: of["attempts"]["times"]["count"]
        for one in told["integrations"]
        for of in one["operations"]
    }
    assert all(one["attempts"] == counted[one["operation"]] for one in told["retries"]["operations"])


AWAY = """
title = "one neighbour that fails open and one that fails closed are down for a while"
duration_s = 7
slice_s = 1
users = 2
think_s = 0.02
arrivals = {shape = "constant", rate_hz = 25}
process = "even"
journeys = {service_advisor = 1}
faults = [
    {target = "getCustomer", mode = "down", from_s = 1, until_s = 3.5},
    {target = "audit", mode = "down", from_s = 1, until_s = 3.5},
]
"""


def test_fail_modes_are_kept_while_switched_reference_providers_are_down(wxc: Wxc, project: Path) -> None:
    (project / "loadtests" / "profiles" / "away.toml").write_text(AWAY)
    junit = project / "load.xml"
    files = ("--workers", "2", "--format", "json", "--junit", str(junit))
    done = wxc("load", "--profile", "away", "--against", "providers", *files, cwd=project)
    modes = json.loads(done.out)["fail_modes"]
    assert modes["verdict"] == "passed", modes
    judged = {one["operation"]: one for one in modes["steps"] if one["verdict"]}
    assert {name: one["fail_mode"] for name, one in judged.items()} == {
        "getCustomer": "open",
        "createAuditEvent": "closed",
    }
    assert judged["getCustomer"]["ends"]["went on without its neighbour"] >= 29
    assert judged["createAuditEvent"]["ends"]["blocked, then recovered"] >= 29
    suites = ET.fromstring(junit.read_text())  # noqa: S314  # our own text
    assert [suite.get("tests") for suite in suites if suite.get("name") == "fail modes"] == ["2"]


def test_reference_providers_take_every_fault_of_a_profile(wxc: Wxc, project: Path) -> None:
    done = wxc("load", "--profile", "broken", "--against", "providers", "--format", "json", cwd=project)
    told = json.loads(done.out)
    failures = [of["attempts"]["failures"] for one in told["integrations"] for of in one["operations"]]
    assert {"503": 2} in failures
    assert told["retries"] is None


def is_alive(process: psutil.Process) -> bool:
    """A zombie, which nobody has waited for, has ended."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_was_measured_until_somebody_stopped_the_test_is_judged(workers: str, tmp_path: Path) -> None:
    told, (out, err) = tmp_path / "load.json", (tmp_path / name for name in ("out.txt", "err.txt"))
    command = ["load", "--duration", "60", "--workers", workers, "--json", str(told)]
    with out.open("wb") as to_out, err.open("wb") as to_err:
        running = subprocess.Popen(
            [sys.executable, "-m", "workexec_contracts", *command],
            cwd=ROOT,
            stdout=to_out,
            stderr=to_err,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
    until("load is made for two seconds", lambda: any(map(is_older, tmp_path.glob("wxc-load-*/started"))))
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=30) == 130
    result = json.loads(told.read_text())
    assert result["verdict"] == "unknown"
    assert sum(of["attempts"]["times"]["count"] for one in result["integrations"] for of in one["operations"])
    assert "of 60 s" in out.read_text()
    assert "only what was measured until then is judged" in err.read_text()
    assert not list(tmp_path.glob("wxc-load-*"))


def is_older(file: Path) -> bool:
    return time.time() - file.stat().st_mtime > 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_however_it_ends_no_process_is_left(number: signal.Signals, tmp_path: Path) -> None:
    with (tmp_path / "out.txt").open("wb") as out:
        running = subprocess.Popen(
            [sys.executable, "-m", "workexec_contracts", "load", "--duration", "60", "--workers", "2"],
            cwd=ROOT,
            stdout=out,
            stderr=out,
        )
    parent = psutil.Process(running.pid)
    until("a master and two workers run", lambda: len(parent.children()) == 3)
    children = parent.children()
    running.send_signal(number)
    code = running.wait(timeout=30)
    until("all have ended", lambda: not any(map(is_alive, children)))
    assert code == {signal.SIGINT: 130, signal.SIGKILL: -signal.SIGKILL}[number]
