# ruff: noqa: N818 - a name says the state: WrongProfile
"""Why a load test could not begin.

LoadError
└── WrongProfile   a profile that is not there, or that says what cannot be
"""

from __future__ import annotations

from workexec_contracts.problem import Problem


class LoadError(Problem):
    """Something about the load test that a person has to mend."""


class WrongProfile(LoadError): ...
