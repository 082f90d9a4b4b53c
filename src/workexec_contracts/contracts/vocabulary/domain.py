"""A neighbour of WorkExec: what it answers, what it consumes, what it publishes."""

from __future__ import annotations

from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field, RootModel, create_model

from .behaviour import Acknowledge, Collection
from .data import Data
from .endpoint import Endpoint, Example
from .event import Event
from .standard import COMMON_ERRORS, IDEMPOTENCY_CONFLICT, MUTATION_HEADERS, Accepted

if TYPE_CHECKING:
    from .error import ErrorCode

DELIVERY_ASSUMPTIONS = ("F01", "F02", "F14", "F15", "F16", "F20", "F31", "F32", "F45", "F46")
_SAMPLE_UUID = "7d9f2c1e-5a0b-4c3d-8e6f-0123456789ab"
ACCEPTED = 202


class Domain(Data):
    """One neighbour. Its file under `contracts/` is all that a projection needs to know."""

    name: str
    title: str
    owner: str
    """The module that must provide it."""
    clause: str
    endpoints: tuple[Endpoint, ...] = ()
    consumes: tuple[Event, ...] = ()
    publishes: tuple[Event, ...] = ()
    collections: tuple[Collection, ...] = ()

    @cached_property
    def delivery(self) -> Endpoint | None:
        """The operation to which WorkExec posts this domain's events (F14), None without events."""
        return _delivery(self) if self.consumes else None

    @property
    def operations(self) -> tuple[Endpoint, ...]:
        """The endpoints and the delivery of events."""
        return (*self.endpoints, *([self.delivery] if self.delivery else []))


def _delivery(domain: Domain) -> Endpoint:
    first = domain.consumes[0]
    if first.policy is None:
        message = f"{first.type}: a consumed event needs a policy"
        raise ValueError(message)
    return Endpoint(
        operation_id=f"deliver{domain.name.title()}Event",
        title="Deliver " + ", ".join(event.title for event in domain.consumes),
        method="POST",
        path=f"/api/v1/{domain.name}/events",
        summary=f"Accepts events of WorkExec for {domain.owner}",
        clause=first.clause,
        status=first.status,
        blocked_by=first.blocked_by,
        status_code=ACCEPTED,
        request=_request(domain),
        response=Accepted,
        headers=MUTATION_HEADERS,
        errors=errors_of(domain.consumes),
        policy=first.policy,
        behaviour=Acknowledge(),
        rules=tuple(rule for event in domain.consumes for rule in event.rules),
        requires=tuple(known for event in domain.consumes for known in event.requires),
        examples=tuple(_example(event) for event in domain.consumes),
        assumptions=(
            *DELIVERY_ASSUMPTIONS,
            *(name for name in first.assumptions if name not in DELIVERY_ASSUMPTIONS),
        ),
        events=domain.consumes,
    )


def errors_of(events: tuple[Event, ...]) -> tuple[ErrorCode, ...]:
    """The errors of a delivery, each once: the common ones, then those of the provider's data."""
    own = dict.fromkeys(known.error for event in events for known in event.requires)
    common = (*COMMON_ERRORS, IDEMPOTENCY_CONFLICT)
    return (*common, *(error for error in own if error not in common))


def _request(domain: Domain) -> type[BaseModel]:
    envelopes = [event.envelope for event in domain.consumes]
    if len(envelopes) == 1:
        return envelopes[0]
    union: Any = Annotated[reduce(or_, envelopes), Field(discriminator="type")]
    return create_model(f"{domain.name.title()}Delivery", __base__=RootModel[union])


def _example(event: Event) -> Example:
    event_id = f"{event.id_prefix}-{_SAMPLE_UUID}"
    return Example(
        name=event.name,
        request=event.complete(event_id, f"corr-{_SAMPLE_UUID}"),
        response={"eventId": event_id, "status": "ACCEPTED"},
        status=ACCEPTED,
        clause=event.clause,
    )
