"""Verdicts about a provider: cases derived from the contracts and the interactions of pacts, put to it."""

from .case import Case, Needs
from .cases import cases_of
from .contract import Contract, contracts
from .errors import Unpublished, Unreachable, VerificationError, WrongUsage
from .events import CaseFinished, Event, Fuzzed, Kind, RunFinished, RunStarted
from .fuzzing import PHASES, Effort, Fuzzer, Phase, Progress
from .interactions import Broker, Source, probe, promises
from .producer import producer
from .run import Runner
from .select import Selection, chosen_cases, chosen_contracts, chosen_operations, chosen_promises
from .target import Target, providers, publisher, service, stubs
from .verdict import WRONG_USAGE, Verdict, worst

__all__ = [
    "PHASES",
    "WRONG_USAGE",
    "Broker",
    "Case",
    "CaseFinished",
    "Contract",
    "Effort",
    "Event",
    "Fuzzed",
    "Fuzzer",
    "Kind",
    "Needs",
    "Phase",
    "Progress",
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
