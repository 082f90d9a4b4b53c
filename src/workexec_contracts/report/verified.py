"""`.wxc/verified.json`: the last verdict about each operation, read by `wxc status`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from workexec_contracts.lint.present import Verification, read_verified

if TYPE_CHECKING:
    from .model import Report

VERIFIED = Path(".wxc") / "verified.json"


def record(report: Report, path: Path = VERIFIED) -> None:
    """Writes the verdicts of a run over the older ones; part of an operation's cases gives none."""
    if report.narrowed:
        return
    verdicts = {
        contract.operation: Verification(
            verdict=contract.verdict.value, at=report.started_at, against=report.target
        )
        for contract in report.contracts
    }
    whole = {**_before(path), **verdicts}
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({name: whole[name].model_dump() for name in sorted(whole)}, indent=1)
    aside = path.with_suffix(".new")
    aside.write_text(text + "\n", encoding="utf-8")
    aside.replace(path)  # never half a file


def _before(path: Path) -> dict[str, Verification]:
    try:
        return read_verified(path)
    except (ValueError, ValidationError, AttributeError):
        return {}  # a file that nobody can read holds no verdicts
