"""One form for everything that a person has to mend: what happened, where, what was expected, the fix."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Problem(Exception):  # noqa: N818  # something to mend, not a defect of this program
    """The root of all families of errors that are told without a traceback."""

    what: str
    where: str
    expected: str
    fix: str

    def __post_init__(self) -> None:
        """Gives pickle and logs the same four texts."""
        super().__init__(self.what, self.where, self.expected, self.fix)

    def __str__(self) -> str:
        return f"{self.what}\n  where:    {self.where}\n  expected: {self.expected}\n  fix:      {self.fix}"
