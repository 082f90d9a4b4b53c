"""The runs of one `wxc verify`: whom, what is printed, what is written, and the exit code of all."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .output import Format, console
from .problem import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from rich.console import Console

    from workexec_contracts.report import Report
    from workexec_contracts.verification import Selection, Source, Target, Unpublished

MOCKS = Path("mocks")


class Against(StrEnum):
    """Which of our own implementations the claims are put to."""

    STUBS = "stubs"
    PROVIDERS = "providers"
    BOTH = "both"


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    selection: Selection
    all_: bool
    base_url: str | None
    message_url: str | None
    states_url: str | None
    token: str | None
    dataset: bool
    strict: bool
    seed: str
    against: Against
    mocks: Path | None
    source: Source


@dataclass(frozen=True)
class Printing:
    """Where the reports go."""

    html: Path | None
    junit: Path | None
    json: Path | None
    style: Format
    quiet: bool

    @property
    def console(self) -> Console:
        """For people; standard output is for the JSON where that is asked for."""
        as_json = self.style is Format.JSON
        return console(stderr=as_json, quiet=as_json and self.quiet)


def run(asked: Asked, printing: Printing) -> int:
    """Verifies every target, prints and writes the reports; returns the exit code."""
    from workexec_contracts.report import as_json  # noqa: PLC0415  # `wxc --help` stays fast

    _refuse(asked)
    out, reports, problems = printing.console, [], []
    for opened in _targets(asked):
        with opened as target:
            report, problem = _run(target, asked, out, quiet=printing.quiet)
        reports.append(report)
        problems += [problem] if problem else []
    _record(reports)
    for at, report in enumerate(reports):
        files = (printing.html, printing.junit, printing.json)
        _write(report, *(_beside(path, report.target if at else "") for path in files))
    if printing.style is Format.JSON:
        texts = [as_json(report) for report in reports]
        typer.echo(texts[0] if len(texts) == 1 else f"[{','.join(texts)}]", nl=False)
    for problem in problems:
        typer.echo(f"wxc: {problem}", err=True)
    return min((report.exit_code for report in reports if report.exit_code), default=0)


def _refuse(asked: Asked) -> None:
    """Raises a Problem for what goes together badly, before anything is started."""
    from workexec_contracts import verification  # noqa: PLC0415  # `wxc --help` stays fast

    broker, selection = asked.source.broker, asked.selection
    if broker is not None:
        if selection.operation or selection.case or selection.reachable or asked.source.pacts:
            raise UsageProblem(
                "--broker-url with a selection of interactions",
                "the command line",
                "a broker is told about whole pacts",
                "leave out --operation, --case, --reachable and --pacts",
            )
        if broker.version is not None and asked.base_url is not None and asked.states_url is None:
            raise UsageProblem(
                "--publish without --states-url",
                "the command line",
                "an endpoint for provider states: a broker would be told that states are failures",
                "add --states-url, or leave --publish out",
            )
        verification.probe(broker)
    if asked.message_url is not None and not _about_workexec(asked):
        raise UsageProblem(
            "--message-url without WorkExec", "the command line", "workexec, or --all", "add: workexec"
        )
    if asked.base_url is not None and not _neighbours(asked):
        raise UsageProblem(
            "--base-url without a neighbour", "the command line", "a domain", "WorkExec has a --message-url"
        )


def _about_workexec(asked: Asked) -> bool:
    from workexec_contracts.verification import chosen_contracts  # noqa: PLC0415  # `wxc --help` stays fast

    if asked.selection.operation:
        return bool(chosen_contracts(asked.selection, messages=True))
    return asked.all_ or "workexec" in asked.selection.domains


def _neighbours(asked: Asked) -> bool:
    from workexec_contracts.verification import chosen_contracts  # noqa: PLC0415  # `wxc --help` stays fast

    return bool(chosen_contracts(asked.selection, messages=False))


def _targets(asked: Asked) -> Iterator[AbstractContextManager[Target]]:
    from workexec_contracts import verification  # noqa: PLC0415  # `wxc --help` stays fast

    states = asked.states_url
    if _neighbours(asked):
        if asked.base_url is not None:
            yield nullcontext(
                verification.service(asked.base_url, asked.token, dataset=asked.dataset, states_url=states)
            )
        else:
            yield from _ours(asked)
    if asked.message_url is not None:
        yield nullcontext(verification.publisher(asked.message_url, asked.token, states_url=states))
    elif _about_workexec(asked) and not (asked.all_ and _not_both(asked)):
        yield verification.producer()


def _not_both(asked: Asked) -> bool:
    """Whether something else than everything of ours was asked for."""
    from workexec_contracts.verification import Kind  # noqa: PLC0415  # `wxc --help` stays fast

    narrow = asked.against is not Against.BOTH or asked.selection.only is Kind.CASE
    return asked.base_url is not None or narrow


def _ours(asked: Asked) -> Iterator[AbstractContextManager[Target]]:
    from workexec_contracts import verification  # noqa: PLC0415  # `wxc --help` stays fast

    if asked.against is not Against.PROVIDERS:
        yield verification.stubs(asked.mocks or (MOCKS if (MOCKS / "mappings").is_dir() else None))
    if asked.against is not Against.STUBS:
        yield verification.providers()


def _run(target: Target, asked: Asked, out: Console, *, quiet: bool) -> tuple[Report, Unpublished | None]:
    from workexec_contracts import report, verification  # noqa: PLC0415  # `wxc --help` stays fast

    collector, printer = report.Collector(), report.Console(out, quiet=quiet)
    runner = verification.Runner(
        target, asked.selection, asked.seed, strict=asked.strict, source=asked.source
    )

    async def listen() -> None:
        async for event in runner.events():
            collector.on(event)
            printer.on(event)

    problem = None
    try:
        asyncio.run(listen())
    except verification.Unpublished as unpublished:
        problem = unpublished
    printer.close(collector.report)
    return collector.report, problem


def _record(reports: list[Report]) -> None:
    """What `wxc status` shows: of our own neighbours the stubs'."""
    from workexec_contracts import report  # noqa: PLC0415  # `wxc --help` stays fast

    try:
        for done in reversed(reports):
            report.record(done)
    except OSError as error:
        raise _unwritable(error) from error


def _beside(path: Path | None, target: str) -> Path | None:
    """The file of the first report, or one beside it that names the later one's target."""
    return path.with_stem(f"{path.stem}-{target}") if path and target else path


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
