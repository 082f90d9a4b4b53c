"""A sample of mutants: some of every class and of every subject, told by a seed."""

from __future__ import annotations

from itertools import chain, zip_longest
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .mutant import Mutant


def sampled(mutants: Iterable[Mutant], count: int | None, seed: int) -> list[Mutant]:
    """In an order of which every beginning holds as many classes as it can; the first `count` of it."""
    dice = Random(seed)  # noqa: S311  # no secret
    strata: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        strata.setdefault(mutant.kind, []).append(mutant)
    for stratum in strata.values():
        dice.shuffle(stratum)
        stratum[:] = _spread(stratum)
    rounds = zip_longest(*strata.values())
    ordered = [mutant for mutant in chain.from_iterable(rounds) if mutant is not None]
    return ordered if count is None else ordered[:count]


def _spread(stratum: Sequence[Mutant]) -> list[Mutant]:
    """One of each subject, then the next of each."""
    by_subject: dict[str, list[Mutant]] = {}
    for mutant in stratum:
        by_subject.setdefault(mutant.subject, []).append(mutant)
    rounds = zip_longest(*by_subject.values())
    return [mutant for mutant in chain.from_iterable(rounds) if mutant is not None]
