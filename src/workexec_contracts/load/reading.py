"""Profiles from TOML files."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from .errors import WrongProfile
from .profiles import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

FOLDER = Path("loadtests") / "profiles"
_EXPECTED = "the members of workexec_contracts.load.Profile, as in loadtests/profiles/smoke.toml"


def names(folder: Path = FOLDER) -> list[str]:
    """The profiles of a folder."""
    return sorted(file.stem for file in folder.glob("*.toml"))


def read_profile(name: str, folder: Path = FOLDER) -> Profile:
    """The profile of that name. Raises WrongProfile."""
    file = folder / f"{name}.toml"
    if name not in names(folder):
        there = ", ".join(names(folder)) or "none"
        raise WrongProfile(
            what=f"no profile is called {name!r}",
            where=str(folder),
            expected=f"one of those that are there: {there}",
            fix=f"name one of them, or write {file.name}",
        )
    try:
        return Profile.model_validate(tomllib.loads(file.read_text(encoding="utf-8")), strict=False)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongProfile(
            what=f"the profile {name!r} is no TOML: {error}",
            where=str(file),
            expected="a TOML 1.0 file in UTF-8",
            fix="mend the place that the message names",
        ) from error
    except ValidationError as error:
        raise WrongProfile(
            what=f"the profile {name!r} cannot be: {'; '.join(map(_told, error.errors()))}",
            where=str(file),
            expected=_EXPECTED,
            fix="mend the members that are named",
        ) from error


def changed(profile: Profile, told: Mapping[str, Any]) -> Profile:
    """The profile with these members instead. Raises WrongProfile."""
    try:
        return Profile.model_validate({**profile.model_dump(), **told}, strict=False)
    except ValidationError as error:
        raise WrongProfile(
            what=f"{profile.title!r} cannot be changed so: {'; '.join(map(_told, error.errors()))}",
            where="the command line",
            expected=_EXPECTED,
            fix="choose other figures, or another profile",
        ) from error


def _told(detail: ErrorDetails) -> str:
    member = ".".join(map(str, detail["loc"]))
    return f"{member}: {detail['msg']}" if member else detail["msg"]
