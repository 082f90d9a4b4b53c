"""Every case about every operation, derived from the contracts and the dataset; none is listed by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.verification.subject import Subject

from . import (
    accepted,
    access,
    bodies,
    correlation,
    examples,
    listings,
    lookups,
    memory,
    order,
    parameters,
    references,
    rules,
    searches,
    tax,
    tax_refusals,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint
    from workexec_contracts.verification.case import Case

KINDS = (
    examples,
    access,
    correlation,
    parameters,
    bodies,
    accepted,
    rules,
    references,
    searches,
    listings,
    lookups,
    tax,
    tax_refusals,
    memory,
    order,
)

__all__ = ["KINDS", "cases_of"]


def cases_of(domain: Domain, operation: Endpoint, seed: str) -> Iterator[Case]:
    """All cases of one operation, in a stable order; none without an example to start from."""
    subject = Subject(domain, operation, seed)
    if subject.samples:
        for kind in KINDS:
            yield from kind.cases(subject)
