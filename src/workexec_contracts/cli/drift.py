"""`wxc drift`: where copies of the contracts differ, a provider's own OpenAPI document among them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .bundled import evidenced
from .drifting import Against, Told, agreement, comparison
from .output import Format, FormatOption
from .problem import UsageProblem, alone
from .targets import complete_domain


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(evidenced("drift")(drift))


def drift(
    *,
    openapi: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A provider's own document, OpenAPI 3.0 or 3.1.")
    ] = None,
    domain: Annotated[
        list[str] | None,
        typer.Option(help="What it is about; else found by its paths.", autocompletion=complete_domain),
    ] = None,
    map_: Annotated[
        list[str] | None, typer.Option("--map", metavar="HERE=THERE", help="Another path prefix there.")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="A running service as one more column.")
    ] = None,
    token: Annotated[str | None, typer.Option(envvar="WXC_TOKEN", help="Its bearer token.")] = None,
    root: Annotated[
        Path | None, typer.Option(help="The folder that holds mocks/, documents/ and pacts/; else this one.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="A difference of style fails too.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Print what breaks nothing too.")] = False,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="JUnit XML for a pipeline.")] = None,
    style: FormatOption = Format.TABLE,
) -> None:
    """Compare every copy of the contracts, or a provider's OpenAPI document with what WorkExec relies on.

    Exit code: 0 they agree, 1 they do not, 2 wrong usage, 3 unknown.

    Examples: wxc drift · wxc drift --openapi pricing.yaml --map /api/v1/pricing=/v1/tax ·
    wxc drift --openapi gateway.yaml --domain crm --domain order --strict --junit drift.xml ·
    wxc drift --base-url http://127.0.0.1:9000 --domain pricing
    """
    _check(openapi, base_url, root, map_, strict=strict)
    told = Told(style, junit, all_=all_)
    if openapi is not None:
        raise typer.Exit(comparison(openapi, domain or [], map_ or [], told, strict=strict))
    raise typer.Exit(agreement(root or Path(), domain or [], Against(base_url, token), told))


def _check(
    openapi: Path | None, base_url: str | None, root: Path | None, maps: list[str] | None, *, strict: bool
) -> None:
    """Raises UsageProblem for what would be ignored."""
    if openapi is None:
        if maps:
            raise alone("--map", "--openapi", "a document whose paths are mapped")
        if strict:
            raise alone("--strict", "--openapi", "a document that can have a style of its own")
        return
    for option, given in (("--base-url", base_url), ("--root", root)):
        if given is not None:
            raise UsageProblem(
                f"{option} with --openapi",
                "the command line",
                "a provider's document, or all copies and perhaps a service",
                f"leave out {option}, or run the command twice",
            )
