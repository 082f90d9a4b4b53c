from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING

import psutil
import pytest

from workexec_contracts.stubs.process import PortTaken, StartFailed, WireMock, cache, port
from workexec_contracts.stubs.process.loopback import ask

if TYPE_CHECKING:
    from pathlib import Path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_started_server_serves_every_stub_of_its_root(root: Path) -> None:
    with WireMock(root) as wiremock:
        assert json.loads(ask(wiremock.port, "/__admin/mappings")[1])["meta"]["total"] == 2
        assert ask(wiremock.port, "/b") == (200, b"from a file")


def test_stop_leaves_no_process_and_no_folder() -> None:
    wiremock = WireMock(None).start()
    pid, scratch = wiremock.pid, wiremock.log_path.parent
    wiremock.stop()
    assert not psutil.pid_exists(pid)
    assert not scratch.exists()


def test_stopping_twice_is_stopping_once() -> None:
    wiremock = WireMock(None).start()
    wiremock.stop()
    wiremock.stop()
    assert not wiremock.running


def test_a_failure_inside_the_block_leaves_no_process() -> None:
    def failing() -> None:
        with wiremock:
            pids.append(wiremock.pid)
            raise ZeroDivisionError

    wiremock, pids = WireMock(None), list[int]()
    with pytest.raises(ZeroDivisionError):
        failing()
    assert not psutil.pid_exists(pids[0])


def test_deleting_all_mappings_leaves_the_users_folder_untouched(root: Path) -> None:
    before = contents(root)
    with WireMock(root) as wiremock:
        assert ask(wiremock.port, "/__admin/mappings", method="DELETE")[0] == 200
        assert ask(wiremock.port, "/a")[0] == 404
    assert contents(root) == before


def test_two_servers_without_a_named_port_get_two_ports() -> None:
    with WireMock(None) as one, WireMock(None) as other:
        assert one.port != other.port


def test_a_taken_port_is_refused_with_the_name_of_its_holder() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"port {port} is taken by .*pid {psutil.Process().pid}"):
            WireMock(None, port=port).start()


def test_a_port_taken_while_java_starts_is_still_called_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workexec_contracts.stubs.process.server.claim", lambda _port: None)
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        with pytest.raises(PortTaken):
            WireMock(None, port=holder.getsockname()[1]).start()


def test_a_free_port_that_somebody_takes_first_costs_another_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        ports = iter([holder.getsockname()[1], port.free()])
        monkeypatch.setattr("workexec_contracts.stubs.process.server.free", lambda: next(ports))
        with WireMock(None) as wiremock:
            assert ask(wiremock.port, "/__admin/health")[0] == 200


def test_a_broken_mapping_is_named_in_the_failure(root: Path) -> None:
    (root / "mappings" / "broken.json").write_text('{"request": {}, "respnse": {}}')
    with pytest.raises(StartFailed, match="respnse"):
        WireMock(root).start()


def test_a_folder_without_mappings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StartFailed, match="no mappings"):
        WireMock(tmp_path).start()


def test_a_class_cache_that_ends_java_costs_a_second_start_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cache, "flags", lambda *_: ("-XX:NoSuchFlag",))
    with WireMock(None) as wiremock:
        assert ask(wiremock.port, "/__admin/health")[0] == 200


def test_only_loopback_is_bound() -> None:
    with WireMock(None) as wiremock:
        bound = {c.laddr.ip for c in psutil.Process(wiremock.pid).net_connections() if c.status == "LISTEN"}
    assert bound <= {"127.0.0.1", "::ffff:127.0.0.1"}


def test_a_journal_of_none_remembers_nothing(root: Path) -> None:
    with WireMock(root, journal=None) as wiremock:
        ask(wiremock.port, "/a")
        assert b"RequestJournalDisabled" in ask(wiremock.port, "/__admin/requests")[1]
