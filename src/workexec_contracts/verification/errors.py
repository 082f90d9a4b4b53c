# ruff: noqa: N818 - a name says the state: Unreachable
"""Why a verification could not even begin.

VerificationError
├── WrongUsage     the question makes no sense
└── Unreachable    nobody answers at the base URL
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class VerificationError(Exception):
    """Says what happened, where, what was expected there, and the one thing to do about it."""

    what: str
    where: str
    expected: str
    fix: str

    def __post_init__(self) -> None:
        super().__init__(self.what, self.where, self.expected, self.fix)

    def __str__(self) -> str:
        return f"{self.what}\n  where:    {self.where}\n  expected: {self.expected}\n  fix:      {self.fix}"


class WrongUsage(VerificationError): ...


class Unreachable(VerificationError): ...
