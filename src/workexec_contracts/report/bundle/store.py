"""The folder of a bundle: each run in a folder of its own, and what is made of all of them beside.

Several commands may write at once. Each puts its own run in place, makes the forms of all runs, and looks
once more: whoever finds that another run came meanwhile makes them again, so that the last one has all.
"""

from __future__ import annotations

import os
import shutil
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from .forms import FORMS
from .model import Run
from .standing import bundle_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .standing import Bundle

RUNS, RUN = "runs", "run.json"
_TRIES = 20


class Read(NamedTuple):
    """The runs of a bundle, oldest first, and what could not be read."""

    runs: tuple[Run, ...]
    problems: tuple[str, ...]


def keep(folder: Path, run: Run, files: Mapping[str, str], digest: str) -> Read:
    """Puts a run and its own reports into the bundle. Raises OSError."""
    whole = run.model_copy(update={"files": tuple(files)})
    runs = folder / RUNS
    runs.mkdir(parents=True, exist_ok=True)
    aside = runs / f".{uuid.uuid4().hex}"
    aside.mkdir()
    try:
        for name, text in files.items():
            (aside / name).write_text(text, encoding="utf-8", errors="replace")
        (aside / RUN).write_text(whole.model_dump_json(indent=1) + "\n", encoding="utf-8", errors="replace")
        _replace(aside, runs / run.name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return make(folder, digest)[1]


def _replace(new: Path, place: Path) -> None:
    """A folder cannot be renamed over another: the old one goes aside first, and whoever is quicker wins."""
    for _ in range(_TRIES):
        old = place.with_name(f".{uuid.uuid4().hex}")
        try:
            place.rename(old)
        except FileNotFoundError:
            pass
        else:
            shutil.rmtree(old, ignore_errors=True)
        try:
            new.rename(place)
        except OSError:
            continue
        return
    new.rename(place)


def make(folder: Path, digest: str) -> tuple[Bundle, Read]:
    """Makes every form anew from the runs that are there. Raises OSError."""
    for _ in range(_TRIES):
        before = _state(folder)
        found = read(folder)
        bundle = bundle_of(found.runs, digest)
        for name, form in FORMS.items():
            _write(folder / name, form(bundle))
        if _state(folder) == before:
            break
    return bundle, found


def _write(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        aside.write_text(text, encoding="utf-8", errors="replace")
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _state(folder: Path) -> dict[str, int]:
    """What says that a run was put there meanwhile: each comes in a folder of its own."""
    found = {}
    for entry in _entries(folder):
        with suppress(FileNotFoundError):  # replaced at this very moment
            found[entry.name] = entry.stat(follow_symlinks=False).st_ino
    return found


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder / RUNS) as found:
            return sorted(
                (entry for entry in found if not entry.name.startswith(".")), key=lambda entry: entry.name
            )
    except FileNotFoundError:
        return []


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return ": ".join([*map(str, first["loc"]), first["msg"]])
    return str(error)


def read(folder: Path) -> Read:
    """All runs; one that cannot be read is told and left out."""
    runs, problems = [], []
    for entry in _entries(folder):
        path = folder / RUNS / entry.name / RUN
        try:
            run = Run.model_validate_json(path.read_bytes())
        except (OSError, ValueError) as error:
            problems.append(f"{path} is left out of the bundle: {_why(error)}")
            continue
        if run.name == entry.name:
            runs.append(run)
        else:  # or it would count twice
            problems.append(f"{path} is left out of the bundle: it belongs in a folder {run.name}")
    return Read(tuple(sorted(runs, key=lambda run: (run.started_at, run.name))), tuple(problems))
