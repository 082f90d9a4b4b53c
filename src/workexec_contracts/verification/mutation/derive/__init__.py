"""Every mutant of every operation and event, derived from the contracts; none is listed by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts import domains

from . import (
    answers,
    bodies,
    effects,
    events,
    memory,
    parameters,
    reads,
    refusals,
    rules,
    searches,
    sequence,
    taxes,
    transport,
)
from .subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.verification.mutation.mutant import Mutant

KINDS = (
    answers,
    refusals,
    transport,
    parameters,
    bodies,
    rules,
    sequence,
    searches,
    reads,
    taxes,
    memory,
    effects,
)

__all__ = ["KINDS", "derived"]


def derived() -> Iterator[Mutant]:
    """In the order of the contracts: of a domain's operations, then of the events that it takes."""
    for domain in domains():
        for operation in domain.operations:
            subject = Subject(domain, operation)
            for kind in KINDS:
                yield from kind.mutants(subject)
        for event in domain.consumes:
            if event.publisher != domain.name:
                yield from events.mutants(domain, event)
