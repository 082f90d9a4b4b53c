"""`wxc simulate --live` and `--scenario`: the same faults in real time; a claim that is a file."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from .loadtargets import target_of
from .output import Format
from .written import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rich.console import Console

    from workexec_contracts.report.simulation import About, LiveResult
    from workexec_contracts.simulation.faults import Faults
    from workexec_contracts.simulation.live import Compared, Neighbourhood
    from workexec_contracts.simulation.scenario import Judged


def live(
    faults: Faults, against: str, file: Path | None, style: Format, told: Console, about: Callable[[], About]
) -> int:
    """Takes the steps that meet a fault in both worlds, and says where they differ. Raises NotLive."""
    from workexec_contracts.report.simulation import of_live  # noqa: PLC0415  # the same
    from workexec_contracts.simulation import live  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.verdict import Verdict  # noqa: PLC0415  # the same

    compared: list[Compared] = []
    verdict = Verdict.UNKNOWN
    live.switched(faults)  # what cannot be had in real time is told before anything is started
    with _neighbourhood(against) as neighbourhood:
        for event in live.run(faults, neighbourhood):
            if isinstance(event, live.Planned):
                steps = ", ".join(step.name for step in event.steps)
                coming = f"{faults.title}: {steps}, some {event.expected_s:.0f} s"
                told.print(coming, markup=False, highlight=False)
            elif isinstance(event, live.Compared):
                compared.append(event)
                if style is Format.TABLE and not told.quiet:
                    typer.echo(_line(event))
            else:
                verdict = event.verdict
    result = of_live(faults.title, against, compared, verdict, about())
    _write(result, file, style)
    return result.exit_code


@contextmanager
def _neighbourhood(against: str) -> Iterator[Neighbourhood]:
    from workexec_contracts.simulation import live  # noqa: PLC0415  # `wxc --help` stays fast

    if against == "providers":
        yield live.Providers()
    else:
        with target_of(None, "stubs", ()) as target:
            yield live.Stubs(target.url)


def _line(one: Compared) -> str:
    attempts = ", ".join(f"{each.operation} {each.status or 'no answer'}" for each in one.real.attempts)
    what = (
        f"{one.verdict:<8}{one.step.name}, {one.phase}: {one.real.answered} after {attempts or 'no attempt'}"
    )
    return "\n".join((what, *(f"        {difference}" for difference in one.differences)))


def _write(result: LiveResult, file: Path | None, style: Format) -> None:
    from workexec_contracts.report.bundle.shown import shown_live  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.report.simulation import live_json  # noqa: PLC0415  # the same

    write(result, [(file, live_json)], shown_live)
    if style is Format.JSON:
        typer.echo(live_json(result), nl=False)
    else:
        typer.echo(f"live: {result.verdict} ({len(result.steps)} steps in virtual and in real time)")


def claim(name: str, progress: Callable[[float], None]) -> Judged:
    """Runs the scenario of that name. Raises ScenarioError."""
    from workexec_contracts.simulation import scenario  # noqa: PLC0415  # `wxc --help` stays fast

    return scenario.run(scenario.read(scenario.find(name)), progress)
