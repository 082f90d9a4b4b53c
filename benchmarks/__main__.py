"""Our stubs, client, load generator and fuzzing, each beside the bare tool; our simulation; in one run.

    python -m benchmarks [--quick] [--json FILE] [--mocks FOLDER]

Times vary from machine to machine; the ratios are the claims. Exit code 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from workexec_contracts.stubs.process import WireMock, provision

from . import fuzzing, generator, memory, overhead, report, simulation, startup, throughput
from .cases import HELLO_MAPPING, cases
from .client import CONNECTIONS, Client
from .figures import Figure, Goal, exit_code
from .throughput import Plan, Server
from .wire import WrongAnswer

MOCKS = Path(__file__).parent.parent / "mocks"
BEGUN = time.perf_counter()


@dataclass(frozen=True)
class Size:
    plan: Plan
    memory_requests: int
    starts: int
    calls: int
    generator_rounds: int
    generator_s: float
    drawn: int
    """Examples for each operation and phase."""
    simulated: tuple[int, ...]
    """Events."""
    shops: int
    days: float


FULL = Size(
    Plan(rounds=9, sample_s=0.6, warm_up=240_000),
    memory_requests=100_000,
    starts=5,
    calls=300,
    generator_rounds=3,
    generator_s=3,
    drawn=40,
    simulated=(10_000, 100_000, 1_000_000),
    shops=50,
    days=30,
)
QUICK = Size(
    Plan(rounds=2, sample_s=0.25, warm_up=4_000),
    memory_requests=4_000,
    starts=1,
    calls=20,
    generator_rounds=1,
    generator_s=1,
    drawn=2,
    simulated=(1_000, 2_000),
    shops=2,
    days=1,
)
CALL_ROUNDS, FUZZ_ROUNDS = 15, 3


def say(what: str) -> None:
    print(f"[{time.perf_counter() - BEGUN:5.1f} s] {what}", file=sys.stderr, flush=True)


def run(size: Size, mocks: Path) -> list[Figure]:
    provision(mocks)
    with ExitStack() as stack:
        bare = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (bare / "mappings").mkdir()
        (bare / "mappings" / "hello.json").write_text(json.dumps(HELLO_MAPPING), encoding="utf-8")
        hello, ours = (stack.enter_context(WireMock(root, profile="load")) for root in (bare, mocks))
        client = stack.enter_context(Client())
        server = Server(ours.port, ours.pid)
        figures = throughput.measure(client, Server(hello.port, hello.pid), server, cases(), size.plan, say)
    with WireMock(mocks, profile="load") as fresh, Client() as client:
        resident = memory.measure(client, Server(fresh.port, fresh.pid), size.memory_requests, say)
    say("starting, ours and plain in turns")
    started = startup.measure(mocks, size.starts)
    goal = Goal("at most", startup.RATIO_MAX)
    begun = Figure(f"start, {started.stubs} stubs", started.ratio, "of plain java -jar", goal)
    calls = overhead.measure(CALL_ROUNDS, size.calls, say)
    load = generator.measure(size.generator_rounds, size.generator_s, say)
    drawn = fuzzing.measure(FUZZ_ROUNDS, size.drawn, say)
    month = simulation.measure(size.simulated, size.shops, size.days, say)
    return [*figures, resident, begun, *calls, *load, *drawn, *month]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="shorter samples, a smaller memory run")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file as well")
    parser.add_argument("--mocks", type=Path, metavar="FOLDER", default=MOCKS, help="a WireMock root of ours")
    options = parser.parse_args()
    try:
        figures = run(QUICK if options.quick else FULL, options.mocks)
    except WrongAnswer as error:
        print(f"the benchmark would have measured errors: {error}", file=sys.stderr)
        return 1
    print(f"{CONNECTIONS} connections, medians of samples taken in turns with hello")
    print(report.table(figures))
    if options.json:
        about = {"quick": options.quick, "connections": CONNECTIONS}
        options.json.write_text(report.as_json(figures, **about), encoding="utf-8")
    return exit_code(figures)


if __name__ == "__main__":
    sys.exit(main())
