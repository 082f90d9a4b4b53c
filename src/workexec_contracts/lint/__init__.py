"""What cannot be in the contracts, found by computation, and what was decided about it."""

from .given import Given, given
from .present import (
    ProblemRow,
    StatusRow,
    Verification,
    findings_by_domain,
    problem_rows,
    read_verified,
    status_rows,
)
from .problem import Problem
from .report import LintReport, run

__all__ = [
    "Given",
    "LintReport",
    "Problem",
    "ProblemRow",
    "StatusRow",
    "Verification",
    "findings_by_domain",
    "given",
    "problem_rows",
    "read_verified",
    "run",
    "status_rows",
]
