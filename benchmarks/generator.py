"""Our load generator beside a bare Locust user that makes the same request: requests per second of CPU time.

CPU time, not wall time: it is what a core gives, whatever else runs on the machine.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .figures import Figure, Goal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RATIO_MIN = 0.7
USERS = 20
CROWD = 1000
SPAWNED_A_SECOND = 100
LOCUSTFILE = Path(__file__).with_name("generator_locustfile.py")
SERVER = Path(__file__).with_name("generator_server.py")
_CROWD_PAUSE_S = 5.0


@dataclass(frozen=True)
class Sample:
    """What one run of one user class came to."""

    requests: int
    failures: int
    cpu_s: float
    memory_mb: float

    @property
    def rate(self) -> float:
        """Requests for a second of a whole core."""
        return self.requests / self.cpu_s


def measure(rounds: int, seconds: float, say: Callable[[str], None], crowd: int = CROWD) -> list[Figure]:
    """Both in turns, then the memory of a crowd of ours."""
    with _server() as url:
        say("load generator, ours and a bare user in turns")
        pairs = [(_run("Ours", url, seconds), _run("Bare", url, seconds)) for _ in range(rounds)]
        say(f"load generator, {crowd} users")
        many = _run("Ours", url, crowd / SPAWNED_A_SECOND + 2, crowd)
    ours = statistics.median(one.rate for one, _ in pairs)
    ratio = statistics.median(one.rate / bare.rate for one, bare in pairs)
    bare = statistics.median(bare.rate for _, bare in pairs)
    note = f"{bare:,.0f} a second and core by a bare user"
    per_thousand = many.memory_mb * CROWD / crowd
    return [
        Figure(
            "load generated per core", ratio, "of FastHttpUser", Goal("at least", RATIO_MIN), ours, note=note
        ),
        Figure("memory of 1,000 users of ours", per_thousand, "MB"),
    ]


def _run(user: str, url: str, seconds: float, users: int = USERS) -> Sample:
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        pause_s = _CROWD_PAUSE_S if users > USERS else 0
        environment = {"BENCHMARK_RESULT": str(result), "BENCHMARK_PAUSE_S": str(pause_s)}
        subprocess.run(
            [
                *(sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--headless", "--only-summary"),
                *("--host", url, "-u", str(users), "-r", str(SPAWNED_A_SECOND), "-t", f"{seconds:.0f}s"),
                user,
            ],
            env={**os.environ, **environment},
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )
        sample = Sample(**json.loads(result.read_text(encoding="utf-8")))
    assert sample.requests, f"{user} made no request"
    assert not sample.failures, f"{user} measured errors"
    return sample


@contextmanager
def _server() -> Iterator[str]:
    """A server that is quicker than either, in a process of its own; it ends with its standard input."""
    process = subprocess.Popen(
        [sys.executable, str(SERVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.communicate("")
