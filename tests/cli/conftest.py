from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from workexec_contracts.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

ROOT = Path(__file__).parents[2]


@dataclass
class Done:
    code: int
    out: str
    err: str


class Wxc(Protocol):
    """Runs a command as a person types it; in this process, as Python takes longer to start than to work."""

    def __call__(self, *arguments: str, cwd: Path = ROOT) -> Done: ...


@pytest.fixture
def wxc(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Wxc:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("WXC_STUBS_URL", raising=False)

    def run(*arguments: str, cwd: Path = ROOT) -> Done:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["wxc", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Done(int(ended.value.code or 0), captured.out, captured.err)

    return run


def until(claim: str, holds: Callable[[], bool], seconds: float = 60) -> None:
    """Looks until `holds()` is true; the deadline is generous, a pass is quick."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s: {claim}"
        time.sleep(0.02)


class Up:
    """A running `wxc up` with its output in files."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self._out, self._err = folder / "out.txt", folder / "err.txt"
        with self._out.open("w") as out, self._err.open("w") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "workexec_contracts", "up", *arguments],
                cwd=folder,
                stdout=out,
                stderr=err,
                env={**os.environ, "COLUMNS": "200"},
            )

    def wait(self) -> None:
        until("wxc up prints where the stubs are", self._printed)

    def _printed(self) -> bool:
        assert self.process.poll() is None, self.err
        return "http://" in self.out

    @property
    def out(self) -> str:
        return self._out.read_text()

    @property
    def err(self) -> str:
        return self._err.read_text()

    @property
    def urls(self) -> dict[str, str]:
        urls: dict[str, str] = json.loads((self.folder / ".wxc" / "stubs.json").read_text())["urls"]
        return urls

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=60)


@contextmanager
def _up(folder: Path, *arguments: str) -> Iterator[Up]:
    running = Up(folder, *arguments)
    try:
        running.wait()
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


@pytest.fixture(scope="session")
def up() -> Callable[..., AbstractContextManager[Up]]:
    """`with up(folder, "--port", "8089") as running`: stopped at the end, however it ends."""
    return _up
