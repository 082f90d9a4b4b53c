"""The project's folder: where reports go, and whether generated files are up to date."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from workexec_contracts.cli.artefacts import artefacts

from .diagnosis import Diagnosis, State

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN = 3


def writable(folder: Path) -> Diagnosis:
    """Reports are written below it; it need not be there yet."""
    place = next(one for one in (folder, *folder.resolve().parents) if one.exists())
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        fix = f"give yourself write access to {place}, or name another file: --html, --junit, --json"
        return Diagnosis("report/", State.PROBLEM, f"{place} cannot be written to: {error.strerror}", fix)
    return Diagnosis("report/", State.OK, f"{folder} can be written to")


def golden(root: Path) -> Diagnosis:
    """As `wxc regenerate --check`, where there is a project."""
    name = "generated files"
    if not (root / "mocks").is_dir():
        return Diagnosis(name, State.OK, f"no mocks/ in {root.resolve()}: nothing to compare")
    stale = [line for artefact in artefacts() for line in artefact.stale(root)]
    if stale:
        more = f" and {len(stale) - _SHOWN} more" if len(stale) > _SHOWN else ""
        return Diagnosis(name, State.WARNING, "; ".join(stale[:_SHOWN]) + more, "wxc regenerate")
    return Diagnosis(name, State.OK, f"{len(artefacts())} kinds, up to date")
