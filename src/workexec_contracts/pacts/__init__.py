"""What WorkExec and its neighbours promise each other, interaction by interaction.

`interactions()` are all of them as data, `pairs()` the same by consumer and provider; `write` and `stale`
are about the pact files, `guide` about the documentation of provider states.
"""

from .catalogue import file_name, interactions, pairs
from .interaction import WORKEXEC, Interaction, Kind, Message, Reply, Request
from .matchers import plain
from .states import HOW, Given, StateKind

__all__ = [
    "HOW",
    "WORKEXEC",
    "Given",
    "Interaction",
    "Kind",
    "Message",
    "Reply",
    "Request",
    "StateKind",
    "file_name",
    "interactions",
    "pairs",
    "plain",
]
