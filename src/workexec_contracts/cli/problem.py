"""One style for everything that a person has to mend: what, where, expected, fix; exit code 2."""

from __future__ import annotations

from dataclasses import dataclass

USAGE = 2


@dataclass
class UsageProblem(Exception):  # noqa: N818  # what the person did, not a defect
    """A wrong argument or environment."""

    what: str
    where: str
    expected: str
    fix: str

    def __str__(self) -> str:
        return f"{self.what}\n  where:    {self.where}\n  expected: {self.expected}\n  fix:      {self.fix}"
