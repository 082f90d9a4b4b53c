"""Schedules of faults by their names: the files of `simulations/`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .faultfile import read
from .faults import FaultsError
from .meant import meant

if TYPE_CHECKING:
    from .faults import Faults

FOLDERS = (Path("simulations") / "faults", Path("simulations"))
"""Schedules of their own; scenarios, which have one each."""


def names() -> list[str]:
    """All that `named` knows."""
    return sorted({file.stem for folder in FOLDERS for file in folder.glob("*.toml")})


def named(name: str) -> Faults:
    """The faults of a file, by its path or by its name. Raises FaultsError."""
    places = (Path(name), *(folder / f"{name.removesuffix('.toml')}.toml" for folder in FOLDERS))
    for path in places:
        if path.is_file():
            return read(path)
    known = names()
    raise FaultsError(
        f"no faults are called {name!r}{meant(name, known)}",
        " and ".join(map(str, FOLDERS)),
        f"a TOML file, or one of {', '.join(known)}" if known else "the path of a TOML file",
        "name one of them, or write one: docs/simulate.md lists the kinds of faults"
        if known
        else f"run it where {FOLDERS[-1]}/ is, in a clone of the project, or name a file by its path",
    )
