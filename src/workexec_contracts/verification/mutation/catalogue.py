"""All mutants by their ids."""

from __future__ import annotations

from functools import cache

from .derive import derived
from .mutant import Mutant  # noqa: TC001  # the cache's annotation is read by tools


@cache
def mutants() -> dict[str, Mutant]:
    """In the order of the contracts. Raises ValueError when two share an id."""
    found: dict[str, Mutant] = {}
    for mutant in derived():
        if mutant.id in found:
            raise ValueError(f"two mutants are called {mutant.id}")
        found[mutant.id] = mutant
    return found
