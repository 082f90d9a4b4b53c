"""One style for everything that a person has to mend: what, where, expected, fix; exit code 2."""

from __future__ import annotations

from typing import Any, Self

import typer

from workexec_contracts.problem import Problem

USAGE = 2
# What typer raises for a command line that it does not understand. Newer ones bring a click of their own,
# so that no import names the class for all of them.
MisuseOfCommand: type[Any] = typer.BadParameter.__mro__[1]


class UsageProblem(Problem):
    """A wrong argument or environment."""

    @classmethod
    def of(cls, misuse: Any) -> Self:  # noqa: ANN401  # see MisuseOfCommand
        """What typer found wrong, in our style."""
        command = misuse.ctx.command_path if misuse.ctx else "wxc"
        usage = misuse.ctx.get_usage().partition("Usage: ")[2] if misuse.ctx else command
        return cls(misuse.format_message(), "the command line", usage, f"{command} --help has examples")


def alone(option: str, without: str, expected: str) -> UsageProblem:
    """An option that would be ignored, because another one is not there."""
    fix = f"add {without}, or leave {option} out"
    return UsageProblem(f"{option} without {without}", "the command line", expected, fix)


def is_expected(problem: Exception) -> bool:
    """Whether it says by itself what to mend."""
    from workexec_contracts.stubs.admin import AdminError  # noqa: PLC0415  # `wxc --help` stays fast

    return isinstance(problem, (Problem, AdminError))
