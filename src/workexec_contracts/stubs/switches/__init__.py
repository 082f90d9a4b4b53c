"""Switches of running stubs: a neighbour that is down, slow, flaky, or answers one error.

A switch is a handful of plain WireMock mappings of priority 1. The marker header lets a request that was
held back or drew a lucky number pass to the ordinary stubs.
"""

from workexec_contracts.switching import Mode, Switch

from .build import METADATA, codes, mappings
from .calls import apply, as_curl, state
from .staging import stage, staged_mappings, unstage, unstage_all

__all__ = [
    "METADATA",
    "Mode",
    "Switch",
    "apply",
    "as_curl",
    "codes",
    "mappings",
    "stage",
    "staged_mappings",
    "state",
    "unstage",
    "unstage_all",
]
