"""The last verdicts: what `wxc verify` recorded about each contract, and the report files of this folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workexec_contracts import lint
from workexec_contracts.report.verified import VERIFIED
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REPORTS = "report"
"""The evidence bundle of this folder."""
_PAGES = ("*.html", "runs/*/page.html")
_DATA = ("*.json", "runs/*/result.json")
_LARGEST = 50_000_000
_FAILURES = 20
_VERDICTS = {verdict.value for verdict in Verdict}


@dataclass(frozen=True, slots=True)
class File:
    """A report. `verdict` is empty where it tells none, as a page for people."""

    name: str
    kind: str
    verdict: str
    written: str
    page: bool
    failures: tuple[dict[str, str], ...] = ()


def rows(folder: Path) -> list[lint.StatusRow]:
    """Every contract with its last verdict; none are known where nobody can read the file."""
    try:
        verified = lint.read_verified(folder / VERIFIED)
    except (ValueError, AttributeError, OSError):
        verified = {}
    return lint.status_rows({}, verified)


def files(folder: Path) -> list[File]:
    """The reports, the newest first."""
    found = [
        (path.stat().st_mtime, name)
        for name, path in _found(folder, *_PAGES, *_DATA).items()
        if path.stat().st_size <= _LARGEST
    ]
    return [_file(folder / REPORTS, name) for _, name in sorted(found, reverse=True)]


def page(folder: Path, name: str) -> str | None:
    """A page of the report folder, and of no other."""
    known = _found(folder, *_PAGES)
    return known[name].read_text(encoding="utf-8", errors="replace") if name in known else None


def _found(folder: Path, *patterns: str) -> dict[str, Path]:
    """By the name within the folder, with slashes."""
    root = folder / REPORTS
    paths = (path for pattern in patterns for path in root.glob(pattern) if path.is_file())
    return {path.relative_to(root).as_posix(): path for path in paths}


def _file(root: Path, name: str) -> File:
    path = root / name
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
    when = f"{written:%Y-%m-%d %H:%M:%S}"
    if path.suffix == ".html":
        return File(name, "page", "", when, page=True)
    told = _json(path)
    kind = str(told.get("format", "")).removeprefix("workexec-contracts/").partition("/")[0]
    verdict = str(told.get("verdict", ""))
    return File(
        name,
        kind or "JSON of another program",
        verdict if verdict in _VERDICTS else "",
        when,
        page=False,
        failures=tuple(_failures(told))[:_FAILURES],
    )


def _json(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _failures(told: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Of a verification: what is broken, and the command that shows it again."""
    contracts = told.get("contracts")
    for contract in contracts if isinstance(contracts, list) else ():
        cases = contract.get("cases") if isinstance(contract, dict) else None
        for case in cases if isinstance(cases, list) else ():
            if isinstance(case, dict) and case.get("verdict") == Verdict.FAILED:
                names = ("name", "clause", "expected", "actual", "replay")
                yield {name: str(case.get(name, "")) for name in names} | {
                    "operation": str(contract.get("operation", ""))
                }
