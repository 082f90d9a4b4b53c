"""Pacts as claims: each interaction is put to the target by Pact's own verifier."""

from .broker import probe
from .pacts import Pacts
from .promise import Promise, State
from .source import Broker, Source, promises
from .states import unmet

__all__ = [
    "Broker",
    "Pacts",
    "Promise",
    "Source",
    "State",
    "probe",
    "promises",
    "unmet",
]
