"""Verdicts about a provider: cases derived from the contracts, put to it one by one."""

from .case import Case, Needs
from .cases import cases_of
from .errors import Unreachable, VerificationError, WrongUsage
from .events import CaseFinished, Event, RunFinished, RunStarted
from .run import Runner
from .select import Selection, chosen_cases, chosen_operations
from .target import Target, providers, service, stubs
from .verdict import WRONG_USAGE, Verdict, worst

__all__ = [
    "WRONG_USAGE",
    "Case",
    "CaseFinished",
    "Event",
    "Needs",
    "RunFinished",
    "RunStarted",
    "Runner",
    "Selection",
    "Target",
    "Unreachable",
    "Verdict",
    "VerificationError",
    "WrongUsage",
    "cases_of",
    "chosen_cases",
    "chosen_operations",
    "providers",
    "service",
    "stubs",
    "worst",
]
