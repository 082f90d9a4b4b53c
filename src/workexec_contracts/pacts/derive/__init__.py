"""Every interaction of a domain, derived from its contract; none is listed by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.pacts.making import Maker

from . import messages, reads, refusals, tax, writes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Domain
    from workexec_contracts.pacts.interaction import Interaction

KINDS = (reads, tax, writes, refusals)

__all__ = ["interactions_of"]


def interactions_of(domain: Domain) -> Iterator[Interaction]:
    """What WorkExec needs of the domain, then what the domain needs of WorkExec."""
    for operation in domain.operations:
        maker = Maker(domain, operation)
        for kind in KINDS:
            yield from kind.interactions(maker)
    yield from messages.interactions(domain)
