"""`wxc regenerate`: every generated file, written anew or compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .output import Format, FormatOption, print_json


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(regenerate)


def regenerate(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when a file is stale.")
    ] = False,
    root: Annotated[Path, typer.Option(help="The folder that holds mocks/, documents/ and pacts/.")] = Path(),
    style: FormatOption = Format.TABLE,
) -> None:
    """Write every generated file from the contracts: stubs, documents, pacts, the generated parts of docs/.

    Examples: wxc regenerate · wxc regenerate --check
    """
    from .artefacts import artefacts  # noqa: PLC0415  # `wxc --help` stays fast

    if check:
        _check([line for artefact in artefacts() for line in artefact.stale(root)], style)
        return
    written = [str(path) for artefact in artefacts() for path in artefact.write(root)]
    if style is Format.JSON:
        print_json({"written": written})
    else:
        typer.echo(f"{len(written)} files written")


def _check(stale: list[str], style: Format) -> None:
    from .artefacts import artefacts  # noqa: PLC0415  # `wxc --help` stays fast

    if style is Format.JSON:
        print_json({"stale": stale})
    for line in stale:
        typer.echo(f"stale: {line}", err=True)
    if stale:
        typer.echo("These files differ from what the contracts give. Run: wxc regenerate", err=True)
        raise typer.Exit(1)
    if style is Format.TABLE:
        typer.echo(f"{', '.join(artefact.name for artefact in artefacts())} are up to date")
