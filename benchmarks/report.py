"""Figures as a table, and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .figures import Figure

_HEADS = ("", "requests/s", "Java us each", "figure", "", "goal", "")


def table(figures: Sequence[Figure]) -> str:
    rows = [_HEADS, *(_row(figure) for figure in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADS))]
    left = {0, 4, 5, 6}
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _row(figure: Figure) -> tuple[str, ...]:
    digits = 0 if figure.unit == "MB" else 3
    return (
        figure.name,
        "" if figure.rate is None else f"{figure.rate:,.0f}",
        "" if figure.cpu_us is None else f"{figure.cpu_us:,.0f}",
        "?" if figure.value is None else f"{figure.value:.{digits}f}",
        figure.unit,
        str(figure.goal or ""),
        " ".join(filter(None, (figure.verdict, figure.note))),
    )


def as_json(figures: Sequence[Figure], **about: Any) -> str:  # noqa: ANN401  # JSON of any type
    entries = [
        {
            "name": figure.name,
            "value": figure.value,
            "unit": figure.unit,
            "goal": None if figure.goal is None else {"is": figure.goal.is_, "bound": figure.goal.bound},
            "verdict": str(figure.verdict) or None,
            "requestsPerSecond": figure.rate,
            "javaMicrosecondsPerRequest": figure.cpu_us,
        }
        for figure in figures
    ]
    return json.dumps({**about, "figures": entries}, indent=1) + "\n"
