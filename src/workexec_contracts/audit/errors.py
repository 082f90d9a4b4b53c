# ruff: noqa: N818 - a name says the state: WrongTriggers
"""Why an audit could not begin.

AuditError
├── WrongTriggers   a trigger file that cannot be understood
├── WrongJournal    a file that is neither a WireMock journal nor a HAR, or a log that cannot be read
├── Unreachable     the audited service does not answer
└── WrongUsage      the question makes no sense
"""

from __future__ import annotations

from workexec_contracts.problem import Problem


class AuditError(Problem):
    """Something about the audit that a person has to mend."""


class WrongTriggers(AuditError): ...


class WrongJournal(AuditError): ...


class Unreachable(AuditError): ...


class WrongUsage(AuditError): ...
