"""What an audit tells, one frozen event at a time; reporters only listen."""

from __future__ import annotations

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.verdict import Verdict

from .ruling import Ruling


class AuditStarted(Data):
    """Before the first request, or before a recording is read."""

    service: str
    source: str
    """The base URL of the audited service, or the file."""
    plan: str
    """`full`, `quick`, or `journal`."""
    early_s: float
    late_s: float
    timeout_s: float
    ttl_factor: float | None
    at: str


class ExperimentFinished(Data):
    """One experiment of many is over."""

    number: int
    of: int
    name: str
    seconds: float
    problem: str


class Ruled(Data):
    """The verdict about one claim; after all experiments."""

    ruling: Ruling


class AuditFinished(Data):
    """After the last one. `requests` is how many the neighbours had."""

    verdict: Verdict
    exit_code: int
    requests: int
    experiments: int
    lag_s: float
    """How late this machine was itself; nobody is blamed for that much."""
    reason: str
    """Why nothing is known at all; else empty."""
    seconds: float
    at: str


Event = AuditStarted | ExperimentFinished | Ruled | AuditFinished
