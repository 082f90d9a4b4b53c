"""All problems, and the findings that cover them."""

from __future__ import annotations

from workexec_contracts.contracts.vocabulary import Data

from .checks import CHECKS
from .given import Given, given
from .problem import Problem


class LintReport(Data):
    """What was found. `covered` says by which findings; `unused` entries of findings match no problem."""

    problems: tuple[Problem, ...]
    covered: dict[Problem, tuple[str, ...]]
    unused: tuple[tuple[str, str], ...]
    """Finding id and the entry of its `problems`."""

    @property
    def uncovered(self) -> tuple[Problem, ...]:
        """The problems that no finding covers; each stale entry is one."""
        return tuple(problem for problem in self.problems if not self.covered.get(problem))

    @property
    def computed(self) -> tuple[str, ...]:
        """The ids of the findings that computation found."""
        return tuple(sorted({finding for findings in self.covered.values() for finding in findings}))

    @property
    def exit_code(self) -> int:
        """0 when every problem is covered by a recorded finding, 1 when one is not."""
        return 1 if self.uncovered else 0


def run(what: Given | None = None) -> LintReport:
    """Check the contracts as they are, or what is given."""
    subject = what or given()
    found = tuple(dict.fromkeys(problem for check in CHECKS for problem in check(subject)))
    keys = {key for problem in found for key in problem.keys}
    unused = [
        (finding, entry) for finding in subject.findings for entry in finding.problems if entry not in keys
    ]
    stale = tuple(
        Problem(
            kind="stale-finding",
            subject=f"{finding.id} {entry}",
            detail=f"{finding.id} covers {entry!r}, which no computation finds",
            clause=finding.clause,
        )
        for finding, entry in unused
    )
    return LintReport(
        problems=(*found, *stale),
        covered={
            problem: tuple(f.id for f in subject.findings if set(problem.keys) & set(f.problems))
            for problem in found
        },
        unused=tuple((finding.id, entry) for finding, entry in unused),
    )
