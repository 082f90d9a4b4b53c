"""A provider that shares no line of code with us: right, it survives fuzzing; broken, it does not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.foreign.variants import VARIANTS
from workexec_contracts.verification import (
    CaseFinished,
    Effort,
    Fuzzer,
    Kind,
    Selection,
    Target,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    Foreign = Callable[..., AbstractContextManager[str]]

SEED = 3
FOUND = {"half-even": "pricing", "own-enum-value": "location", "conflict-ignored": "inventory"}
"""What is broken, and where."""


def told(url: str, domains: Iterable[str], examples: int, *, first: bool) -> list[CaseFinished]:
    """What fuzzing says of a stranger that does not hold our dataset."""
    selection = Selection(domains=tuple(domains), only=Kind.FUZZ)
    effort = Effort(seed=SEED, examples=examples, first_only=first)
    fuzzer = Fuzzer(Target(name=url, base_url=url), selection, effort)

    async def listen() -> list[CaseFinished]:
        return [event async for event in fuzzer.results() if isinstance(event, CaseFinished)]

    return asyncio.run(listen())


def test_a_right_stranger_survives(foreign: Foreign) -> None:
    with foreign() as url:
        claims = told(url, [*FOUND.values()], 15, first=False)
    assert {claim.verdict for claim in claims} == {Verdict.PASSED}


@pytest.mark.parametrize("name", FOUND)
def test_a_broken_stranger_is_found_and_the_clause_is_named(name: str, foreign: Foreign) -> None:
    with foreign(name) as url:
        claims = told(url, [FOUND[name]], 40, first=True)
    assert VARIANTS[name].clause in {claim.clause for claim in claims if claim.verdict is Verdict.FAILED}
