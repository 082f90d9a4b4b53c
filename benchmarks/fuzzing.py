"""`wxc fuzz` beside plain Schemathesis: the same document, checks, seed and server, in turns.

Each command is timed from its start to its end, so that what surrounds the drawing counts too.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from .figures import Figure, Goal
from .overhead import neighbours

if TYPE_CHECKING:
    from collections.abc import Callable

SPEED = Goal("at least", 0.9)
DOMAIN = "crm"
SEED = "7"
ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
TIMEOUT_S = 600


def measure(rounds: int, examples: int, say: Callable[[str], None]) -> list[Figure]:
    """`rounds` pairs; both must find nothing, else something else was measured."""
    say("wxc fuzz beside plain Schemathesis")
    pairs: list[tuple[float, float]] = []
    requests = 0
    with neighbours() as url:
        for _ in range(rounds):
            plain = _seconds(_plain(url, examples))
            ours, requests = _ours(url, examples)
            pairs.append((plain, ours))
    ratio = statistics.median(plain / ours for plain, ours in pairs)
    rate = requests / statistics.median(ours for _, ours in pairs)
    return [Figure(f"fuzzing {DOMAIN}", ratio, "of plain Schemathesis", SPEED, rate)]


def _plain(url: str, examples: int) -> list[str]:
    document = str(ROOT / "documents" / "openapi" / f"{DOMAIN}.yaml")
    return [str(BIN / "schemathesis"), "run", document, "--url", url, "--seed", SEED, "-n", str(examples)]


def _ours(url: str, examples: int) -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        told = ["--base-url", url, "--dataset", "--workers", "1", "--json", str(file)]
        command = [str(BIN / "wxc"), "fuzz", DOMAIN, "--seed", SEED, "--examples", str(examples), *told]
        seconds = _seconds(command)
        report = json.loads(file.read_text(encoding="utf-8"))
    return seconds, sum(fuzzed["requests"] for fuzzed in report["fuzzed"])


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    told = {**os.environ, "WXC_DATASET": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    assert done.returncode == 0, f"something was found, so something else was timed:\n{done.stdout[-2000:]}"
    return time.perf_counter() - began
