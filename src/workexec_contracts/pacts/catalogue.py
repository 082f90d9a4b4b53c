"""All interactions, and the pairs that they are promised between."""

from __future__ import annotations

from functools import cache
from itertools import groupby

from workexec_contracts.contracts import domains

from .derive import interactions_of
from .interaction import Interaction  # noqa: TC001  # the cache's annotation is read by tools

Pair = tuple[str, str]


@cache
def interactions() -> tuple[Interaction, ...]:
    """Every interaction of every domain, in the order of the contracts."""
    return tuple(found for domain in domains() for found in interactions_of(domain))


@cache
def pairs() -> dict[Pair, tuple[Interaction, ...]]:
    """The interactions of each consumer and provider: one pact file each."""
    ordered = sorted(interactions(), key=lambda found: found.pair)
    return {pair: tuple(group) for pair, group in groupby(ordered, key=lambda found: found.pair)}


def file_name(pair: Pair) -> str:
    """The name that every Pact library gives the file."""
    return f"{pair[0]}-{pair[1]}.json"
