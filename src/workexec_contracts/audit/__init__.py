"""Verdicts about a consumer that we did not write: from outside, by what its neighbours had of it."""

from .claims import Claim
from .errors import AuditError, Unreachable, WrongJournal, WrongTriggers, WrongUsage
from .events import AuditFinished, AuditStarted, Event, ExperimentFinished, Ruled
from .experiments import Plan
from .files import traffic_of
from .judging import TOLERANCE, Evidence, judged
from .recording import audit_recording
from .ruling import Ruling
from .run import JOURNAL, Auditor, Setting
from .triggers import REFERENCE, Triggers, read

__all__ = [
    "JOURNAL",
    "REFERENCE",
    "TOLERANCE",
    "AuditError",
    "AuditFinished",
    "AuditStarted",
    "Auditor",
    "Claim",
    "Event",
    "Evidence",
    "ExperimentFinished",
    "Plan",
    "Ruled",
    "Ruling",
    "Setting",
    "Triggers",
    "Unreachable",
    "WrongJournal",
    "WrongTriggers",
    "WrongUsage",
    "audit_recording",
    "judged",
    "read",
    "traffic_of",
]
