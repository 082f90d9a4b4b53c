"""`wxc load`: Locust against stubs, reference providers or a test environment, and what it shows."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from .bundled import evidenced
from .output import Format, FormatOption


class Model(StrEnum):
    """What decides when the next request is made."""

    OPEN = "open"
    CLOSED = "closed"


class Target(StrEnum):
    """Which of our own neighbours are loaded."""

    STUBS = "stubs"
    PROVIDERS = "providers"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(evidenced("load")(load))


def complete_profile(incomplete: str) -> list[str]:
    """Shell completion."""
    from workexec_contracts.load import names  # noqa: PLC0415  # `wxc --help` stays fast

    return [name for name in names() if name.startswith(incomplete)]


def load(  # the options of a command are its arguments
    *,
    profile: Annotated[
        str, typer.Option(help="A file of loadtests/profiles.", autocompletion=complete_profile)
    ] = "smoke",
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
    against: Annotated[
        Target | None, typer.Option(help="Which of ours; else stubs where a fault needs them.")
    ] = None,
    faults: Annotated[bool, typer.Option("--faults/--no-faults", help="Those of the profile.")] = True,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that make load.")] = 1,
    model: Annotated[Model, typer.Option(help="open: at a rate; closed: so many users.")] = Model.OPEN,
    users: Annotated[int | None, typer.Option(min=1, help="closed: instead of the profile's.")] = None,
    duration: Annotated[
        float | None, typer.Option(min=1, metavar="SECONDS", help="Instead of the profile's.")
    ] = None,
    seed: Annotated[str | None, typer.Option(help="Of arrivals and data; else a new one.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="A page for people.")] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="JUnit XML for a pipeline.")] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="The same as --format json.")] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="A row for each operation.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the verdict alone.")] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Load the neighbours as a profile says, and judge every integration by its SLA.

    Exit code: 0 all keep their SLA, 1 one breaks it, 2 wrong usage or unreachable, 3 unknown.

    Examples: wxc load · wxc load --profile outage --html load.html ·
    wxc load --profile peak --workers 4 --base-url http://127.0.0.1:9000 ·
    wxc load --profile baseline --base-url https://test.example.com --i-may-load test.example.com
    """
    from .loading import Files, Wanted, run  # noqa: PLC0415  # `wxc --help` stays fast

    wanted = Wanted(
        profile=profile,
        base_url=base_url,
        may_load=i_may_load,
        token=token,
        against=against.value if against else None,
        faults=faults,
        workers=workers,
        model=model.value,
        users=users,
        duration_s=duration,
        seed=seed or uuid4().hex,
        cacert=cacert,
    )
    raise typer.Exit(run(wanted, Files(html, junit, json, csv), style, quiet=quiet))
