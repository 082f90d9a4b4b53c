"""`wxc switch`: a neighbour down, slow, flaky, lossy, or answering one error."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from .output import Format, FormatOption, print_json, some
from .targets import complete_code, complete_mode, complete_target, operations_of

WIREMOCK = "http://127.0.0.1:8080"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(switch)


def switch(
    target: Annotated[
        str, typer.Argument(help="A domain, an operation, or all.", autocompletion=complete_target)
    ],
    mode: Annotated[
        str,
        typer.Argument(
            help="down, reset, empty, slow, flaky, lossy, error CODE; or ok, which ends it.",
            autocompletion=complete_mode,
        ),
    ],
    code: Annotated[
        str | None, typer.Argument(help="The error code, for mode error.", autocompletion=complete_code)
    ] = None,
    ms: Annotated[
        int | None, typer.Option(help="slow: a fixed delay in milliseconds, else 3000; an hour at most.")
    ] = None,
    median_ms: Annotated[
        float | None, typer.Option(help="slow: a lognormal delay of this median instead.")
    ] = None,
    sigma: Annotated[
        float | None, typer.Option(help="slow: the sigma of the lognormal delay, else 0.5.")
    ] = None,
    times: Annotated[int | None, typer.Option(help="flaky: how many calls fail, else 2.")] = None,
    percent: Annotated[
        int | None, typer.Option(help="lossy: the percentage of calls that fail, else 1.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="A WireMock or reference providers; else wxc up's.")] = None,
    curl: Annotated[
        bool, typer.Option("--curl", help="Print the admin calls instead of making them.")
    ] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Switch running stubs or providers; a new switch replaces the earlier one of the same operations.

    For example:

    wxc switch pricing down

    wxc switch crm slow --ms 2500

    wxc switch order flaky --times 3

    wxc switch calculateTax error TAX_CODE_NOT_CONFIGURED

    wxc switch all ok
    """
    from workexec_contracts.contracts import domains  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.stubs import running, switches  # noqa: PLC0415  # the same

    from . import providing  # noqa: PLC0415  # the same
    from .asked import asked  # noqa: PLC0415  # the same
    from .turning import Done, turn  # noqa: PLC0415  # the same

    operations = operations_of(target)
    figures = {"delay_ms": ms, "median_ms": median_ms, "sigma": sigma, "times": times, "percent": percent}
    wanted = asked(target, mode, code, {name: it for name, it in figures.items() if it is not None})
    if curl:
        typer.echo(switches.as_curl(wanted, operations, (url or WIREMOCK).rstrip("/")))
        return
    base = (url or os.environ.get(running.URL_VARIABLE) or "").rstrip("/")
    if running.is_base_url(base) and providing.are_at(base):
        switched = providing.apply(base, wanted, operations)
        done = Done(switched or [operation.operation_id for _, operation in operations], [base])
    else:
        done = turn(running.find(url, tuple(domain.name for domain in domains())), wanted, operations)
    if style is Format.JSON:
        told = {"target": target, "mode": mode, "code": code}
        print_json({**told, "operations": done.operations, "urls": done.urls})
    else:
        counted = f"{len(done.operations)} operation{'s' if len(done.operations) > 1 else ''}"
        typer.echo(f"{target}: {' '.join(filter(None, (mode, code)))} ({counted}) at {some(done.urls)}")
