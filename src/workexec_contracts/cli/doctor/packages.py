"""Python and what is installed beside it, held against the project's own metadata."""

from __future__ import annotations

import platform
import re
from importlib import metadata
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from .diagnosis import Diagnosis, State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROJECT = "workexec-contracts"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$", re.MULTILINE)
_SHOWN = 5


def python() -> Diagnosis:
    """Whether it is new enough."""
    version = platform.python_version()
    wanted = metadata.metadata(PROJECT)["Requires-Python"]
    if SpecifierSet(wanted).contains(version, prereleases=True):
        return Diagnosis("Python", State.OK, f"{version}, {wanted} is needed")
    fix = f"install Python {wanted}, then: make clean, make test PYTHON=/path/to/it"
    return Diagnosis("Python", State.PROBLEM, f"{version}, but {wanted} is needed", fix)


def libraries() -> Diagnosis:
    """Those that every command needs; extras are for who works on the project."""
    required = [Requirement(text) for text in metadata.requires(PROJECT) or []]
    needed = [one for one in required if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = [told for one in needed if (told := _wrong(one))]
    if wrong:
        fix = "make test sets everything up; or: pip install --require-hashes -r requirements/runtime.txt"
        return Diagnosis("libraries", State.PROBLEM, "; ".join(wrong), fix)
    return Diagnosis("libraries", State.OK, f"{len(needed)}, all as pyproject.toml asks for them")


def _wrong(one: Requirement) -> str | None:
    try:
        there = metadata.version(one.name)
    except metadata.PackageNotFoundError:
        return f"{one.name} is not installed"
    fits = one.specifier.contains(there, prereleases=True)
    return None if fits else f"{one.name} is {there}, {one.specifier} is needed"


def locked(lock: Path) -> Diagnosis:
    """Whether the versions are those that the project is tested with."""
    name = "locked versions"
    if not lock.is_file():
        return Diagnosis(name, State.OK, f"no lock file at {lock}")
    others = list(_others(lock.read_text(encoding="utf-8")))
    if not others:
        return Diagnosis(name, State.OK, f"as {lock} has them")
    more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
    fix = f"pip install --no-deps --require-hashes -r {lock}"
    return Diagnosis(name, State.WARNING, "; ".join(others[:_SHOWN]) + more, fix)


def _others(text: str) -> Iterator[str]:
    for name, version, marker in _PINNED.findall(text):
        applies = not marker or Requirement(f"{name}; {marker}").marker
        if applies is None or (applies is not True and not applies.evaluate()):
            continue
        try:
            there = metadata.version(name)
        except metadata.PackageNotFoundError:
            there = "absent"
        if there != version:
            yield f"{name} is {there}, locked is {version}"
