# ruff: noqa: N818 - a name says the state: Unreachable
"""Why a verification could not begin, or not be told.

VerificationError
├── WrongUsage     the question makes no sense
├── Unreachable    nobody answers at the base URL
├── Ended          a process of ours ended before its work was done
└── Unpublished    the broker did not take the results
"""

from __future__ import annotations

from workexec_contracts.problem import Problem


class VerificationError(Problem):
    """Something about the question that a person has to mend."""


class WrongUsage(VerificationError): ...


class Unreachable(VerificationError): ...


class Ended(VerificationError): ...


class Unpublished(VerificationError): ...
