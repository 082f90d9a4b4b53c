"""One change of the contracts and whom it breaks: who was built to the old one and meets the new one."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.verdict import Verdict

FORMAT: Literal["workexec-contracts/diff/1"] = "workexec-contracts/diff/1"


class Side(StrEnum):
    """Who was built to the old contract."""

    CONSUMER = "consumer"
    """WorkExec: it calls, delivers events, keeps retries and caches."""
    PROVIDER = "provider"
    """The neighbour: it answers, takes and publishes events, keeps the SLA."""


class Change(Data):
    """`file` and `pointer` are of the document that shows it, the new one where both do."""

    aspect: str
    old: str
    new: str
    breaks: tuple[Side, ...]
    unknown: bool = False
    """Whether the documents say it in a way that cannot be compared."""
    file: str
    pointer: str
    clauses: tuple[str, ...]
    places: tuple[str, ...]
    """The operations and events, and where in each."""


class Changes(Data):
    """Everything between two states."""

    format: Literal["workexec-contracts/diff/1"] = FORMAT
    old: str
    new: str
    verdict: Verdict
    exit_code: int
    changes: tuple[Change, ...]

    def breaking(self, side: Side) -> int:
        """How many break a side."""
        return sum(side in change.breaks for change in self.changes)
