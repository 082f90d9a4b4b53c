"""Names: each is given once, has the agreed form, and names something that exists."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Data, Status
from workexec_contracts.lint.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workexec_contracts.contracts.vocabulary import Endpoint, Event
    from workexec_contracts.lint.given import Given

_STATUSES = range(400, 600)


def names_are_unique(given: Given) -> Iterator[Problem]:
    """Operation ids, paths, event types and finding ids."""
    operations = [operation for _, operation in given.operations]
    yield from _twice("duplicate-operation-id", (operation.operation_id for operation in operations))
    yield from _twice("duplicate-path", (f"{operation.method} {operation.path}" for operation in operations))
    yield from _twice("duplicate-event-type", (event.type for event in given.events))
    yield from _twice("duplicate-finding", (finding.id for finding in given.findings))


def _twice(kind: str, names: Iterable[str]) -> Iterator[Problem]:
    for name, count in Counter(names).items():
        if count > 1:
            yield Problem(kind=kind, subject=name, detail=f"given {count} times", clause="")


def event_types_name_their_publisher(given: Given) -> Iterator[Problem]:
    """`com.durion.{publisher}.…`, and the consumer is the domain that lists the event."""
    for event in given.events:
        if not re.fullmatch(rf"com\.durion\.{event.publisher}(\.[a-z_]+)+", event.type):
            detail = f"{event.type} is not of the form com.durion.{event.publisher}.{{entity}}.{{action}}"
            yield Problem(kind="event-type-malformed", subject=event.name, detail=detail, clause=event.clause)
    for domain in given.domains:
        for event in domain.consumes:
            if event.consumer != domain.name:
                detail = f"{domain.name} consumes it, the event says {event.consumer}"
                yield Problem(kind="consumer-differs", subject=event.name, detail=detail, clause=event.clause)


def clauses_are_headings(given: Given) -> Iterator[Problem]:
    """Every clause of the data names a heading of the document."""
    for clause in sorted(_values(given, "clause")):
        if given.document.section(clause) is None:
            yield Problem(
                kind="unknown-clause", subject=clause, detail="no heading of the document", clause=clause
            )


def assumptions_are_findings(given: Given) -> Iterator[Problem]:
    """Every finding that the data rests on is recorded, and a domain or WorkExec confirms it."""
    known = {finding.id for finding in given.findings}
    assumed = {name for names in _values(given, "assumptions") for name in names}
    for name in sorted((assumed | _values(given, "assumed_by")) - known - {None}):
        yield Problem(kind="unknown-finding", subject=name, detail="no finding has this id", clause="")
    domains = {domain.name for domain in given.domains} | {"workexec"}
    for finding in given.findings:
        for name in sorted(set(finding.confirm) - domains):
            detail = f"{finding.id} is to be confirmed by an unknown domain"
            yield Problem(kind="unknown-domain", subject=name, detail=detail, clause=finding.clause)


def _values(given: Given, member: str) -> set[Any]:
    """What every piece of the contract data has under that member."""
    pieces: list[object] = [*given.domains, *given.events, *given.findings]
    found: set[Any] = set()
    while pieces:
        piece = pieces.pop()
        if isinstance(piece, Data):
            found.update([getattr(piece, member)] if member in type(piece).model_fields else [])
            pieces += [getattr(piece, name) for name in type(piece).model_fields]
        elif isinstance(piece, tuple):
            pieces += piece
    return found


def pending_says_by_what(given: Given) -> Iterator[Problem]:
    """PENDING names what blocks it, READY is blocked by nothing."""
    contracts: list[tuple[str, Endpoint | Event]] = [(o.operation_id, o) for _, o in given.operations]
    contracts += [(event.name, event) for event in given.events]
    for subject, contract in contracts:
        pending = contract.status is Status.PENDING
        if pending and not contract.blocked_by:
            yield Problem(
                kind="pending-without-blocker",
                subject=subject,
                detail="PENDING, and blocked_by is empty",
                clause=contract.clause,
            )
        if contract.blocked_by and not pending:
            detail = f"READY, and blocked by {contract.blocked_by!r}"
            yield Problem(kind="ready-but-blocked", subject=subject, detail=detail, clause=contract.clause)


def errors_have_a_status(given: Given) -> Iterator[Problem]:
    """A refusal is a 4xx or 5xx."""
    for _, operation in given.operations:
        for error in operation.errors:
            if error.status not in _STATUSES:
                yield Problem(
                    kind="error-without-status",
                    subject=f"{operation.operation_id} {error.code}",
                    detail=f"{error.status} is no status of a refusal",
                    clause=error.clause,
                )
