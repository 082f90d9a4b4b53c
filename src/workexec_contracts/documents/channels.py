"""Where events go: a channel per consumer that the contracts name, one per publisher of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .extensions import standing
from .messages import HTTP_BINDING
from .names import pascal
from .operation import BEARER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workexec_contracts.contracts.vocabulary import Domain, Event

    from .schema import Json

PUBLISHER = "workexec"
"""From whose side the document is written."""


def channels(events: Sequence[Event], consumers: Mapping[str, Domain]) -> Json:
    """Every channel with its messages."""
    found: Json = {}
    for event in events:
        consumer = consumers.get(event.type)
        channel = found.setdefault(_name(event, consumer), _channel(event, consumer))
        channel["messages"][event.name] = {"$ref": f"#/components/messages/{pascal(event)}"}
    return dict(sorted(found.items()))


def operations(events: Sequence[Event], consumers: Mapping[str, Domain]) -> Json:
    """One operation per event, so that each can be named."""
    found = dict(_operation(event, consumers.get(event.type)) for event in events)
    return dict(sorted(found.items()))


def _name(event: Event, consumer: Domain | None) -> str:
    return consumer.name if consumer else f"publishedBy{event.publisher.title()}"


def _channel(event: Event, consumer: Domain | None) -> Json:
    if consumer is None or consumer.delivery is None:
        description = f"What {event.publisher} publishes; the contracts name neither consumer nor address."
        return {"address": None, "description": description, "messages": {}}
    delivery = consumer.delivery
    return {
        "address": delivery.path,
        "description": f"{delivery.summary}, one at a time.",
        "messages": {},
        "x-owner": consumer.owner,
        "x-openapi": f"../openapi/{consumer.name}.yaml",
        "x-operation-id": delivery.operation_id,
    }


def _operation(event: Event, consumer: Domain | None) -> tuple[str, Json]:
    action = "send" if event.publisher == PUBLISHER else "receive"
    channel = f"#/channels/{_name(event, consumer)}"
    described: Json = {
        "action": action,
        "channel": {"$ref": channel},
        "title": event.title,
        "summary": f"Follows from {event.trigger}",
    }
    if consumer and consumer.delivery:
        described["security"] = [{"$ref": f"#/components/securitySchemes/{BEARER}"}]
        described["bindings"] = {"http": {"method": consumer.delivery.method, "bindingVersion": HTTP_BINDING}}
    described["messages"] = [{"$ref": f"{channel}/messages/{event.name}"}]
    described |= standing(event)
    if event.consumption:
        described["x-consumption"] = list(event.consumption)
    return f"{action}{pascal(event)}", described
