"""`wxc up`: every neighbour on this machine, until Ctrl-C."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .addresses import Style, as_text
from .output import Format, console, print_rows
from .problem import UsageProblem, alone
from .targets import complete_real

if TYPE_CHECKING:
    from .passing import Real


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(up)


def up(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Else any free port.")] = None,
    per_domain_ports: Annotated[
        bool, typer.Option("--per-domain-ports", help="A WireMock for each.")
    ] = False,
    real: Annotated[
        list[str] | None,
        typer.Option(
            help="Pass a domain through: pricing=http://127.0.0.1:9000.", autocompletion=complete_real
        ),
    ] = None,
    record: Annotated[Path | None, typer.Option(help="Keep the traffic that passed through here.")] = None,
    mocks: Annotated[Path | None, typer.Option(help="Else ./mocks, else made from the contracts.")] = None,
    profile: Annotated[str, typer.Option(help="dev starts fast, load answers fast.")] = "dev",
    style: Annotated[Style, typer.Option("--format", help="How to print the base URLs.")] = Style.TABLE,
    ui: Annotated[bool, typer.Option("--ui", help="Serve the control room, a page that shows all.")] = False,
    ui_port: Annotated[int | None, typer.Option(min=1, max=65535, help="Else any free port.")] = None,
) -> None:
    """Start every neighbour as a stub, print base URLs, show unmatched requests; Ctrl-C stops.

    For example:

    wxc up

    wxc up --port 8089 --format spring

    wxc up --real pricing=http://127.0.0.1:9000 --record traffic

    wxc up --ui --ui-port 8090
    """
    from .controlling import control_room  # noqa: PLC0415  # `wxc --help` stays fast
    from .passing import check_recording, pass_through, real_services, warn  # noqa: PLC0415  # the same
    from .starting import root_of, start  # noqa: PLC0415  # the same
    from .watching import watch  # noqa: PLC0415  # the same

    told = console(stderr=True)
    passed, kind = real_services(real or []), _profile(profile)
    _check(port, record, per_domain=per_domain_ports, real=bool(passed))
    if ui_port is not None and not ui:
        raise alone("--ui-port", "--ui", "a page to serve there")
    if record is not None:
        check_recording(passed, record)
    warn(passed)
    _stop_by_signals()
    try:
        with ExitStack() as stack:
            root = root_of(mocks, stack)
            servers = start(root, stack, port=port, per_domain=per_domain_ports, profile=kind)
            pass_through(servers, passed, record, stack)
            urls = {name: server.process.url for server in servers for name in server.domains}
            _announce(urls, stack)
            room = control_room(servers, ui_port, stack) if ui else None
            _print(urls, style, passed)
            if room is not None:
                typer.echo(f"control room: {room}", err=style is not Style.TABLE)
            watch(root, servers, told)
    except KeyboardInterrupt:
        told.print("stopped")


def _profile(name: str) -> Literal["dev", "load"]:
    if name == "dev":
        return "dev"
    if name == "load":
        return "load"
    raise UsageProblem(f"no profile is called {name}", "--profile", "dev or load", "--profile load")


def _check(port: int | None, record: Path | None, *, per_domain: bool, real: bool) -> None:
    if per_domain and port is not None:
        what = "--port and --per-domain-ports exclude each other"
        raise UsageProblem(what, "the command line", "one of them", "drop one")
    if record is not None and not real:
        what = "nothing is recorded where nothing passes through"
        raise UsageProblem(
            what, "--record", "--real beside it", f"add --real pricing=URL, or drop --record {record}"
        )


def _stop_by_signals() -> None:
    """A termination and the end of the terminal are Ctrl-C, too."""
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell starts background jobs with SIGINT ignored
        signal.signal(number, signal.default_int_handler)
    hangup = getattr(signal, "SIGHUP", None)  # Windows has none
    if hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN:  # nohup ignores it
        signal.signal(hangup, _stop_once)


def _stop_once(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # shell and kernel both tell it: the second must not cut the end
    raise KeyboardInterrupt


def _announce(urls: dict[str, str], stack: ExitStack) -> None:
    from workexec_contracts.stubs import running  # noqa: PLC0415  # `wxc --help` stays fast

    file = Path.cwd() / running.FOLDER / "stubs.json"
    stack.callback(running.forget, file, os.getpid())
    running.save(running.Running(urls, os.getpid()), file)


def _print(urls: dict[str, str], style: Style, real: Real) -> None:
    from workexec_contracts.contracts import domains  # noqa: PLC0415  # `wxc --help` stays fast

    if style is not Style.TABLE:
        typer.echo(as_text(urls, style))
        return
    rows = [
        {
            "domain": domain.name,
            "owner": domain.owner,
            "base_url": urls[domain.name],
            "answers": real[domain.name][1] if domain.name in real else "stubbed",
        }
        for domain in domains()
    ]
    print_rows(rows, ["domain", "owner", "base_url", "answers"], Format.TABLE)
    typer.echo("Ctrl-C stops. In another terminal: wxc switch pricing down")
