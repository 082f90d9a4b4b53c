"""`wxc verify`: cases of the contracts, put to a service or to our own stubs."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from .output import Format, FormatOption, console
from .problem import UsageProblem
from .targets import complete_domain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from rich.console import Console

    from workexec_contracts.report import Report
    from workexec_contracts.verification import Selection, Target

MOCKS = Path("mocks")


class Against(StrEnum):
    """Which of our own implementations the cases are put to."""

    STUBS = "stubs"
    PROVIDERS = "providers"
    BOTH = "both"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(verify)


def verify(  # the options of a command are its arguments
    domains: Annotated[list[str] | None, typer.Argument(autocompletion=complete_domain)] = None,
    *,
    all_: Annotated[bool, typer.Option("--all", help="Every domain.")] = False,
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="A running service; else our own stubs are started.")
    ] = None,
    token: Annotated[
        str | None, typer.Option(envvar="WXC_TOKEN", help="Its bearer token; no report repeats it.")
    ] = None,
    dataset: Annotated[bool, typer.Option("--dataset", help="The service holds our rows.")] = False,
    reachable: Annotated[
        bool, typer.Option("--reachable", help="Leave out what the service cannot be asked.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="A service that breaks a PENDING contract fails the build.")
    ] = False,
    operation: Annotated[str | None, typer.Option(metavar="NAME", help="One operation.")] = None,
    case: Annotated[str, typer.Option(metavar="TEXT", help="Cases with this in their name.")] = "",
    seed: Annotated[str | None, typer.Option(help="Of ids and keys; else a new one.")] = None,
    against: Annotated[Against, typer.Option(help="Which of ours, without --base-url.")] = Against.BOTH,
    mocks: Annotated[Path | None, typer.Option(help="Else ./mocks, else made from the contracts.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="A page for people.")] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="JUnit XML for a pipeline.")] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="The same as --format json.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the verdict alone.")] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Put every case of the contracts to our stubs and reference providers, or to a running service.

    Exit code: 0 all passed, 1 a contract is broken, 2 wrong usage or unreachable, 3 unknown.

    Examples: wxc verify --all · wxc verify --all --html report/index.html ·
    wxc verify pricing --base-url http://127.0.0.1:9000 · wxc verify crm order --base-url
    https://test.example.com --token "$TOKEN" --junit verify.xml · wxc verify pricing --case "half cents"
    """
    from workexec_contracts import verification  # noqa: PLC0415  # `wxc --help` stays fast

    _check(all_=all_, named=bool(domains or operation), token=token)
    selection = verification.Selection(
        domains=tuple(domains or ()), operation=operation, case=case, reachable=reachable
    )
    verification.chosen_operations(selection)  # a wrong name starts nothing
    out = console(stderr=style is Format.JSON, quiet=style is Format.JSON and quiet)
    reports = []
    for opened in _targets(base_url, token, mocks, against, dataset=dataset):
        with opened as target:
            reports.append(_run(target, selection, seed or uuid4().hex, out, strict=strict, quiet=quiet))
    from workexec_contracts.report import as_json  # noqa: PLC0415  # the same

    _record(reports[0])  # the stubs', or the service's: what `wxc status` shows
    for at, report in enumerate(reports):
        _write(report, *(_beside(path, report.target if at else "") for path in (html, junit, json)))
    if style is Format.JSON:
        texts = [as_json(report) for report in reports]
        typer.echo(texts[0] if len(texts) == 1 else f"[{','.join(texts)}]", nl=False)
    raise typer.Exit(min((report.exit_code for report in reports if report.exit_code), default=0))


def _beside(path: Path | None, target: str) -> Path | None:
    """The file of the first report, or one beside it that names the later one's target."""
    return path.with_stem(f"{path.stem}-{target}") if path and target else path


def _check(*, all_: bool, named: bool, token: str | None) -> None:
    if all_ == named:
        raise UsageProblem(
            what="both --all and names" if all_ else "nothing to verify",
            where="the command line",
            expected="one or more domains, or --operation, or --all",
            fix="for example: wxc verify --all",
        )
    if token is not None and not token.strip():
        raise UsageProblem(
            "the token is blank", "--token or WXC_TOKEN", "a bearer token", "give none, or one"
        )


def _targets(
    base_url: str | None, token: str | None, mocks: Path | None, against: Against, *, dataset: bool
) -> Iterator[AbstractContextManager[Target]]:
    from workexec_contracts import verification  # noqa: PLC0415  # `wxc --help` stays fast

    if base_url is not None:
        yield nullcontext(verification.service(base_url, token, dataset=dataset))
        return
    if against is not Against.PROVIDERS:
        yield verification.stubs(mocks or (MOCKS if (MOCKS / "mappings").is_dir() else None))
    if against is not Against.STUBS:
        yield verification.providers()


def _run(
    target: Target, selection: Selection, seed: str, out: Console, *, strict: bool, quiet: bool
) -> Report:
    from workexec_contracts import report, verification  # noqa: PLC0415  # `wxc --help` stays fast

    collector, printer = report.Collector(), report.Console(out, quiet=quiet)

    async def listen() -> None:
        async for event in verification.Runner(target, selection, seed, strict=strict).events():
            collector.on(event)
            printer.on(event)

    asyncio.run(listen())
    printer.close(collector.report)
    return collector.report


def _record(done: Report) -> None:
    from workexec_contracts import report  # noqa: PLC0415  # `wxc --help` stays fast

    try:
        report.record(done)
    except OSError as error:
        raise _unwritable(error) from error


def _unwritable(error: OSError) -> UsageProblem:
    return UsageProblem(
        f"a report cannot be written: {error.strerror}",
        str(error.filename),
        "a file in a folder that can be written to",
        "name another",
    )


def _write(done: Report, html: Path | None, junit: Path | None, json: Path | None) -> None:
    from workexec_contracts import report  # noqa: PLC0415  # `wxc --help` stays fast

    texts = (
        (html, report.html),
        (junit, report.junit),
        (json, report.as_json),
    )
    try:
        for path, text_of in texts:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text_of(done), encoding="utf-8", errors="replace")
    except OSError as error:
        raise _unwritable(error) from error
