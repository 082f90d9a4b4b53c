"""What each command's result shows, as evidence: one file for each kind of result."""

from .agreement import of_comparison, of_matrix
from .audit import of_audit
from .load import of_load
from .mutation import of_mutation
from .simulation import of_hunt, of_simulation, shown_live
from .throughput import of_throughput
from .verification import of_verification

__all__ = [
    "of_audit",
    "of_comparison",
    "of_hunt",
    "of_load",
    "of_matrix",
    "of_mutation",
    "of_simulation",
    "of_throughput",
    "of_verification",
    "shown_live",
]
