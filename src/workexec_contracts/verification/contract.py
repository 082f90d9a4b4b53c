"""Everything that a verdict can be about: the operations of the neighbours, and WorkExec's own events."""

from __future__ import annotations

from functools import cache

from workexec_contracts.contracts import domains, operations
from workexec_contracts.contracts.vocabulary import Data, Status
from workexec_contracts.pacts import WORKEXEC


class Contract(Data):
    """One operation that a neighbour offers, or one event that WorkExec publishes to a neighbour."""

    name: str
    """The operation's id, or the event's name."""
    domain: str
    """The neighbour, whichever side it is on."""
    domain_title: str
    owner: str
    """Who has to mend it."""
    title: str
    clause: str
    status: Status
    blocked_by: str | None
    assumptions: tuple[str, ...]
    message: bool = False
    """Whether it is an event of WorkExec."""

    @property
    def provider(self) -> str:
        """What the pacts call who keeps it."""
        return self.owner


@cache
def contracts() -> tuple[Contract, ...]:
    """All of them: what the neighbours offer, then what WorkExec publishes."""
    return (*_offered(), *_published())


def _offered() -> tuple[Contract, ...]:
    return tuple(
        Contract(
            name=operation.operation_id,
            domain=domain.name,
            domain_title=domain.title,
            owner=domain.owner,
            title=operation.title,
            clause=operation.clause,
            status=operation.status,
            blocked_by=operation.blocked_by,
            assumptions=operation.assumptions,
        )
        for domain, operation in operations()
    )


def _published() -> tuple[Contract, ...]:
    return tuple(
        Contract(
            name=event.name,
            domain=domain.name,
            domain_title=domain.title,
            owner=WORKEXEC,
            title=event.title,
            clause=event.clause,
            status=event.status,
            blocked_by=event.blocked_by,
            assumptions=event.assumptions,
            message=True,
        )
        for domain in domains()
        for event in domain.consumes
        if event.publisher == WORKEXEC
    )


@cache
def contract(name: str) -> Contract:
    """The contract of that name. Raises KeyError."""
    for found in contracts():
        if found.name == name:
            return found
    raise KeyError(name)
