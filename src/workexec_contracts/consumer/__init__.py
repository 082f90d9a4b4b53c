"""The reference WorkExec: clients, publisher and workflows that keep the policies of the contracts."""

from .api import ROUTES, Route, application
from .caller import caller, token_with
from .client import Neighbour, operation_of
from .drivers import AsyncDriver, SyncDriver
from .envelope import Composer, Unsendable
from .exchange import Exchange, Identity, prepare
from .lanes import Lanes
from .letter import Letter, Standing
from .plan import Attempt, Now, Plan, Raw, Step, bound
from .publisher import Publisher
from .results import CONTRACT_BROKEN, NO_ANSWER, Failed, Found, Result
from .store import Store, StoreError
from .workflow import Answer, Refused, Shop, seed

__all__ = [
    "CONTRACT_BROKEN",
    "NO_ANSWER",
    "ROUTES",
    "Answer",
    "AsyncDriver",
    "Attempt",
    "Composer",
    "Exchange",
    "Failed",
    "Found",
    "Identity",
    "Lanes",
    "Letter",
    "Neighbour",
    "Now",
    "Plan",
    "Publisher",
    "Raw",
    "Refused",
    "Result",
    "Route",
    "Shop",
    "Standing",
    "Step",
    "Store",
    "StoreError",
    "SyncDriver",
    "Unsendable",
    "application",
    "bound",
    "caller",
    "operation_of",
    "prepare",
    "seed",
    "token_with",
]
