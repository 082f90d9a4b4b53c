"""`wxc regenerate`: every generated file, written anew or compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(regenerate)


def regenerate(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when a file is stale.")
    ] = False,
    root: Annotated[Path, typer.Option(help="The folder that holds mocks/ and documents/.")] = Path(),
) -> None:
    """Write mocks/ and documents/ from the contracts.

    Examples: wxc regenerate · wxc regenerate --check
    """
    from workexec_contracts import documents  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.stubs import mappings  # noqa: PLC0415  # the same

    if check:
        stale = [f"mocks/{line}" for line in mappings.stale(root / "mocks")]
        stale += [f"documents/{line}" for line in documents.stale(root / "documents")]
        for line in stale:
            typer.echo(f"stale: {line}", err=True)
        if stale:
            typer.echo("These files differ from what the contracts give. Run: wxc regenerate", err=True)
            raise typer.Exit(1)
        typer.echo("mocks/ and documents/ are up to date")
        return
    written = [*mappings.write(root / "mocks"), *documents.write(root / "documents")]
    typer.echo(f"{len(written)} files written")
