"""How long until WireMock answers with all stubs loaded: ours beside a plain `java -jar`, in one run.

    python benchmarks/startup.py [WIREMOCK_ROOT]

Both start the same jar with the same Java and the same stubs, in turns, so that a busy machine slows
both. The times vary from machine to machine; the ratio is the claim.
"""

from __future__ import annotations

import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from workexec_contracts.stubs.process import WireMock, jar, java, provision, served
from workexec_contracts.stubs.process.loopback import ask

RUNS = 7
RATIO_MAX = 0.4
POLL_S = 0.005
TIMEOUT_S = 60.0


@dataclass(frozen=True)
class StartupFigures:
    """Medians of the same number of starts; `stubs` were loaded by each."""

    plain_s: float
    ours_s: float
    stubs: int
    runs: int

    @property
    def ratio(self) -> float:
        return self.ours_s / self.plain_s


def measure(root: Path, runs: int = RUNS) -> StartupFigures:
    """Time both ways in turns; stops when they loaded different numbers of stubs."""
    provision(root)
    plain: list[float] = []
    ours: list[float] = []
    stubs: set[int] = set()
    with tempfile.TemporaryDirectory() as folder:
        served.copy(root, Path(folder))
        for _ in range(runs):
            for times, once in ((plain, _plain_start), (ours, _our_start)):
                seconds, loaded = once(Path(folder))
                times.append(seconds)
                stubs.add(loaded)
    assert len(stubs) == 1, f"both must load the same stubs, they loaded {stubs}"
    return StartupFigures(statistics.median(plain), statistics.median(ours), stubs.pop(), runs)


def _plain_start(root: Path) -> tuple[float, int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [str(java.find().path), "-jar", str(jar.path()), "--port", str(port), "--root-dir", str(root)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _healthy(port):
            assert process.poll() is None, "the plain WireMock ended"
            assert time.perf_counter() - begun < TIMEOUT_S, "the plain WireMock never became healthy"
            time.sleep(POLL_S)
        return time.perf_counter() - begun, _loaded(port)
    finally:
        process.kill()
        process.wait()


def _our_start(root: Path) -> tuple[float, int]:
    begun = time.perf_counter()
    with WireMock(root) as wiremock:
        return time.perf_counter() - begun, _loaded(wiremock.port)


def _healthy(port: int) -> bool:
    try:
        return ask(port, "/__admin/health")[0] == 200  # noqa: PLR2004 - OK
    except (OSError, HTTPException):
        return False


def _loaded(port: int) -> int:
    total: int = json.loads(ask(port, "/__admin/mappings?limit=1")[1])["meta"]["total"]
    return total


def main() -> int:
    root = Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent.parent / "mocks"
    figures = measure(root)
    print(f"start to first healthy answer, {figures.stubs} stubs, median of {figures.runs} in turns")
    print(f"  plain java -jar   {figures.plain_s:6.3f} s")
    print(f"  wxc, class cache  {figures.ours_s:6.3f} s")
    print(f"  ratio             {figures.ratio:6.3f}   (at most {RATIO_MAX})")
    return 0 if figures.ratio <= RATIO_MAX else 1


if __name__ == "__main__":
    sys.exit(main())
