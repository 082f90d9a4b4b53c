"""Other documents made from one of the contracts: with a member changed or left out, with a rule broken."""

from .paths import Json, Path, at, changed, steps, values_at, without
from .rules import breaking, first_broken, paths_of

__all__ = [
    "Json",
    "Path",
    "at",
    "breaking",
    "changed",
    "first_broken",
    "paths_of",
    "steps",
    "values_at",
    "without",
]
