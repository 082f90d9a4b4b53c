"""Policies as pure state machines: they yield commands, take observations, and know no clock."""

from .attempts import TOLERANCE, Breach, Broken, Seen, Tolerance, breaches, ending, logical_calls, timed_out
from .caching import AnswerCache, Entry, Key, key_of
from .commands import (
    Answered,
    Attempt,
    Command,
    Observation,
    Send,
    Unanswered,
    Wait,
    Waited,
    outcome_of,
    outcome_of_status,
)
from .delivery import Delivered, Fate, deliver
from .reading import Read, read
from .retry import Concluded, call

__all__ = [
    "TOLERANCE",
    "AnswerCache",
    "Answered",
    "Attempt",
    "Breach",
    "Broken",
    "Command",
    "Concluded",
    "Delivered",
    "Entry",
    "Fate",
    "Key",
    "Observation",
    "Read",
    "Seen",
    "Send",
    "Tolerance",
    "Unanswered",
    "Wait",
    "Waited",
    "breaches",
    "call",
    "deliver",
    "ending",
    "key_of",
    "logical_calls",
    "outcome_of",
    "outcome_of_status",
    "read",
    "timed_out",
]
