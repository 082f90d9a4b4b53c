"""`wxc simulate`: shops, people, neighbours and faults under virtual time, and what must hold meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .output import Format, FormatOption


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(simulate)


def complete_faults(incomplete: str) -> list[str]:
    """Shell completion."""
    from workexec_contracts.simulation.schedules import names  # noqa: PLC0415  # `wxc --help` stays fast

    return [name for name in names() if name.startswith(incomplete)]


def simulate(  # the options of a command are its arguments
    *,
    seed: Annotated[int, typer.Option(help="Of all that is drawn: the same seed, the same history.")] = 0,
    shops: Annotated[int, typer.Option(min=1, help="How many there are.")] = 5,
    days: Annotated[float, typer.Option(min=0.01, help="Of virtual time.")] = 7,
    a_day: Annotated[
        float, typer.Option("--a-day", min=0, help="Work orders of a shop in a day, on average.")
    ] = 5,
    faults: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="A TOML file, or the name of one in simulations/; else nothing goes wrong.",
            autocompletion=complete_faults,
        ),
    ] = None,
    runs: Annotated[
        int, typer.Option("--runs", "--seeds", min=1, help="How many seeds, from --seed on.")
    ] = 1,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Processes for --runs; else one for each core.")
    ] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler whose workers take the --runs.")
    ] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="A page for people.")] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="JUnit XML for a pipeline.")] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="The same as --format json.")] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="A row for each operation.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the verdict alone.")] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Simulate repair shops, WorkExec and all neighbours with faults, and hold the history to the contracts.

    Exit code: 0 every claim held, 1 one is broken, 2 wrong usage, 3 unknown: none was put to the test.

    Examples: wxc simulate · wxc simulate --seed 7 --shops 50 --days 30 --faults order-outage ·
    wxc simulate --faults bad-week --html report/simulation.html ·
    wxc simulate --runs 1000 --days 1 --faults my-faults.toml --jobs 4 ·
    wxc simulate --runs 10000 --dask tcp://10.0.0.1:8786
    """
    from .simulating import Files, Wanted, run  # noqa: PLC0415  # `wxc --help` stays fast

    wanted = Wanted(
        seed=seed, shops=shops, days=days, a_day=a_day, faults=faults, runs=runs, jobs=jobs, dask=dask
    )
    raise typer.Exit(run(wanted, Files(html, junit, json, csv), style, quiet=quiet))
