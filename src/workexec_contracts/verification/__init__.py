"""Verdicts about a provider: cases derived from the contracts and the interactions of pacts, put to it."""

from .case import Case, Needs
from .cases import cases_of
from .contract import Contract, contracts
from .errors import Unpublished, Unreachable, VerificationError, WrongUsage
from .events import CaseFinished, Event, Kind, RunFinished, RunStarted
from .interactions import Broker, Source, probe, promises
from .producer import producer
from .run import Runner
from .select import Selection, chosen_cases, chosen_contracts, chosen_operations, chosen_promises
from .target import Target, providers, publisher, service, stubs
from .verdict import WRONG_USAGE, Verdict, worst

__all__ = [
    "WRONG_USAGE",
    "Broker",
    "Case",
    "CaseFinished",
    "Contract",
    "Event",
    "Kind",
    "Needs",
    "RunFinished",
    "RunStarted",
    "Runner",
    "Selection",
    "Source",
    "Target",
    "Unpublished",
    "Unreachable",
    "Verdict",
    "VerificationError",
    "WrongUsage",
    "cases_of",
    "chosen_cases",
    "chosen_contracts",
    "chosen_operations",
    "chosen_promises",
    "contracts",
    "probe",
    "producer",
    "promises",
    "providers",
    "publisher",
    "service",
    "stubs",
    "worst",
]
