"""`wxc up`: every neighbour on this machine, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console

from .addresses import Style, as_text
from .output import Format, print_rows
from .problem import UsageProblem
from .targets import domain_of

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain
    from workexec_contracts.stubs.process import WireMock

console = Console(stderr=True)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(up)


def up(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Else any free port.")] = None,
    per_domain_ports: Annotated[bool, typer.Option(help="A WireMock for each domain.")] = False,
    real: Annotated[
        list[str] | None, typer.Option(help="Pass a domain through: pricing=http://127.0.0.1:9000.")
    ] = None,
    record: Annotated[Path | None, typer.Option(help="Keep the traffic that passed through here.")] = None,
    mocks: Annotated[Path | None, typer.Option(help="Else ./mocks, else made from the contracts.")] = None,
    profile: Annotated[str, typer.Option(help="dev starts fast, load answers fast.")] = "dev",
    style: Annotated[Style, typer.Option("--format", help="How to print the base URLs.")] = Style.TABLE,
) -> None:
    """Start every neighbour as a stub, print base URLs, show unmatched requests; Ctrl-C stops.

    Examples: wxc up · wxc up --port 8089 --format spring · wxc up --real pricing=http://127.0.0.1:9000
    """
    from workexec_contracts.contracts import domains  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.stubs import running  # noqa: PLC0415  # the same

    for number in (signal.SIGINT, signal.SIGTERM):  # a shell starts background jobs with SIGINT ignored
        signal.signal(number, signal.default_int_handler)
    passed = _passed_through(real or [])
    kind = _profile(profile)
    if per_domain_ports and port is not None:
        raise UsageProblem(
            "--port and --per-domain-ports exclude each other", "the command line", "one", "drop one"
        )
    with ExitStack() as stack:
        root = _root(mocks, stack)
        try:
            groups = [[domain] for domain in domains()] if per_domain_ports else [list(domains())]
            servers = {
                domain.name: _started(group, root, port, kind, stack)
                for group in groups
                for domain in group[:1]
            }
            urls = {domain.name: servers[group[0].name].url for group in groups for domain in group}
            file = Path.cwd() / running.FOLDER / "stubs.json"
            running.save(running.Running(urls, os.getpid()), file)
            stack.callback(running.forget, file, os.getpid())
            _pass_through(urls, passed)
            _print(urls, style, passed)
            _watch(root, urls)
        except KeyboardInterrupt:
            _keep(urls if "urls" in locals() else {}, passed, record)
            console.print("stopped")


def _profile(name: str) -> Literal["dev", "load"]:
    if name == "dev":
        return "dev"
    if name == "load":
        return "load"
    raise UsageProblem(f"no profile is called {name}", "--profile", "dev or load", "--profile load")


def _passed_through(given: list[str]) -> dict[str, tuple[Domain, dict[str, Any]]]:
    from workexec_contracts.stubs import passthrough  # noqa: PLC0415  # `wxc --help` stays fast

    passed = {}
    for text in given:
        name, _, target = text.partition("=")
        domain = domain_of(name)
        try:
            passed[name] = (domain, passthrough.mapping(domain, target))
        except ValueError as error:
            raise UsageProblem(
                str(error), "--real", "DOMAIN=URL", f"--real {name}=http://127.0.0.1:9000"
            ) from error
    return passed


def _root(mocks: Path | None, stack: ExitStack) -> Path:
    from workexec_contracts.stubs import mappings  # noqa: PLC0415  # `wxc --help` stays fast

    if mocks is not None and not (mocks / "mappings").is_dir():
        raise UsageProblem(
            f"{mocks} is no WireMock root",
            "--mocks",
            "a folder with mappings/",
            "wxc regenerate writes mocks/",
        )
    if mocks is None and Path("mocks/mappings").is_dir():
        mocks = Path("mocks")
    if mocks is None:
        mocks = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wxc-mocks-")))
        mappings.write(mocks)
    return mocks


def _started(
    group: list[Domain], root: Path, port: int | None, profile: Literal["dev", "load"], stack: ExitStack
) -> WireMock:
    from workexec_contracts.stubs.process import WireMock  # noqa: PLC0415  # `wxc --help` stays fast

    folder = root
    if len(group) == 1:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wxc-domain-")))
        (folder / "mappings").mkdir()
        for source in (root / "mappings" / group[0].name, root / "mappings" / "unmatched.json"):
            if source.exists():
                (folder / "mappings" / source.name).symlink_to(source.resolve())
    return stack.enter_context(WireMock(folder, port=port, profile=profile))


def _pass_through(urls: dict[str, str], passed: dict[str, tuple[Domain, dict[str, Any]]]) -> None:
    from workexec_contracts.stubs.admin import Admin  # noqa: PLC0415  # `wxc --help` stays fast

    for name, (_, mapping) in passed.items():
        with Admin(urls[name]) as admin:
            admin.import_mappings([mapping])


def _print(urls: dict[str, str], style: Style, passed: dict[str, tuple[Domain, dict[str, Any]]]) -> None:
    if style is not Style.TABLE:
        typer.echo(as_text(urls, style))
        return
    from workexec_contracts.contracts import domains  # noqa: PLC0415  # `wxc --help` stays fast

    rows = [
        {
            "domain": domain.name,
            "owner": domain.owner,
            "base_url": urls[domain.name],
            "answers": passed[domain.name][1]["metadata"]["target"] if domain.name in passed else "stubbed",
        }
        for domain in domains()
    ]
    print_rows(rows, ["domain", "owner", "base_url", "answers"], Format.TABLE)
    typer.echo("Ctrl-C stops. In another terminal: wxc switch pricing down")


def _watch(root: Path, urls: dict[str, str]) -> None:
    from .watching import watch  # noqa: PLC0415  # `wxc --help` stays fast

    watch(root, sorted(set(urls.values())), console)


def _keep(
    urls: dict[str, str], passed: dict[str, tuple[Domain, dict[str, Any]]], record: Path | None
) -> None:
    from workexec_contracts.stubs import passthrough  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.stubs.admin import Admin  # noqa: PLC0415  # the same

    if record is None:
        return
    for name, (domain, _) in passed.items():
        with Admin(urls[name]) as admin:
            file = passthrough.save(record, domain, passthrough.recorded(admin, domain))
        console.print(f"recorded: {file}")
