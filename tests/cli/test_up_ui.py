"""`wxc up --ui`: the control room comes and goes with the stubs."""

from __future__ import annotations

import re
import socket
import time
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.cli.conftest import ROOT, until

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.cli.conftest import Up, Wxc

    Start = Callable[..., AbstractContextManager[Up]]

MOCKS = ("--mocks", str(ROOT / "mocks"))


def test_the_control_room_is_served_until_ctrl_c_even_while_somebody_watches(
    up: Start, tmp_path: Path
) -> None:
    with up(tmp_path, "--ui", *MOCKS) as running:
        until("it is told where", lambda: "control room: " in running.out)
        found = re.search(r"control room: (http://127\.0\.0\.1:\d+)\n", running.out)
        assert found
        with httpx2.Client(base_url=found[1], trust_env=False, timeout=30) as client:
            assert running.urls["crm"] in client.get("/").text
            with client.stream("GET", "/events") as stream:
                assert '"name": "crm"' in next(stream.iter_lines())
                began = time.monotonic()
                assert running.stop() == 0
                assert time.monotonic() - began < 10
            with pytest.raises(httpx2.ConnectError):
                client.get("/")
    assert "Traceback" not in running.err


def test_other_programs_get_the_addresses_alone(up: Start, tmp_path: Path) -> None:
    with up(tmp_path, "--ui", "--format", "env", *MOCKS) as running:
        until("it is told where", lambda: "control room: " in running.err)
        assert "control room" not in running.out


def test_a_port_that_is_taken_is_told(wxc: Wxc, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = wxc("up", "--ui", "--ui-port", str(port), *MOCKS, cwd=tmp_path)
    assert done.code == 2
    assert f"port {port} cannot be used" in done.err


def test_a_port_without_the_page_is_told(wxc: Wxc) -> None:
    done = wxc("up", "--ui-port", "8090")
    assert done.code == 2
    assert "--ui-port without --ui" in done.err
