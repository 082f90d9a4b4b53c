"""Mutants that nobody can tell from the right provider, each with its reason, as data that is checked."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary.data import Data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .score import Trial

FILE = "equivalent.toml"


class Equivalent(Data):
    """`id` is a pattern of ids: `*` stands for anything."""

    id: str
    reason: str

    def matches(self, mutant: str) -> bool:
        """Whether the mutant is one of them."""
        return fnmatchcase(mutant, self.id)


@cache
def equivalents() -> tuple[Equivalent, ...]:
    """All of the file."""
    text = resources.files(__package__ or "").joinpath(FILE).read_text(encoding="utf-8")
    return tuple(Equivalent(**entry) for entry in tomllib.loads(text)["equivalent"])


def reason_of(mutant: str, known: Iterable[Equivalent] | None = None) -> str:
    """Why it is equivalent; empty where it is not."""
    found = equivalents() if known is None else known
    return next((entry.reason for entry in found if entry.matches(mutant)), "")


def unmatched(ids: Iterable[str], known: Iterable[Equivalent] | None = None) -> list[str]:
    """Entries that no mutant has: they explain nothing."""
    names = list(ids)
    entries = equivalents() if known is None else known
    return [
        f"{FILE}: {entry.id} matches no mutant; take it out"
        for entry in entries
        if not any(entry.matches(name) for name in names)
    ]


def disproved(trials: Iterable[Trial]) -> list[str]:
    """Mutants that are said to be equivalent, and were killed."""
    return [
        f"{FILE}: {trial.id} is no equivalent: {', '.join(trial.killed_by)} killed it"
        for trial in trials
        if trial.equivalent and trial.killed_by
    ]
