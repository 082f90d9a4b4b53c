"""The command."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from workexec_contracts.cli.output import Format, FormatOption, console, print_json, print_rows
from workexec_contracts.cli.progressing import progress_on


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(doctor)


def doctor(
    port: Annotated[
        list[int] | None,
        typer.Option(min=1, max=65535, help="A port that must be free; again for more."),
    ] = None,
    root: Annotated[Path, typer.Option(help="The folder that holds mocks/ and documents/.")] = Path(),
    style: FormatOption = Format.TABLE,
) -> None:
    """Check Java, WireMock, libraries, ports, disk, Node, files and the clock; say what mends them.

    Exit code 0: all is well, 1: warnings, 2: problems.

    Examples: wxc doctor · wxc doctor --port 8089 --port 9000 · wxc doctor --format json
    """
    from .checks import diagnose  # noqa: PLC0415  # `wxc --help` stays fast
    from .diagnosis import exit_code  # noqa: PLC0415  # the same

    found = []
    with progress_on(console(stderr=True), "checking") as told:
        for one in diagnose(root, port or []):
            found.append(one)
            told(None)
    code = exit_code(found)
    if style is Format.JSON:
        print_json({"exitCode": code, "checks": [asdict(one) for one in found]})
    else:
        print_rows((asdict(one) for one in found), ["check", "state", "found", "fix"], style)
    if code:
        raise typer.Exit(code)
