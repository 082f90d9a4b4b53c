"""An operation of which mutants are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workexec_contracts.verification.mutation.mutant import Mutant

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint
    from workexec_contracts.verification.mutation.mutant import Bend, Kind


@dataclass(frozen=True)
class Subject:
    """Names the mutants of one operation."""

    domain: Domain
    operation: Endpoint

    def mutant(self, where: str, kind: Kind, says: str, bend: Bend, *, clause: str = "") -> Mutant:
        """One that breaks the operation's clause unless told; `where` is its place and, last, how."""
        place, _, how = where.rpartition("/")
        return Mutant(
            subject=self.operation.operation_id,
            place=place,
            how=how,
            kind=kind,
            domain=self.domain.name,
            clause=clause or self.operation.clause,
            says=says,
            operation=self.operation,
            bend=bend,
        )
