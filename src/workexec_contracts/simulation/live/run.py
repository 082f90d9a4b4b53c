"""A scenario's faults in both worlds: first while they are on, then once they are over."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import httpx2

from workexec_contracts.consumer import AsyncDriver
from workexec_contracts.contracts import operations
from workexec_contracts.policy import TOLERANCE
from workexec_contracts.simulation.quiet import quiet
from workexec_contracts.switching import Mode, Switch
from workexec_contracts.verdict import Verdict, worst

from .compare import differences
from .real import Real
from .simulated import Simulated
from .steps import plan
from .switched import Switched, switched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workexec_contracts.policy import Tolerance
    from workexec_contracts.simulation.faults import Faults

    from .compare import Taken
    from .neighbourhood import Neighbourhood
    from .steps import LiveStep

DURING, AFTER = "while the faults are on", "once they are over"
SETTLE_S = 0.3
"""How long a journal may take to have its last entry."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What is going to be done."""

    steps: tuple[LiveStep, ...]
    switches: tuple[Switched, ...]
    expected_s: float
    """How long the simulation says that it will take."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One step in both worlds."""

    step: LiveStep
    phase: str
    simulated: Taken
    real: Taken
    differences: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """Unknown where no neighbour was asked in either world, unless there was nothing left to do."""
        if self.differences:
            return Verdict.FAILED
        tried = self.simulated.attempts or self.phase == AFTER
        return Verdict.PASSED if tried else Verdict.UNKNOWN


@dataclass(frozen=True, slots=True)
class Ended:
    """All of it."""

    verdict: Verdict


Event: TypeAlias = Planned | Compared | Ended


def run(
    faults: Faults,
    neighbourhood: Neighbourhood,
    steps: Iterable[str] | None = None,
    tolerance: Tolerance = TOLERANCE,
) -> Iterator[Event]:
    """Runs it. `steps` names those to be taken, else all whose operations meet a fault. Raises NotLive."""
    switches = switched(faults)
    wanted = plan(switches, steps)
    aimed = tuple(_aimed(one, wanted) for one in switches)
    simulated = {step.name: Simulated(step, faults) for step in wanted}
    with quiet():
        during = {name: world.take() for name, world in simulated.items()}
        after = {name: world.take_again() for name, world in simulated.items()}
    yield Planned(wanted, aimed, _lasts_s(during) + _lasts_s(after))
    real = {step.name: Real(step) for step in wanted}
    verdicts = []
    with ExitStack() as over:
        over.enter_context(neighbourhood)
        over.callback(_switch_off, neighbourhood, aimed)
        for phase, expected in ((DURING, during), (AFTER, after)):
            with quiet():
                asyncio.run(_phase(neighbourhood, tuple(real.values()), aimed, phase))
            _switch_off(neighbourhood, aimed)
            asked = neighbourhood.asked()
            for step in wanted:
                came = real[step.name].taken(asked)
                told = tuple(differences(expected[step.name], came, tolerance))
                compared = Compared(step, phase, expected[step.name], came, told)
                verdicts.append(compared.verdict)
                yield compared
    yield Ended(worst(verdicts))


def _aimed(one: Switched, steps: tuple[LiveStep, ...]) -> Switched:
    """With its operations: of attempts that are struck by number, the first one of each step."""
    if one.operations:
        return one
    firsts = {step.operations[0] for step in steps}
    return Switched(one.switch, tuple(pair for pair in operations() if pair[1].operation_id in firsts))


def _lasts_s(taken: dict[str, Taken]) -> float:
    ends = [(one.attempts[0].at_s, one.attempts[-1].ended_s) for one in taken.values() if one.attempts]
    return max((ended_s - begun_s for begun_s, ended_s in ends), default=0.0)


async def _phase(
    neighbourhood: Neighbourhood, worlds: tuple[Real, ...], switches: tuple[Switched, ...], phase: str
) -> None:
    """All steps side by side; short faults end in their time."""
    ends = []
    for one in switches if phase == DURING else ():
        neighbourhood.switch(one.switch, one.operations)
        if one.for_s is not None:
            ends.append(asyncio.create_task(_end(neighbourhood, one)))
    async with httpx2.AsyncClient(trust_env=False) as client:
        driver = AsyncDriver(client, neighbourhood.base_urls)
        steps = (world.take(driver) if phase == DURING else world.take_again(driver) for world in worlds)
        await asyncio.gather(*steps)
    for end in ends:
        end.cancel()
    await asyncio.sleep(SETTLE_S)


async def _end(neighbourhood: Neighbourhood, one: Switched) -> None:
    await asyncio.sleep(one.for_s or 0.0)
    await asyncio.to_thread(neighbourhood.switch, Switch(Mode.OK), one.operations)


def _switch_off(neighbourhood: Neighbourhood, switches: tuple[Switched, ...]) -> None:
    for one in switches:
        neighbourhood.switch(Switch(Mode.OK), one.operations)
