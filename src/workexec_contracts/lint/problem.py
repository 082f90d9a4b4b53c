"""What cannot be, found by computation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import Data

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint

    from .document import Section


class Problem(Data):
    """One contradiction, gap or mistake: what kind, about what, in words, and where the document says so."""

    kind: str
    subject: str
    detail: str
    clause: str

    @property
    def keys(self) -> tuple[str, str]:
        """How a finding may name the problem in `problems`."""
        return self.kind, f"{self.kind}:{self.subject}"


def in_section(kind: str, subject: str, detail: str, section: Section) -> Problem:
    """A problem of the document's text."""
    return Problem(kind=kind, subject=subject, detail=detail, clause=section.clause)


def of_operation(kind: str, operation: Endpoint, detail: str, name: str = "") -> Problem:
    """A problem of an operation, or of what it has under `name`."""
    subject = f"{operation.operation_id} {name}".strip()
    return Problem(kind=kind, subject=subject, detail=detail, clause=operation.clause)
