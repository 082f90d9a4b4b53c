"""Wait until a started WireMock answers, or say why it does not."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING

from .errors import PortTaken, StartFailed
from .loopback import ask
from .port import taken

if TYPE_CHECKING:
    from pathlib import Path

    from .owned import OwnedProcess

_POLL_S = 0.005
_LOG_LINES = 20
_OK = 200


@dataclass(frozen=True)
class Ready:
    port: int
    stubs: int


@dataclass(frozen=True)
class Readiness:
    """WireMock prints its port when it listens: its own word, not a stranger's answer on that port."""

    process: OwnedProcess
    log: Path
    port: int
    timeout_s: float

    def wait(self) -> Ready:
        """Return once WireMock answers; raises PortTaken or StartFailed with the last log lines."""
        deadline = time.monotonic() + self.timeout_s
        while time.monotonic() < deadline:
            running = self.process.running  # asked before the log is read: its last words must be in it
            announced = re.search(r"^port:\s+(\d+)", self._output(), re.MULTILINE)
            ready = _ask(int(announced[1])) if announced else None
            if ready is not None:
                return ready
            if not running:
                raise self._failure("WireMock ended before it was healthy")
            time.sleep(_POLL_S)
        raise self._failure(f"WireMock was not healthy within {self.timeout_s:g} s")

    def _output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def _failure(self, what: str) -> StartFailed | PortTaken:
        output = self._output()
        if "Failed to bind" in output:
            return taken(self.port, "taken while WireMock started")
        last = "\n".join(f"    {line}" for line in output.splitlines()[-_LOG_LINES:]) or "    (no output)"
        return StartFailed(
            what=f"{what}; its last words:\n{last}",
            where=f"port {self.port or 'of its choice'}",
            expected="an answer of its admin API",
            fix="a mapping named above must be corrected; otherwise run `wxc setup` and try again",
        )


def _ask(port: int) -> Ready | None:
    """One question tells both: the first answer of each kind costs WireMock 10 ms."""
    try:
        status, body = ask(port, "/__admin/mappings?limit=0")
        return Ready(port, json.loads(body)["meta"]["total"]) if status == _OK else None
    except (OSError, HTTPException):
        return None
