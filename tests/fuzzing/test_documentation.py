"""What is written for provider teams names every check and every exception."""

from __future__ import annotations

from pathlib import Path

import pytest

from workexec_contracts.verification.fuzzing.checks import CHECKS
from workexec_contracts.verification.fuzzing.exceptions import ANY, Exception_, exceptions

TEXT = (Path(__file__).parents[2] / "docs" / "fuzz.md").read_text(encoding="utf-8")
ROWS = [line.split(" | ") for line in TEXT.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("name", [check.name for check in CHECKS])
def test_every_check_has_a_row_with_its_clause(name: str) -> None:
    assert [len(row) for row in ROWS if row[0] == f"| `{name}`"] == [3]


@pytest.mark.parametrize("known", exceptions(), ids=lambda known: f"{known.check}: {known.when}")
def test_every_exception_has_a_row(known: Exception_) -> None:
    check = "any" if known.check == ANY else f"`{known.check}`"
    assert [f"| {check}", known.when] in [row[:2] for row in ROWS]
