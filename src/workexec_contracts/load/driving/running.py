"""The session of this process, for the users that Locust makes; None between two tests."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .session import Session

_current: list[Session] = []


def begin(session: Session) -> None:
    """From now on this is the session."""
    _current[:] = [session]


def session() -> Session:
    """The session. Raises LookupError where no test runs."""
    if not _current:
        raise LookupError("no load test is running in this process")
    return _current[0]


def pause_s() -> float:
    """What a user of the closed model waits between two journeys."""
    mean_s = session().plan.profile.think_s
    return random.expovariate(1 / mean_s) if mean_s else 0  # a pause, not a secret
