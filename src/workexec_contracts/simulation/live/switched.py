"""Faults as the switches of running stubs: those that a switch can express, and a clear no for all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import VALIDATION_ERROR, Domain, Endpoint
from workexec_contracts.problem import Problem
from workexec_contracts.simulation.faults import At, Down, Failing, How, Poison, Slow
from workexec_contracts.switching import Mode, Switch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workexec_contracts.simulation.faults import Fault, Faults

SHORT_S = 10.0
"""What lasts longer is on until every step has come to its end; what is shorter, for its time."""
SLOWEST_MS = 10_000.0
ALL_PERCENT = 100.0
MODES = {How.UNAVAILABLE: Mode.DOWN, How.REFUSED: Mode.RESET}
Operations = tuple[tuple[Domain, Endpoint], ...]


class NotLive(Problem):  # a name says what it is, as its family does
    """A scenario that cannot be had in real time."""


@dataclass(frozen=True, slots=True)
class Switched:
    """A switch, the operations that it is meant for, and for how many seconds; None until the steps' end."""

    switch: Switch
    operations: Operations
    for_s: float | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of its operations."""
        return tuple(operation.operation_id for _, operation in self.operations)


def switched(faults: Faults) -> tuple[Switched, ...]:
    """The switches of a schedule whose faults are all on at once. Raises NotLive.

    Attempts that are struck by number are `flaky`: each step's first operation fails so often. Their
    operations are empty here, since the steps say which those are.
    """
    found = [
        *_struck(faults.faults),
        *(
            Switched(_switch(fault), _aimed(fault), _for_s(fault))
            for fault in faults.faults
            if not isinstance(fault, At)
        ),
    ]
    _refuse_overlaps(found)
    return tuple(found)


def _struck(faults: Iterable[Fault]) -> Iterator[Switched]:
    struck = sorted((fault for fault in faults if isinstance(fault, At)), key=lambda fault: fault.attempt)
    if not struck:
        return
    if [fault.attempt for fault in struck] != list(range(len(struck))) or {f.does for f in struck} != {"503"}:
        raise _refusal("at", "the first attempts, each with 503: that is what `flaky` does")
    yield Switched(Switch(Mode.FLAKY, times=len(struck)), ())


def _switch(fault: Fault) -> Switch:
    match fault:
        case Down(how=how) if how in MODES:
            return Switch(MODES[how])
        case Failing(how=how, percent=percent) if how in MODES and percent == ALL_PERCENT:
            return Switch(MODES[how])
        case Slow() if (fault.latency_ms_max if fault.sigma else fault.latency_ms_median) <= SLOWEST_MS:
            return _slow(fault)
        case Poison(how="400", percent=percent) if percent == ALL_PERCENT:
            return Switch(Mode.ERROR, code=VALIDATION_ERROR.code)
        case Down(how=how) | Failing(how=how) if how not in MODES:
            raise _refusal(f"{fault.kind} with {how.value}", "503 or refused")
        case Failing() | Poison():
            raise _refusal(
                f"{fault.kind} at {fault.percent:g} %", "100 %, and of poison a 400: else each run differs"
            )
        case Slow():
            raise _refusal("slow", f"latency_ms_max of at most {SLOWEST_MS:g}, so that nothing times out")
        case _:
            raise _refusal(fault.kind, "down, failing, slow, poison, or at with 503")


def _slow(fault: Slow) -> Switch:
    if fault.sigma:
        return Switch(Mode.SLOW, median_ms=max(fault.latency_ms_median, 1.0), sigma=fault.sigma)
    return Switch(Mode.SLOW, delay_ms=round(fault.latency_ms_median))


def _refusal(kind: str, expected: str) -> NotLive:
    return NotLive(
        f"no switch of a running neighbour does what this fault does: {kind}",
        "the scenario's faults",
        expected,
        "leave --live out, or write a scenario of faults that switches have; docs/scenarios.md lists them",
    )


def _aimed(fault: Down | Failing | Slow | Poison | Fault) -> Operations:
    aims = getattr(fault, "aims_at", None)
    return tuple(
        (domain, operation)
        for domain, operation in operations()
        if aims is not None and aims(domain.name, operation.operation_id)
    )


def _for_s(fault: Fault) -> float | None:
    until_s: float | None = getattr(fault, "until_s", None)
    lasts_s = None if until_s is None else until_s - getattr(fault, "from_s", 0.0)
    return lasts_s if lasts_s is not None and lasts_s <= SHORT_S else None


def _refuse_overlaps(found: list[Switched]) -> None:
    names = [name for one in found for name in one.names]
    twice = sorted({name for name in names if names.count(name) > 1})
    if len(found) > 1 and not all(one.names for one in found):
        twice = ["the first attempts"]
    if twice:
        raise NotLive(
            f"two faults at once are meant for {', '.join(twice)}",
            "the scenario's faults",
            "one fault for each operation: a switch replaces the one before",
            "leave --live out, or aim them at different operations",
        )
