"""`wxc throughput` as a person types it; one search in real time, of two rates."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest

from workexec_contracts.serving import Server

from .conftest import ROOT, until

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Wxc

ACCEPTED = json.dumps({"eventId": "e", "status": "ACCEPTED"}).encode()
CAPACITY_HZ = 480
Receive = Callable[[], Awaitable[dict[str, Any]]]
Reply = Callable[[dict[str, Any]], Awaitable[None]]


class Counter:
    """Serves one after the other, `CAPACITY_HZ` a second at most; whoever waits is not refused."""

    def __init__(self) -> None:
        self._free_s = 0.0

    async def __call__(self, _: dict[str, Any], receive: Receive, send: Reply) -> None:
        await receive()
        now = time.perf_counter()
        self._free_s = max(self._free_s, now) + 1 / CAPACITY_HZ
        await asyncio.sleep(self._free_s - now)
        headers = [(b"content-length", str(len(ACCEPTED)).encode())]
        await send({"type": "http.response.start", "status": 202, "headers": headers})
        await send({"type": "http.response.body", "body": ACCEPTED})


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "no consumer is named"),
        (["order", "--all"], "both --all and names"),
        (["crm"], "crm takes no events"),
        (["ordr"], "did you mean order?"),
        (["order", "--start", "200", "--most", "100"], "no search goes like that"),
        (["order", "--precision", "1"], "no search goes like that"),
        (["order", "--precision", "inf"], "no search goes like that"),
        (["order", "--most", "inf"], "no search goes like that"),
        (["order", "--hold", "nan"], "Invalid value for '--hold'"),
        (["order", "--base-url", "http://example.com"], "--i-may-load example.com"),
        (["order", "--base-url", "http://127.0.0.1:9"], "nobody answers"),
        (["order", "--i-may-load", "example.com"], "--i-may-load without --base-url"),
        (
            ["--all", "--within", "3600", "--base-url", "http://a.example", "--i-may-load", "a.example"],
            "at most 7200 s",
        ),
    ],
)
def test_wrong_usage_is_told_before_anything_is_started(wxc: Wxc, arguments: list[str], says: str) -> None:
    done = wxc("throughput", *arguments)
    assert done.code == 2
    assert says in done.err
    assert "fix:" in done.err


def test_the_knee_of_a_server_with_a_known_capacity_is_found_in_every_report(
    wxc: Wxc, tmp_path: Path
) -> None:
    html, told, table = (tmp_path / f"knee.{kind}" for kind in ("html", "json", "csv"))
    figures = ("--start", "320", "--hold", "1.2", "--precision", "2")
    files = ("--html", str(html), "--json", str(told), "--csv", str(table))
    with Server(Counter()) as server:
        done = wxc("throughput", "order", "--base-url", server.url, *figures, *files, "--format", "json")
    (found,) = json.loads(done.out)["endpoints"]
    assert done.code == 0
    assert json.loads(told.read_text())["endpoints"] == [found]
    assert found["sustained_hz"] <= CAPACITY_HZ < found["broken_hz"]
    assert (found["ended"], found["at_least"]) == ("queue grows at 640 events/s", False)
    assert "320 events/s" in html.read_text()
    assert len(table.read_text().splitlines()) == 3


def test_a_search_without_time_for_a_single_rate_is_unknown(wxc: Wxc) -> None:
    done = wxc("throughput", "order", "--within", "1")
    assert done.code == 3
    assert "order: unknown (out of time)" in done.out


def test_what_was_found_until_somebody_stopped_the_search_is_told(tmp_path: Path) -> None:
    told, (out, err) = tmp_path / "knee.json", (tmp_path / name for name in ("out.txt", "err.txt"))
    command = ["throughput", "order", "people", "--start", "40", "--hold", "1", "--json", str(told)]
    with out.open("wb") as to_out, err.open("wb") as to_err:
        running = subprocess.Popen(
            [sys.executable, "-m", "workexec_contracts", *command], cwd=ROOT, stdout=to_out, stderr=to_err
        )
    until("a rate is known", lambda: "40 events/s: " in err.read_text())
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=30) == 130
    first, second = json.loads(told.read_text())["endpoints"]
    assert [step["rate_hz"] for step in first["steps"]] == [40]
    assert (first["ended"], second["ended"], second["steps"]) == ("stopped", "stopped", [])
    assert "only what was found until then is told" in err.read_text()
