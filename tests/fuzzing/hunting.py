"""How a broken variant is hunted: the real fuzzer over HTTP, until its first failure."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import settings

from tests.fuzzing.variants import ALL, served
from workexec_contracts.verification import (
    CaseFinished,
    Effort,
    Fuzzed,
    Fuzzer,
    Kind,
    Selection,
    Target,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.fuzzing.variant import Variant

SOAKS = settings.get_current_profile_name() == "soak"
"""Most variants cost some seconds each: only a soak hunts all."""
SEED = 11
EXAMPLES = 500
MOST = 2_000
"""Requests within which a variant must be found."""


@dataclass(frozen=True)
class Caught:
    """What the fuzzer failed, and how many requests it had drawn by then."""

    failures: Sequence[CaseFinished]
    requests: int


def hunt(variant: Variant) -> Caught:
    """Fuzzes the broken operation."""
    with served(variant) as url:
        target = Target(name="providers", base_url=url, ours=True, dataset=True, switch="providers")
        selection = Selection(operation=variant.operation.operation_id, only=Kind.FUZZ)
        effort = Effort(seed=SEED, examples=EXAMPLES, first_only=True)
        return asyncio.run(_caught(Fuzzer(target, selection, effort)))


async def _caught(fuzzer: Fuzzer) -> Caught:
    told = [event async for event in fuzzer.results()]
    failures = [event for event in told if isinstance(event, CaseFinished)]
    return Caught(
        [failure for failure in failures if failure.verdict is Verdict.FAILED],
        sum(event.requests for event in told if isinstance(event, Fuzzed)),
    )


def hunted(quick: Iterable[str], *, mutates: bool) -> list[Variant]:
    """The variants of reads or of writes that this run hunts; the names must be theirs."""
    own = {variant.name: variant for variant in ALL if variant.operation.mutates is mutates}
    return list(own.values()) if SOAKS else [own[name] for name in quick]
