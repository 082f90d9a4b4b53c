# ruff: noqa: N818 - a name says the state: WrongProfile
"""Why a load test could not begin, or came to nothing.

LoadError
├── WrongProfile   a profile that is not there, or that says what cannot be
└── LoadBroken     a load generator that does not run, or does not end
"""

from __future__ import annotations

from workexec_contracts.problem import Problem


class LoadError(Problem):
    """Something about the load test that a person has to mend."""


class WrongProfile(LoadError): ...


class LoadBroken(LoadError): ...
