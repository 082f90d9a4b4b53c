"""Markdown tables, and what goes into their cells."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import json_default

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

GENERATED = "Generated: wxc regenerate"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table of lines; nothing where there are no rows."""
    listed = list(rows)
    if listed:
        yield f"| {' | '.join(columns)} |"
        yield "|" + "---|" * len(columns)
        for row in listed:
            yield f"| {' | '.join(cell(value) for value in row)} |"


def cell(text: str) -> str:
    """One line, with no bar that ends it."""
    return " ".join(text.replace("|", "\\|").split())


def section(title: str, lines: Iterable[str]) -> list[str]:
    """A heading and its lines; nothing where there are none."""
    listed = list(lines)
    return [f"## {title}", "", *listed, ""] if listed else []


def block(value: Any) -> list[str]:  # noqa: ANN401  # JSON of any type
    """A JSON value as a fenced block."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=json_default)
    return ["```json", text, "```", ""]
