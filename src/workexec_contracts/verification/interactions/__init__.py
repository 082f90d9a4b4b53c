"""Pacts as claims: each interaction is put to the target by Pact's own verifier."""

from .broker import Brokered, probe
from .missing import missing
from .promise import Promise, State
from .put import Putting
from .source import Broker, Source, promises
from .states import unmet

__all__ = [
    "Broker",
    "Brokered",
    "Promise",
    "Putting",
    "Source",
    "State",
    "missing",
    "probe",
    "promises",
    "unmet",
]
