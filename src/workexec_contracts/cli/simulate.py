"""`wxc simulate`: shops, people, neighbours and faults under virtual time, and what must hold meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .bundled import evidenced
from .load import Target
from .output import Format, FormatOption


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(evidenced("simulate")(simulate))


def complete_faults(incomplete: str) -> list[str]:
    """Shell completion."""
    from workexec_contracts.simulation.schedules import names  # noqa: PLC0415  # `wxc --help` stays fast

    return [name for name in names() if name.startswith(incomplete)]


def complete_claim(incomplete: str) -> list[str]:
    """Shell completion."""
    from workexec_contracts.simulation.scenario import files  # noqa: PLC0415  # `wxc --help` stays fast

    return [file.stem for file in files() if file.stem.startswith(incomplete)]


def complete_workflow(incomplete: str) -> list[str]:
    """Shell completion."""
    from workexec_contracts.simulation.scope import Scope  # noqa: PLC0415  # `wxc --help` stays fast

    return [name for name in Scope if name.startswith(incomplete)]


def simulate(  # the options of a command are its arguments
    *,
    seed: Annotated[
        int | None, typer.Option(help="Of all that is drawn: the same seed, the same history; else 0.")
    ] = None,
    shops: Annotated[int | None, typer.Option(min=1, help="How many there are; else 5.")] = None,
    days: Annotated[float | None, typer.Option(min=0.01, help="Of virtual time; else 7.")] = None,
    a_day: Annotated[
        float | None,
        typer.Option("--a-day", min=0, help="Work orders of a shop in a day; else 5."),
    ] = None,
    faults: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="A TOML file, or the name of one in simulations/; else nothing goes wrong.",
            autocompletion=complete_faults,
        ),
    ] = None,
    runs: Annotated[
        int | None, typer.Option("--runs", "--seeds", min=1, help="How many seeds, from --seed on; else 1.")
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", min=1, help="Processes at most, if it pays; else one for each core."),
    ] = None,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler whose workers take the --runs.")
    ] = None,
    shrink: Annotated[
        bool, typer.Option("--shrink", help="Make the first violation small, within --budget.")
    ] = False,
    replay: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Run a violation again that was kept in a file.")
    ] = None,
    search: Annotated[
        bool, typer.Option("--search", help="Look for violations over seeds and faults, within --budget.")
    ] = False,
    exhaustive: Annotated[
        bool, typer.Option("--exhaustive", help="Try all combinations of faults in one work order's life.")
    ] = False,
    faults_at_most: Annotated[
        int | None, typer.Option(min=0, metavar="K", help="--exhaustive: in one combination; else 1.")
    ] = None,
    workflow: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="--exhaustive: a part of the life.", autocompletion=complete_workflow
        ),
    ] = None,
    scenario: Annotated[
        str | None,
        typer.Option(
            metavar="CLAIM",
            help="A file of simulations/, with what it expects.",
            autocompletion=complete_claim,
        ),
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Take the steps that meet --faults in real time, too.")
    ] = False,
    against: Annotated[Target | None, typer.Option(help="--live: which of ours; else stubs.")] = None,
    budget: Annotated[
        str | None, typer.Option(metavar="TIME", help="As 60s or 2m; else 60s, for --exhaustive none.")
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
    wxc simulate --faults bad-week --html simulation.html ·
    wxc simulate --runs 1000 --days 1 --faults my-faults.toml --jobs 4 --shrink ·
    wxc simulate --runs 10000 --dask tcp://10.0.0.1:8786 · wxc simulate --search --budget 2m ·
    wxc simulate --exhaustive --faults-at-most 2 --workflow finalize ·
    wxc simulate --replay report/replay-money_adds_up.json ·
    wxc simulate --scenario order_down_two_hours_blocks_finalization_and_loses_nothing ·
    wxc simulate --live --faults order-outage
    """
    from .simulating import Asked, run  # noqa: PLC0415  # `wxc --help` stays fast

    asked = Asked(
        seed=seed,
        shops=shops,
        days=days,
        a_day=a_day,
        faults=faults,
        runs=runs,
        jobs=jobs,
        dask=dask,
        shrink=shrink,
        budget=budget,
        replay=replay,
        search=search,
        exhaustive=exhaustive,
        faults_at_most=faults_at_most,
        workflow=workflow,
        scenario=scenario,
        live=live,
        against=against.value if against else None,
        html=html,
        junit=junit,
        json=json,
        csv=csv,
    )
    raise typer.Exit(run(asked, style, quiet=quiet))
