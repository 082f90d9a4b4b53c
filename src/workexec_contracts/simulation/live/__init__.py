"""The same steps and faults in virtual and in real time, to show that simulation and reality agree."""

from .compare import Attempted, Taken, differences
from .neighbourhood import Neighbourhood, Providers, Stubs
from .run import Compared, Ended, Event, Planned, run
from .steps import STEPS, LiveStep, plan
from .switched import NotLive, Switched, switched

__all__ = [
    "STEPS",
    "Attempted",
    "Compared",
    "Ended",
    "Event",
    "LiveStep",
    "Neighbourhood",
    "NotLive",
    "Planned",
    "Providers",
    "Stubs",
    "Switched",
    "Taken",
    "differences",
    "plan",
    "run",
    "switched",
]
