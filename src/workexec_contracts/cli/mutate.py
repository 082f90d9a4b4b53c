"""`wxc mutate`: providers broken on purpose, and which layer of proof notices."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .bundled import evidenced
from .mutating import Files, list_mutants, run
from .output import Format, FormatOption
from .problem import UsageProblem


class LayerName(StrEnum):
    """A layer of proof."""

    PACTS = "pacts"
    RULES = "rules"
    FUZZING = "fuzzing"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(evidenced("mutate")(mutate))


def mutate(  # the options of a command are its arguments
    *,
    operation: Annotated[str | None, typer.Option(metavar="NAME", help="One operation or event.")] = None,
    kind: Annotated[
        str | None, typer.Option("--class", metavar="CLASS", help="One class of mutants.")
    ] = None,
    mutant: Annotated[
        str | None, typer.Option(metavar="ID", help="One mutant, with what each layer says.")
    ] = None,
    layers: Annotated[
        list[LayerName] | None, typer.Option("--layer", help="Else all. Repeat for several.")
    ] = None,
    sample: Annotated[
        str | None, typer.Option(metavar="N|60s", help="So many of all classes, or as many as fit.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes at once.")] = 2,
    seed: Annotated[int, typer.Option(min=0, help="Of what is drawn, and of a sample.")] = 1,
    baseline_seeds: Annotated[
        int, typer.Option(min=0, metavar="N", help="Try the right providers with N seeds, no mutants.")
    ] = 0,
    update: Annotated[bool, typer.Option("--update", help="Commit the result of a full run.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the mutants, try none.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="A page for people.")] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="JUnit XML for a pipeline.")] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="The same as --format json.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the verdict alone.")] = False,
    style: FormatOption = Format.TABLE,
) -> None:
    """Break the reference providers in every way that the contracts give, and see which layer notices.

    Exit code: 0 nothing fell, 1 the score fell or a survivor is new, 2 wrong usage, 3 unknown.

    Examples: wxc mutate · wxc mutate --sample 60s · wxc mutate --operation searchParts --layer rules ·
    wxc mutate --mutant searchParts/paging/one-based · wxc mutate --html mutation.html --update
    """
    from workexec_contracts.verification import mutation  # noqa: PLC0415  # `wxc --help` stays fast

    count, within_s = _sample(sample)
    wish = mutation.Wish(
        subject=operation,
        kind=kind,
        mutant=mutant,
        layers=tuple(mutation.Layer(layer.value) for layer in layers or LayerName),
        count=count,
        within_s=within_s,
        seed=seed,
        jobs=jobs,
        baseline_seeds=baseline_seeds,
    )
    if update and (wish.narrowed or baseline_seeds or list_):
        raise UsageProblem(
            "only a full run can be committed",
            "--update",
            "no --operation, --class, --mutant, --layer, --sample, --baseline-seeds or --list",
            "leave them out: wxc mutate --update",
        )
    if list_:
        list_mutants(wish, style)
        return
    raise typer.Exit(run(wish, Files(html, junit, json), style, quiet=quiet, update=update))


def _sample(text: str | None) -> tuple[int | None, float | None]:
    """A number of mutants, or of seconds."""
    if text is None:
        return None, None
    found = re.fullmatch(r"([1-9][0-9]*)(s?)", text)
    if found is None:
        raise UsageProblem(
            f"{text!r} is no sample", "--sample", "a number, or seconds as 60s", "--sample 60s"
        )
    return (None, float(found[1])) if found[2] else (int(found[1]), None)
