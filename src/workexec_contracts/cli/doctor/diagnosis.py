"""What one check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.problem import Problem


class State(StrEnum):
    """From good to bad."""

    OK = "ok"
    WARNING = "warning"
    """Everything works, something of it worse than it could."""
    PROBLEM = "problem"
    """Some command will fail."""


EXIT = {State.OK: 0, State.WARNING: 1, State.PROBLEM: 2}


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A check, how it ended, what is there, and what mends it; the fix is empty where all is well."""

    check: str
    state: State
    found: str
    fix: str = ""

    @classmethod
    def of(cls, check: str, problem: Problem, state: State = State.PROBLEM) -> Diagnosis:
        """What an error of ours tells."""
        return cls(check, state, f"{problem.what} ({problem.where})", problem.fix)


def exit_code(found: Iterable[Diagnosis]) -> int:
    """0 where all is well, 1 with warnings, 2 with problems."""
    return max((EXIT[one.state] for one in found), default=0)
