"""What all processes of one load test go by; it travels as one text."""

from __future__ import annotations

from typing import Literal

from workexec_contracts.contracts.vocabulary import Data

from .objectives import objectives
from .profiles import Profile

Model = Literal["open", "closed"]
MARGIN_S = 1.0


class Plan(Data):
    """A profile, and how it is run."""

    profile: Profile
    model: Model = "open"
    seed: str

    @property
    def drain_s(self) -> float:
        """How long attempts under way may take after the end: beyond every SLA, so that none is hidden.

        What is unanswered then counts as failed, and as that slow.
        """
        return max(objective.limit_s for objective in objectives()) + MARGIN_S
