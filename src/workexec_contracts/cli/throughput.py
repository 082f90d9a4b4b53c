"""`wxc throughput`: how many events a second each consumer sustains within its SLA."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from .bundled import evidenced
from .load import Target
from .output import Format, FormatOption
from .targets import complete_domain


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(evidenced("throughput")(throughput))


def throughput(  # the options of a command are its arguments
    *,
    domains: Annotated[
        list[str] | None, typer.Argument(metavar="[DOMAIN]...", autocompletion=complete_domain)
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every domain that takes events.")] = False,
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="A running service; else our own are started.")
    ] = None,
    i_may_load: Annotated[
        str | None, typer.Option("--i-may-load", metavar="HOST", help="The host of --base-url, not loopback.")
    ] = None,
    token: Annotated[
        str | None, typer.Option(envvar="WXC_TOKEN", help="Its bearer token; no report repeats it.")
    ] = None,
    cacert: Annotated[
        Path | None, typer.Option(metavar="FILE", help="PEM: whom https trusts, instead of the machine's.")
    ] = None,
    against: Annotated[Target | None, typer.Option(help="Which of ours; else the providers.")] = None,
    start: Annotated[float, typer.Option(min=1, metavar="HZ", help="The first rate, in events/s.")] = 100,
    most: Annotated[float, typer.Option(min=1, metavar="HZ", help="The highest rate.")] = 12_800,
    hold: Annotated[
        float, typer.Option(min=0.5, max=600, metavar="SECONDS", help="How long a rate is held.")
    ] = 5,
    precision: Annotated[float, typer.Option(help="The knee is found within this factor.")] = 1.1,
    within: Annotated[
        float, typer.Option(min=1, max=7200, metavar="SECONDS", help="The time for each endpoint.")
    ] = 180,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that make load.")] = 1,
    seed: Annotated[str | None, typer.Option(help="Of the data; else a new one.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="A page with the plots.")] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="The same as --format json.")] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="A row for each rate.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the result alone.")] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Search the rate of events that each consumer sustains: its rate is doubled until it breaks.

    Exit code: 0 a rate or a lower bound is known of each, 2 wrong usage or unreachable, 3 one is unknown.

    Examples: wxc throughput order · wxc throughput --all --html throughput.html ·
    wxc throughput --all --base-url http://127.0.0.1:9000
    """
    from .searching import Files, Wanted, run  # noqa: PLC0415  # `wxc --help` stays fast

    wanted = Wanted(
        domains=tuple(domains or ()),
        all_=all_,
        base_url=base_url,
        may_load=i_may_load,
        token=token,
        against=against.value if against else None,
        limits={
            "start_hz": start,
            "least_hz": min(start, 10),
            "most_hz": most,
            "hold_s": hold,
            "precision": precision,
            "within_s": within,
        },
        workers=workers,
        seed=seed or uuid4().hex,
        cacert=cacert,
    )
    raise typer.Exit(run(wanted, Files(html, json, csv), style, quiet=quiet))
