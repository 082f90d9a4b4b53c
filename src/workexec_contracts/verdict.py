"""failed > unknown > passed, and what that means for an exit code."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Verdict(StrEnum):
    """What is known about a case, a contract or a run."""

    PASSED = "passed"
    UNKNOWN = "unknown"
    FAILED = "failed"


EXIT = {Verdict.PASSED: 0, Verdict.FAILED: 1, Verdict.UNKNOWN: 3}
WRONG_USAGE = 2


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict about the whole. Nothing known about anything is unknown."""
    found = set(verdicts)
    if Verdict.FAILED in found:
        return Verdict.FAILED
    return Verdict.PASSED if found == {Verdict.PASSED} else Verdict.UNKNOWN
