"""How the audited service is asked: its steps as data, the reference WorkExec's unless a file says so."""

from .defaults import READS, REFERENCE
from .model import Reply, Sent, Step, Triggers, Values
from .reading import read

__all__ = ["READS", "REFERENCE", "Reply", "Sent", "Step", "Triggers", "Values", "read"]
