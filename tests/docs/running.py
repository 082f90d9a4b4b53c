"""A folder like a fresh clone, in which the blocks of one page run; whatever they started ends with it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from .blocks import Block

ROOT = Path(__file__).parents[2]
PORTS = ("8089", "9000")
"""The ports that pages name: each run has others."""
TOOLS = {
    "wxc": "workexec_contracts",
    "pytest": "pytest -p workexec_contracts.pytest_plugin -p no:cacheprovider",
}
LONGEST_S = 60.0


class Folder:
    """Where a page's commands run."""

    longest_s = LONGEST_S
    """How long a command may take."""

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self._printed = ""
        self._going_on: list[subprocess.Popen[bytes]] = []
        self._ports = {port: str(_free()) for port in PORTS}
        self._environment = self._prepare()

    def _prepare(self) -> dict[str, str]:
        """Makes the folder; the environment of its commands."""
        for name in ("mocks", "pacts", "documents"):
            (self.path / name).symlink_to(ROOT / name)
        tools = self.path / ".venv" / "bin"
        tools.mkdir(parents=True)
        for name, module in TOOLS.items():
            (tools / name).write_text(f'#!/bin/sh\nexec {sys.executable} -m {module} "$@"\n')
            (tools / name).chmod(0o755)
        ours = {
            name: value for name, value in os.environ.items() if not name.startswith(("WXC_STUBS", "PYTEST_"))
        }
        return {
            **ours,
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "src"),
            "COLUMNS": "160",
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._going_on:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C reaches all that a terminal runs
        for process in self._going_on:
            process.wait(timeout=self.longest_s)

    def do(self, block: Block) -> None:
        """Raises AssertionError, with the page's line."""
        text = self._with_ports(block.text)
        if block.what == "write":
            (self.path / block.argument).write_text(text, encoding="utf-8")
        elif block.what == "prints":
            self._has_printed(text, block.line)
        elif block.argument:
            self._begin(text, block)
        else:
            self._run(text, block.line)

    def _with_ports(self, text: str) -> str:
        return re.sub(r"\b(" + "|".join(PORTS) + r")\b", lambda found: self._ports[found[1]], text)

    def _run(self, script: str, line: int) -> None:
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script],
            cwd=self.path,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=self.longest_s,
            check=False,
        )
        self._printed = done.stdout.decode()
        assert done.returncode == 0, f"line {line}: exit code {done.returncode}\n{self._printed}"

    def _begin(self, command: str, block: Block) -> None:
        log = self.path / f"line-{block.line}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                ["bash", "-c", f"exec {command}"],
                cwd=self.path,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._going_on.append(process)
        deadline = time.monotonic() + self.longest_s
        while self._with_ports(block.argument) not in (printed := log.read_text()):
            assert process.poll() is None, f"line {block.line}: it ended\n{printed}"
            assert time.monotonic() < deadline, (
                f"line {block.line}: never printed {block.argument}\n{printed}"
            )
            time.sleep(0.05)
        self._printed = printed

    def _has_printed(self, expected: str, line: int) -> None:
        """Spaces and line ends are as good as each other: a terminal breaks lines where it likes."""
        parts = [re.escape(part).replace(r"\ ", r"\s+") for part in " ".join(expected.split()).split("...")]
        pattern = r"\s*.*?\s*".join(part.removeprefix(r"\s+").removesuffix(r"\s+") for part in parts)
        assert re.search(pattern, self._printed, re.DOTALL), (
            f"line {line}: expected\n{expected}\nfound\n{self._printed}"
        )


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
