"""`wxc report`: what all runs together show, from the evidence bundle."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workexec_contracts.verdict import EXIT, Verdict

from .bundled import FOLDER, VARIABLE, digest, unwritable
from .output import Format, print_rows
from .problem import UsageProblem

if TYPE_CHECKING:
    from workexec_contracts.report.bundle import Bundle, Standing

STEPS = 10


class Form(StrEnum):
    """How the bundle is printed."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(report)


def report(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", envvar=VARIABLE, help="The bundle.", show_envvar=True)
    ] = Path(FOLDER),
    style: Annotated[
        Form, typer.Option("--format", help="How to print it; markdown is for a pull request.")
    ] = Form.TABLE,
) -> None:
    """Say which contracts hold, which are unknown and what must who do next, by the runs in the bundle.

    Makes index.html, summary.md, results.sarif, junit.xml and bundle.json anew from them.

    Exit code: 0 all contracts hold, 1 something is broken, 2 wrong usage, 3 unknown.

    Examples: wxc report · wxc report build/evidence --format markdown
    """
    from workexec_contracts.report import bundle  # noqa: PLC0415  # `wxc --help` stays fast

    if not folder.is_dir():
        raise UsageProblem(
            "there is no evidence bundle",
            str(folder),
            "a folder that `wxc verify` or another command has written to",
            "run one of them, or name its folder",
        )
    try:
        found, read = bundle.make(folder, digest())
    except OSError as error:
        raise unwritable(error.strerror, error.filename) from error
    for problem in read.problems:
        typer.echo(f"wxc: {problem}", err=True)
    if style is Form.JSON:
        typer.echo(found.model_dump_json(indent=1))
    elif style is Form.MARKDOWN:
        typer.echo(bundle.markdown(found), nl=False)
    else:
        _print(found, folder / bundle.INDEX)
    raise typer.Exit(EXIT[found.verdict])


def _print(found: Bundle, index: Path) -> None:
    rows = [
        {"domain": one.domain_title, "contract": one.title, "verdict": one.verdict.value, "why": _why(one)}
        for one in found.contracts
    ]
    print_rows(rows, ["domain", "contract", "verdict", "why"], Format.TABLE)
    told = [
        {"run": run.name, "verdict": run.verdict.value, "what": f"{'stale: ' if run.stale else ''}{run.told}"}
        for run in found.runs
    ]
    print_rows(told, ["run", "verdict", "what"], Format.TABLE)
    for step in found.next_steps[:STEPS]:
        typer.echo(f"next: {step.who}: {step.what}")
    if len(found.next_steps) > STEPS:
        typer.echo(f"next: and {len(found.next_steps) - STEPS} more")
    typer.echo(f"{found.sentence}; all of it: {index}")


def _why(one: Standing) -> str:
    if one.verdict is Verdict.PASSED:
        return ""
    if one.verdict is Verdict.UNKNOWN:
        return one.why
    return next(row.evidence.what for row in one.broken if row.verdict is Verdict.FAILED)
