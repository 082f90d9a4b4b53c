"""The run of one `wxc simulate`: its mode, where it runs, and the reports."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from . import hunting, huntprinting, living, replaying
from .loading import INTERRUPTED, interruptible
from .output import Format, console
from .progressing import progress_on
from .simasked import Asked
from .simprinting import Files, show

if TYPE_CHECKING:
    from rich.console import Console

    from workexec_contracts.report.simulation import About, ScenarioResult
    from workexec_contracts.simulation.setting import Setting
    from workexec_contracts.simulation.totals import Total

    from .progressing import Done

__all__ = ["Asked", "run"]


@dataclass
class Watch:
    """When it began, and how long it has taken."""

    command: str
    _started: datetime = field(default_factory=lambda: datetime.now(UTC))
    _begun: float = field(default_factory=time.monotonic)

    def about(self) -> About:
        """For the reports."""
        from workexec_contracts.report.simulation import About  # noqa: PLC0415  # `wxc --help` stays fast

        return About(
            started_at=self._started.isoformat(timespec="seconds").replace("+00:00", "Z"),
            seconds=time.monotonic() - self._begun,
            command=self.command,
        )


def run(asked: Asked, style: Format, *, quiet: bool) -> int:
    """Simulates, prints and writes the reports; returns the exit code."""
    asked.check()
    told = console(stderr=True, quiet=quiet)
    modes = {
        "run": _run,
        "replay": _replay,
        "search": _hunt,
        "exhaustive": _hunt,
        "scenario": _scenario,
        "live": _live,
    }
    try:
        with interruptible():
            return modes[asked.mode](asked, style, told)
    except KeyboardInterrupt:
        typer.echo("stopped: nothing is left running, nothing was judged", err=True)
        return INTERRUPTED


def _silent(told: Console, style: Format) -> bool:
    """Whether nothing but a verdict, or one JSON document, goes to standard output."""
    return told.quiet or style is Format.JSON


def _run(asked: Asked, style: Format, told: Console) -> int:
    setting, watch = asked.setting(), Watch(asked.command(asked.first, asked.count))
    for line in (_announced(asked, setting), *_idle(asked, setting)):
        told.print(line, markup=False, highlight=False)
    with progress_on(told, "simulating") as progress:
        total = _simulated(asked, setting, progress)
    code = _reported(asked, total, watch, style, quiet=told.quiet)
    if asked.shrink and total.found:
        with progress_on(told, "making it small") as progress:
            hunting.shrink(asked, total, setting, progress, quiet=_silent(told, style))
    return code


def _replay(asked: Asked, style: Format, told: Console) -> int:
    from workexec_contracts.simulation.totals import total  # noqa: PLC0415  # `wxc --help` stays fast

    watch = Watch(asked.command(0))
    silent = _silent(told, style)
    with progress_on(told, "replaying") as progress:
        outcome = replaying.again(asked.replay, progress, told, quiet=silent) if asked.replay else None
    if outcome is None:
        raise AssertionError("the mode says that there is a file")
    return _reported(asked, total([outcome]), watch, style, quiet=told.quiet)


def _hunt(asked: Asked, style: Format, told: Console) -> int:
    watch, silent = Watch(asked.hunted), _silent(told, style)
    hunt = hunting.search if asked.mode == "search" else hunting.exhaust
    with progress_on(told, asked.mode) as progress:
        result = hunt(asked, progress, watch.about, quiet=silent)
    huntprinting.show(result, asked.json, style, quiet=told.quiet)
    return result.exit_code


def _scenario(asked: Asked, style: Format, told: Console) -> int:
    from workexec_contracts.report.simulation import ScenarioResult  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.simulation.totals import total  # noqa: PLC0415  # the same

    watch = Watch(asked.command(0))
    with progress_on(told, "simulating") as progress:
        judged = living.claim(asked.scenario or "", progress)
    scenario = ScenarioResult(claim=judged.scenario.claim, verdict=judged.verdict, told=tuple(judged.told))
    code = _reported(asked, total([judged.outcome]), watch, style, quiet=told.quiet, scenario=scenario)
    if style is Format.TABLE:
        claim = judged.scenario.claim.replace("_", " ")
        typer.echo("\n".join((f"{claim}: {judged.verdict}", *(f"  {line}" for line in judged.told))))
    return code


def _live(asked: Asked, style: Format, told: Console) -> int:
    faults, watch = asked.setting().faults, Watch(asked.lived)
    return living.live(faults, asked.against or "stubs", asked.json, style, told, watch.about)


def _reported(
    asked: Asked,
    total: Total,
    watch: Watch,
    style: Format,
    *,
    quiet: bool,
    scenario: ScenarioResult | None = None,
) -> int:
    from workexec_contracts.report.simulation import result_of  # noqa: PLC0415  # `wxc --help` stays fast

    result = result_of(total, watch.about(), asked.command, scenario)
    show(result, Files(asked.html, asked.junit, asked.json, asked.csv), style, quiet=quiet)
    return result.exit_code


def _announced(asked: Asked, setting: Setting) -> str:
    orders = setting.shops * setting.days * setting.a_day * asked.count
    last = asked.first + asked.count - 1
    seeds = f"seed {asked.first}" if asked.count == 1 else f"seeds {asked.first} to {last}"
    size = f"{setting.shops} shop(s), {setting.days:g} day(s)"
    return f"{setting.faults.title}: {size}, {seeds}, some {orders:,.0f} work orders"


def _idle(asked: Asked, setting: Setting) -> list[str]:
    """What was asked for and changes nothing."""
    from workexec_contracts.report.simulation import idle  # noqa: PLC0415  # `wxc --help` stays fast

    empty = asked.faults is not None and not setting.faults.faults
    lines = [f"{asked.faults} has no faults: nothing goes wrong"] if empty else list(idle(setting))
    return [f"note: {line}" for line in lines]


def _simulated(asked: Asked, setting: Setting, progress: Done) -> Total:
    from workexec_contracts.simulation import cluster, many  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.simulation.processes import cores  # noqa: PLC0415  # the same

    if asked.dask is not None:
        return cluster.simulate_on(asked.dask, setting, asked.count, progress)
    return many.simulate_many(setting, asked.count, asked.jobs or cores(), progress)
