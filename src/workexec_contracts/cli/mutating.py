"""The run of one `wxc mutate`: progress while it goes, then the matrix, the survivors, the reports."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from .output import Format, console, print_json, print_rows
from .written import write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from workexec_contracts.verification.mutation import Baseline, MutationRun, Trial, Wish

INTERRUPTED = 130
MANY = 20
"""Of a list of survivors, problems or notes, how many are printed."""


class Files(NamedTuple):
    """Where the reports go."""

    html: Path | None
    junit: Path | None
    json: Path | None


def list_mutants(wish: Wish, style: Format) -> None:
    """All that would be tried."""
    from workexec_contracts.verification import mutation  # noqa: PLC0415  # `wxc --help` stays fast

    found = [
        {"id": m.id, "class": m.kind.value, "clause": m.clause, "what": m.says} for m in mutation.chosen(wish)
    ]
    print_rows(found, ("id", "class", "what"), style)


def run(wish: Wish, files: Files, style: Format, *, quiet: bool, update: bool) -> int:
    """Tries, prints and writes; returns the exit code."""
    from workexec_contracts.verdict import EXIT  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.verification import mutation  # noqa: PLC0415  # the same

    try:
        result = _tried(wish, quiet=quiet)
    except KeyboardInterrupt:
        typer.echo("stopped: nothing is left running, nothing was found", err=True)
        return INTERRUPTED
    if update:
        result = _updated(result)
    _write(result, files)
    if style is Format.JSON:
        print_json(result.model_dump(mode="json"))
    else:
        _print(result, wish, quiet=quiet)
    if update:
        typer.echo(f"written: {mutation.write_golden(mutation.golden_of(result.seed, result.trials))}")
    return EXIT[result.verdict]


def _tried(wish: Wish, *, quiet: bool) -> MutationRun:
    from workexec_contracts.verification import mutation  # noqa: PLC0415  # `wxc --help` stays fast

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), disable=quiet, transient=True) as progress:
        task = progress.add_task("mutants", total=None)
        survivors = 0

        def told(done: int, total: int, found: Trial | Baseline) -> None:
            nonlocal survivors
            survivors += isinstance(found, mutation.Trial) and found.survived
            words = f"{survivors} survivors" if survivors else "mutants"
            progress.update(task, completed=done, total=total, description=words)

        return asyncio.run(mutation.run(wish, told))


def _updated(result: MutationRun) -> MutationRun:
    """What is committed anew is not held against what was committed before."""
    from workexec_contracts.verification import mutation  # noqa: PLC0415  # `wxc --help` stays fast

    kept = tuple(text for text in result.problems if text.startswith(("equivalent.toml", "a false alarm")))
    passed = mutation.MutationRun.model_validate(
        {**result.model_dump(), "problems": kept, "verdict": "failed" if kept else "passed"}
    )
    return passed if kept or result.verdict.value != "unknown" else result


def _print(result: MutationRun, wish: Wish, *, quiet: bool) -> None:
    from workexec_contracts.report import mutation as report  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.verification.mutation import tally  # noqa: PLC0415  # the same

    if not quiet and wish.mutant:
        _tell(result.trials)
    elif not quiet and result.trials:
        print_rows(report.rows(result), report.COLUMNS, Format.TABLE)
        _lines(
            "survivor", (f"{trial.id}\n    {trial.says}\n    {trial.replay}" for trial in result.survivors)
        )
    if not quiet:
        _lines("weaker", result.notes)
    _lines("problem", result.problems)
    found = tally(result.trials)
    if result.trials:
        layers = ", ".join(f"{layer} {found.share(layer):.1%}" for layer in found.by_layer)
        words = f"{found.killed} of {found.counted} mutants killed, {found.share():.1%} ({layers})"
        typer.echo(f"{result.verdict}: {words}, {result.seconds:.0f} s")
    else:
        judged = len(result.baselines)
        typer.echo(f"{result.verdict}: {judged} times the right provider, {result.seconds:.0f} s")


def _tell(trials: Iterable[Trial]) -> None:
    """What each layer says of one mutant."""
    for trial in trials:
        typer.echo(f"{trial.id}: {trial.says}\n  clause:   {trial.clause}")
        if trial.equivalent:
            typer.echo(f"  equivalent: {trial.equivalent}")
        for judged in trial.judgements:
            verdict = "killed" if judged.killed else "survived" if judged.verdict == "passed" else "unknown"
            typer.echo(f"  {judged.layer}: {verdict} after {judged.asked} claims or requests")
            for name in ("claim", "expected", "actual"):
                if text := getattr(judged, name):
                    typer.echo(f"    {name + ':':10}{text}")


def _lines(name: str, texts: Iterable[str]) -> None:
    found = list(texts)
    for text in found[:MANY]:
        typer.echo(f"{name}: {text}")
    if len(found) > MANY:
        typer.echo(f"{name}: and {len(found) - MANY} more")


def _write(result: MutationRun, files: Files) -> None:
    from workexec_contracts.report import mutation as report  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.report.bundle.shown import of_mutation  # noqa: PLC0415  # the same

    texts = ((files.html, report.html), (files.junit, report.junit), (files.json, report.as_json))
    write(result, texts, of_mutation)
