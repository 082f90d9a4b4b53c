"""Policies as pure state machines: they yield commands, take observations, and know no clock."""

from .caching import AnswerCache, Entry, Key, key_of
from .commands import Answered, Attempt, Command, Observation, Send, Unanswered, Wait, Waited, outcome_of
from .delivery import Delivered, Fate, deliver
from .reading import Read, read
from .retry import Concluded, call

__all__ = [
    "AnswerCache",
    "Answered",
    "Attempt",
    "Command",
    "Concluded",
    "Delivered",
    "Entry",
    "Fate",
    "Key",
    "Observation",
    "Read",
    "Send",
    "Unanswered",
    "Wait",
    "Waited",
    "call",
    "deliver",
    "key_of",
    "outcome_of",
    "read",
]
