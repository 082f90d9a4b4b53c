"""Other documents made from one of the contracts: with a member changed or left out, with a rule broken."""

from .paths import Json, Path, at, changed, steps, values_at, without
from .rules import alone, at_edge, balanced, breaking, first_broken, off_by_a_cent, paths_of

__all__ = [
    "Json",
    "Path",
    "alone",
    "at",
    "at_edge",
    "balanced",
    "breaking",
    "changed",
    "first_broken",
    "off_by_a_cent",
    "paths_of",
    "steps",
    "values_at",
    "without",
]
