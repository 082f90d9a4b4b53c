"""The figures of each integration as CSV: an empty cell where nothing is known."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from .result import IntegrationFigures

if TYPE_CHECKING:
    from .result import SimulationResult

HEADINGS = tuple(IntegrationFigures.model_fields)


def as_csv(result: SimulationResult) -> str:
    """A line for each operation that was called, below a line of headings."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADINGS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(one.model_dump() for one in result.figures.integrations)
    return out.getvalue()
