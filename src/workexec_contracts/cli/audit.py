"""`wxc audit`: whether a WorkExec that we did not write keeps its policies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .addresses import Style
from .auditing import Printing, print_rulings, run_audit, tolerance_of
from .bundled import evidenced
from .output import Format, FormatOption

if TYPE_CHECKING:
    from workexec_contracts.audit import Setting

commands = typer.Typer(help="Verdicts about a consumer in any language, from outside.")

ToleranceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--tolerance",
        metavar="NAME=SECONDS",
        help="early, late, timeout (more after a time-out), replay; may be given again.",
    ),
]
LogOption = Annotated[
    Path | None, typer.Option("--log", metavar="FILE", help="Its log: no line of it may hold a token.")
]
HtmlOption = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="A page for people.")]
JunitOption = Annotated[
    Path | None, typer.Option("--junit", metavar="FILE", help="JUnit XML for a pipeline.")
]
JsonOption = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="The same as --format json.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print the verdict alone.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.add_typer(commands, name="audit")


@commands.command()
@evidenced("audit run")
def run(
    trigger_url: Annotated[
        str, typer.Option(metavar="URL", help="The audited service, configured with the stubs.")
    ],
    plan: Annotated[str, typer.Option(help="full, or quick: without time-outs and TTLs.")] = "full",
    triggers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Its paths and bodies, where they differ.")
    ] = None,
    stubs_port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65535, help="Starts our stubs there; the service must be configured with it."
        ),
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Stubs that are running (wxc up), instead.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A domain or an operation; may be given again.")
    ] = None,
    tolerance: ToleranceOption = None,
    ttl_factor: Annotated[
        float | None,
        typer.Option(min=1, help="How many times shorter its TTLs were made (WXC_TTL_FACTOR of ours)."),
    ] = None,
    reachable: Annotated[
        bool, typer.Option("--reachable", help="Leave out what the service cannot be asked.")
    ] = False,
    log: LogOption = None,
    mocks: Annotated[Path | None, typer.Option(help="Else ./mocks, else made from the contracts.")] = None,
    addresses: Annotated[
        Style, typer.Option(help="How to print what the service has to be configured with.")
    ] = Style.ENV,
    html: HtmlOption = None,
    junit: JunitOption = None,
    json: JsonOption = None,
    quiet: QuietOption = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Switch the stubs, trigger WorkExec, read what came, and judge it clause by clause.

    Exit code: 0 everything is kept, 1 something is broken, 2 wrong usage or unreachable, 3 unknown.

    Examples: wxc audit run --trigger-url http://127.0.0.1:8081 --stubs-port 8089 --ttl-factor 120 ·
    wxc audit run --trigger-url http://127.0.0.1:8081 --base-url http://127.0.0.1:8089 --plan quick ·
    wxc audit run --trigger-url http://127.0.0.1:7070 --stubs-port 8089 --triggers triggers.toml --reachable
    """
    from .auditstubs import plan_of, stubs, trigger_url_of, triggers_of  # noqa: PLC0415  # `wxc --help` stays fast

    service_url = trigger_url_of(trigger_url)
    chosen, told, limits = plan_of(plan), triggers_of(triggers), tolerance_of(tolerance)
    printing = Printing(html, junit, json, style, quiet=quiet)
    with stubs(base_url, stubs_port, mocks) as url:
        printing.addresses(url, addresses)
        from workexec_contracts.audit import Auditor, Setting  # noqa: PLC0415  # the same

        setting: Setting = Setting(
            trigger_url=service_url,
            stubs_url=url,
            triggers=told,
            plan=chosen,
            only=frozenset(only or ()),
            tolerance=limits,
            ttl_factor=ttl_factor,
            log=log,
            reachable=reachable,
        )
        code = run_audit(Auditor(setting), printing)
    raise typer.Exit(code)


@commands.command()
@evidenced("audit journal")
def journal(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="GET /__admin/requests of a WireMock, or a HAR.")
    ],
    tolerance: ToleranceOption = None,
    log: LogOption = None,
    html: HtmlOption = None,
    junit: JunitOption = None,
    json: JsonOption = None,
    quiet: QuietOption = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Judge what a recording shows, without triggering anything.

    Exit code: 0 everything that it shows is kept, 1 something is broken, 2 wrong usage, 3 it shows nothing.

    Examples: curl http://127.0.0.1:8089/__admin/requests > journal.json; wxc audit journal journal.json ·
    wxc audit journal traffic.har --junit audit.xml
    """
    from workexec_contracts.audit import audit_recording  # noqa: PLC0415  # `wxc --help` stays fast

    events = audit_recording(file, tolerance_of(tolerance), log)
    raise typer.Exit(print_rulings(events, Printing(html, junit, json, style, quiet=quiet)))
