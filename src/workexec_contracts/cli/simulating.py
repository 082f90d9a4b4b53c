"""The run of one `wxc simulate`: its setting, where it runs, and the reports."""

from __future__ import annotations

import os
import shlex
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from .loading import INTERRUPTED, interruptible
from .output import Format, console
from .problem import UsageProblem, alone
from .progressing import progress_on
from .simprinting import Files, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.simulation.setting import Setting
    from workexec_contracts.simulation.totals import Total

__all__ = ["Files", "Wanted", "run"]


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for."""

    seed: int
    shops: int
    days: float
    a_day: float
    faults: str | None
    runs: int
    jobs: int | None
    dask: str | None

    def command(self, seed: int, runs: int = 1) -> str:
        """The command that runs these seeds."""
        words = [
            "wxc",
            "simulate",
            "--seed",
            f"{seed}",
            "--shops",
            f"{self.shops}",
            "--days",
            f"{self.days:g}",
        ]
        words += ["--a-day", f"{self.a_day:g}"]
        words += ["--faults", self.faults] if self.faults else []
        return shlex.join([*words, "--runs", f"{runs}"] if runs > 1 else words)


def run(wanted: Wanted, files: Files, style: Format, *, quiet: bool) -> int:
    """Simulates, prints and writes the reports; returns the exit code."""
    from workexec_contracts.report.simulation import About, result_of  # noqa: PLC0415  # `wxc --help` stays fast

    setting, told = setting_of(wanted), console(stderr=True, quiet=quiet)
    started, begun = datetime.now(UTC), time.monotonic()
    told.print(_announced(wanted, setting), markup=False, highlight=False)
    try:
        with interruptible(), progress_on(told, "simulating") as progress:
            total = _simulated(wanted, setting, progress)
    except KeyboardInterrupt:
        typer.echo("stopped: nothing is left running, nothing was judged", err=True)
        return INTERRUPTED
    about = About(
        started_at=started.isoformat(timespec="seconds").replace("+00:00", "Z"),
        seconds=time.monotonic() - begun,
        command=wanted.command(wanted.seed, wanted.runs),
    )
    result = result_of(total, about, wanted.command)
    show(result, files, style, quiet=quiet)
    return result.exit_code


def setting_of(wanted: Wanted) -> Setting:
    """Raises UsageProblem for options that do not go together, FaultsError for faults that cannot be."""
    from workexec_contracts.simulation import schedules  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.simulation.faults import Faults  # noqa: PLC0415  # the same
    from workexec_contracts.simulation.setting import Setting  # noqa: PLC0415  # the same

    for option, given in (("--jobs", wanted.jobs), ("--dask", wanted.dask)):
        if given is not None and wanted.runs == 1:
            raise alone(option, "--runs", "many seeds: one history is one after the other")
    if wanted.jobs is not None and wanted.dask is not None:
        expected, fix = "processes of this machine, or a cluster", "leave one of them out"
        raise UsageProblem("both --jobs and --dask", "the command line", expected, fix)
    return Setting(
        seed=wanted.seed,
        shops=wanted.shops,
        days=wanted.days,
        a_day=wanted.a_day,
        faults=schedules.named(wanted.faults) if wanted.faults else Faults(),
    )


def _announced(wanted: Wanted, setting: Setting) -> str:
    orders = setting.shops * setting.days * setting.a_day * wanted.runs
    last = wanted.seed + wanted.runs - 1
    seeds = f"seed {wanted.seed}" if wanted.runs == 1 else f"seeds {wanted.seed} to {last}"
    size = f"{setting.shops} shop(s), {setting.days:g} day(s)"
    return f"{setting.faults.title}: {size}, {seeds}, some {orders:,.0f} work orders"


def _simulated(wanted: Wanted, setting: Setting, progress: Callable[[float], None]) -> Total:
    from workexec_contracts.simulation import cluster, many  # noqa: PLC0415  # `wxc --help` stays fast

    if wanted.dask is not None:
        return cluster.simulate_on(wanted.dask, setting, wanted.runs, progress)
    return many.simulate_many(setting, wanted.runs, wanted.jobs or os.cpu_count() or 1, progress)
