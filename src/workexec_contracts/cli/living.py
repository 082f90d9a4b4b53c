"""`wxc simulate --live` and `--scenario`: the same faults in real time; a claim that is a file."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from .loadtargets import target_of
from .output import Format
from .written import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rich.console import Console

    from workexec_contracts.simulation.faults import Faults
    from workexec_contracts.simulation.live import Compared, Neighbourhood
    from workexec_contracts.simulation.scenario import Judged


def live(faults: Faults, against: str, file: Path | None, style: Format, told: Console) -> int:
    """Takes the steps that meet a fault in both worlds, and says where they differ. Raises NotLive."""
    from workexec_contracts.simulation import live  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.verdict import EXIT, Verdict  # noqa: PLC0415  # the same

    compared: list[Compared] = []
    verdict = Verdict.UNKNOWN
    live.switched(faults)  # what cannot be had in real time is told before anything is started
    with _neighbourhood(against) as neighbourhood:
        for event in live.run(faults, neighbourhood):
            if isinstance(event, live.Planned):
                steps = ", ".join(step.name for step in event.steps)
                about = f"{faults.title}: {steps}, some {event.expected_s:.0f} s"
                told.print(about, markup=False, highlight=False)
            elif isinstance(event, live.Compared):
                compared.append(event)
                if style is Format.TABLE and not told.quiet:
                    typer.echo(_line(event))
            else:
                verdict = event.verdict
    _write(compared, verdict, file, style)
    if style is Format.TABLE:
        typer.echo(f"live: {verdict} ({len(compared)} steps in virtual and in real time)")
    return EXIT[verdict]


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


def _write(compared: list[Compared], verdict: str, file: Path | None, style: Format) -> None:
    steps = [_row(one) for one in compared]
    text = json.dumps({"verdict": verdict, "steps": steps}, indent=1, ensure_ascii=False) + "\n"
    write(text, [(file, str)])
    if style is Format.JSON:
        typer.echo(text, nl=False)


def _row(one: Compared) -> dict[str, Any]:
    return {
        "step": one.step.name,
        "phase": one.phase,
        "verdict": one.verdict.value,
        "differences": list(one.differences),
        "answered": {"simulated": one.simulated.answered, "real": one.real.answered},
        "statuses": {
            "simulated": [[each.operation, each.status] for each in one.simulated.attempts],
            "real": [[each.operation, each.status] for each in one.real.attempts],
        },
    }


def claim(name: str, progress: Callable[[float], None]) -> Judged:
    """Runs the scenario of that name. Raises ScenarioError."""
    from workexec_contracts.simulation import scenario  # noqa: PLC0415  # `wxc --help` stays fast

    return scenario.run(scenario.read(scenario.find(name)), progress)
