"""When each fault of a schedule is on, and what it is in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.simulation.clock import DAY_S
from workexec_contracts.simulation.faults import Crash, Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.simulation.faults import Fault
    from workexec_contracts.simulation.setting import Setting

_TIMES = {"kind", "target", "from_s", "until_s", "at_s"}


class FaultWindow(Data):
    """A fault in words, from when until when; times in seconds since the beginning."""

    told: str
    from_s: float
    until_s: float


def windows(setting: Setting) -> Iterator[FaultWindow]:
    """Those of the faults that have times; others strike an attempt or a write by its number."""
    faults, end_s = setting.faults, setting.days * DAY_S
    last_s = min(end_s, faults.until_s or end_s)
    for fault in faults.faults:
        if isinstance(fault, Window) and fault.from_s < last_s:
            yield FaultWindow(
                told=described(fault), from_s=fault.from_s, until_s=min(last_s, fault.until_s or last_s)
            )
        elif isinstance(fault, Crash) and fault.at_s is not None and fault.at_s < last_s:
            until_s = min(last_s, fault.at_s + fault.down_s)
            yield FaultWindow(told=described(fault), from_s=fault.at_s, until_s=until_s)


_HARM = {
    "flapping": "down_s",
    "slow": "latency_ms_median",
    "slow_start": "latency_ms_first",
    "brownout": "latency_ms_each",
    "skew": "skew_s",
}
"""The figure without which a kind of fault does nothing, where that is not its percentage."""


def idle(setting: Setting) -> Iterator[str]:
    """The faults that change nothing, and why: whoever wrote them may have meant something else."""
    faults, end_s = setting.faults, setting.days * DAY_S
    last_s = min(end_s, faults.until_s or end_s)
    for fault in faults.faults:
        figure = _HARM.get(fault.kind, "percent")
        begins_s = fault.at_s if isinstance(fault, Crash) else getattr(fault, "from_s", None)
        if not getattr(fault, figure, True):
            yield f"{described(fault)}: does nothing, since {figure} is 0"
        elif begins_s is not None and begins_s >= last_s:
            yield f"{described(fault)}: never comes on, since all faults stop after {last_s:g} s"


def described(fault: Fault) -> str:
    """Its kind, at whom it is aimed, and its figures that are not the harmless ones."""
    figures = fault.model_dump(mode="json", exclude=_TIMES, exclude_defaults=True)
    what = " ".join(filter(None, (fault.kind.replace("_", " "), getattr(fault, "target", ""))))
    told = ", ".join(f"{name} {_figure(figure)}" for name, figure in figures.items())
    return f"{what}: {told}" if told else what


def _figure(figure: object) -> str:
    return f"{figure:g}" if isinstance(figure, float) else f"{figure}"
