"""Settings with faults at random: the same ones for the same number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts import domains
from workexec_contracts.simulation.chance import Chance
from workexec_contracts.simulation.faults import (
    Brownout,
    Changing,
    Crash,
    Down,
    Duplicated,
    Failing,
    Faults,
    Flapping,
    How,
    LostAnswers,
    LostRequests,
    Poison,
    Reordered,
    Skew,
    Slow,
    SlowStart,
)
from workexec_contracts.simulation.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from workexec_contracts.simulation.faults import Fault

OPENS_S, SHUTS_S = 20_000, 80_000
"""When most of a day's work is done, and when the last fault stops."""
TARGETS = [*(domain.name for domain in domains()), "all"]
WRITTEN = [domain.name for domain in domains() if any(one.mutates for one in domain.operations)]


def how(draw: Random) -> How:
    return draw.choice(list(How))


KINDS: tuple[Callable[[Random, str], Fault], ...] = (
    lambda draw, at: Down(target=at, from_s=draw.uniform(OPENS_S, 60_000), until_s=70_000, how=how(draw)),
    lambda draw, at: Flapping(target=at, down_s=draw.uniform(1, 300), how=how(draw)),
    lambda draw, at: Failing(target=at, percent=draw.uniform(1, 50), how=how(draw)),
    lambda draw, at: Slow(target=at, latency_ms_median=draw.uniform(100, 20_000)),
    lambda draw, at: SlowStart(target=at, from_s=40_000, latency_ms_first=draw.uniform(1_000, 60_000)),
    lambda draw, at: Brownout(target=at, comfortable=1, latency_ms_each=draw.uniform(10, 5_000)),
    lambda draw, at: LostRequests(target=at, percent=draw.uniform(1, 40)),
    lambda draw, at: LostAnswers(target=at, percent=draw.uniform(1, 40), noticed=draw.random() < 0.5),
    lambda draw, at: Duplicated(target=at, percent=draw.uniform(1, 50), later_ms_max=later(draw)),
    lambda draw, at: Reordered(target=at, percent=draw.uniform(1, 50), later_ms_max=later(draw)),
    lambda draw, _: Poison(target=draw.choice(WRITTEN), percent=draw.uniform(5, 60), how="400"),
    lambda draw, _: Poison(target=draw.choice(WRITTEN), percent=draw.uniform(5, 60), how="500"),
    lambda draw, _: Crash(at_s=draw.uniform(OPENS_S, SHUTS_S), down_s=draw.choice((0, 5, 600))),
    lambda draw, _: Crash(at_attempt=draw.randint(0, 300), down_s=draw.choice((0, 5, 600))),
    lambda draw, _: Crash(at_write=draw.randint(0, 300), down_s=draw.choice((0, 5, 600))),
    lambda draw, _: Skew(skew_s=draw.uniform(-7_200, 7_200), of=draw.choice(("workexec", "neighbours"))),
    lambda draw, _: Changing(table=draw.choice(("customers", "vehicles", "parts")), every_s=600),
    lambda draw, _: Crash(at_answer=draw.randint(0, 100), down_s=draw.choice((0, 5, 600))),
)


def later(draw: Random) -> float:
    return draw.choice((10, 5_000, 60_000))


def setting(number: int) -> Setting:
    draw = Chance(number).random("wild")
    faults = tuple(draw.choice(KINDS)(draw, draw.choice(TARGETS)) for _ in range(draw.randint(1, 4)))
    title = f"wild {number}"
    return Setting(
        seed=number,
        shops=2,
        days=1,
        a_day=draw.choice((2, 4)),
        faults=Faults(title=title, until_s=SHUTS_S, faults=faults),
    )
