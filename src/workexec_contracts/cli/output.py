"""Tables for people, JSON for programs."""

from __future__ import annotations

import json
import os
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


WIDE = 140


class Format(StrEnum):
    """How a command prints its result."""

    TABLE = "table"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="How to print the result.")]


def console(**more: Any) -> Console:  # noqa: ANN401  # what rich takes
    """A console that is wide where nobody's terminal says how wide: a pipe, a CI log."""
    made = Console(**more)
    return made if made.is_terminal or "COLUMNS" in os.environ else Console(width=WIDE, **more)


def print_json(value: Any) -> None:  # noqa: ANN401  # JSON of any type
    """One JSON document on standard output."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def print_rows(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[str], style: Format, title: str | None = None
) -> None:
    """The rows as a table of these columns, or all of their members as JSON."""
    listed = list(rows)
    if style is Format.JSON:
        print_json(listed)
        return
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in listed:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    console().print(table)


MOST = 3


def block(title: str, facts: Mapping[str, str]) -> str:
    """A title and, below it, facts by their names; a fact without a value is left out."""
    width = max(len(name) for name in facts) + 1
    lines = [f"  {name + ':':<{width}} {value}" for name, value in facts.items() if value]
    return "\n".join([title, *lines])


def some(texts: Sequence[str]) -> str:
    """The first of many, and how many more there are."""
    more = len(texts) - MOST
    return ", ".join(texts[:MOST]) + (f" and {more} more" if more > 0 else "")


def _cell(value: Any) -> str:  # noqa: ANN401  # JSON of any type
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)
