"""One style for everything that a person has to mend: what, where, expected, fix; exit code 2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import typer

USAGE = 2
# What typer raises for a command line that it does not understand. Newer ones bring a click of their own,
# so that no import names the class for all of them.
MisuseOfCommand: type[Any] = typer.BadParameter.__mro__[1]


@dataclass
class UsageProblem(Exception):  # noqa: N818  # what the person did, not a defect
    """A wrong argument or environment."""

    what: str
    where: str
    expected: str
    fix: str

    def __str__(self) -> str:
        return f"{self.what}\n  where:    {self.where}\n  expected: {self.expected}\n  fix:      {self.fix}"

    @classmethod
    def of(cls, misuse: Any) -> Self:  # noqa: ANN401  # see MisuseOfCommand
        """What typer found wrong, in our style."""
        command = misuse.ctx.command_path if misuse.ctx else "wxc"
        usage = misuse.ctx.get_usage().partition("Usage: ")[2] if misuse.ctx else command
        return cls(misuse.format_message(), "the command line", usage, f"{command} --help has examples")


def is_expected(problem: Exception) -> bool:
    """Whether it says by itself what to mend."""
    from workexec_contracts.stubs.admin import AdminError  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.stubs.process import StubError  # noqa: PLC0415  # the same

    return isinstance(problem, (UsageProblem, StubError, AdminError))
