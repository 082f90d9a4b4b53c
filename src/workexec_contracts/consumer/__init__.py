"""The reference WorkExec: clients that keep the policies of the contracts."""

from .client import Neighbour, operation_of
from .drivers import AsyncDriver, SyncDriver
from .exchange import Exchange, Identity, prepare
from .plan import Attempt, Now, Plan, Raw, Step, bound
from .results import CONTRACT_BROKEN, NO_ANSWER, Failed, Found, Result

__all__ = [
    "CONTRACT_BROKEN",
    "NO_ANSWER",
    "AsyncDriver",
    "Attempt",
    "Exchange",
    "Failed",
    "Found",
    "Identity",
    "Neighbour",
    "Now",
    "Plan",
    "Raw",
    "Result",
    "Step",
    "SyncDriver",
    "bound",
    "operation_of",
    "prepare",
]
