"""What a load test is and what its figures show; no load generator is imported here.

An open model's arrivals, exact histograms, the two clocks, and the gate that turns them into verdicts.
"""

from .arrivals import Process, arrivals, share
from .clocks import Clocks
from .curves import Constant, Curve, Day, Ramp, Spike
from .doubts import cut_short, switched_late
from .errors import LoadBroken, LoadError, WrongProfile
from .failmodes import FailModes, StepOutcomes, judge_fail_modes
from .figures import Bar, CallFigures, Figures, Point, Times
from .gate import Bounds, Judgement, Measured, judge
from .generator import Generator, together
from .histogram import Histogram
from .journal import Logged, logged
from .knee import Found, Limits, Outcome, Tried, found, next_hz
from .launch import Launch
from .objectives import Objective, objectives
from .order import Order
from .plan import Plan
from .profiles import Arrival, Fault, Journey, Profile, schedule
from .reading import changed, names, read_profile
from .request import trace_mark
from .result import About, IntegrationResult, LoadResult, OperationResult, conclude, judgements
from .retries import OperationRetries, Retries, judge_retries, with_retries
from .steps import TRIES, Walk
from .tallies import Ending, StepEnd
from .throughput import (
    OUT_OF_TIME,
    Step,
    Throughput,
    ThroughputResult,
    concluded,
    consumers,
    exit_code,
    step_of,
    step_profile,
)
from .timeline import Turn, timeline

__all__ = [
    "OUT_OF_TIME",
    "TRIES",
    "About",
    "Arrival",
    "Bar",
    "Bounds",
    "CallFigures",
    "Clocks",
    "Constant",
    "Curve",
    "Day",
    "Ending",
    "FailModes",
    "Fault",
    "Figures",
    "Found",
    "Generator",
    "Histogram",
    "IntegrationResult",
    "Journey",
    "Judgement",
    "Launch",
    "Limits",
    "LoadBroken",
    "LoadError",
    "LoadResult",
    "Logged",
    "Measured",
    "Objective",
    "OperationResult",
    "OperationRetries",
    "Order",
    "Outcome",
    "Plan",
    "Point",
    "Process",
    "Profile",
    "Ramp",
    "Retries",
    "Spike",
    "Step",
    "StepEnd",
    "StepOutcomes",
    "Throughput",
    "ThroughputResult",
    "Times",
    "Tried",
    "Turn",
    "Walk",
    "WrongProfile",
    "arrivals",
    "changed",
    "conclude",
    "concluded",
    "consumers",
    "cut_short",
    "exit_code",
    "found",
    "judge",
    "judge_fail_modes",
    "judge_retries",
    "judgements",
    "logged",
    "names",
    "next_hz",
    "objectives",
    "read_profile",
    "schedule",
    "share",
    "step_of",
    "step_profile",
    "switched_late",
    "timeline",
    "together",
    "trace_mark",
    "with_retries",
]
