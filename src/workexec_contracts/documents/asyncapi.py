"""One AsyncAPI 3.0 document: every event that WorkExec sends or that its neighbours publish in turn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import Envelope

from .channels import channels, operations
from .extensions import findings
from .messages import DELIVERY, dataschema_of, message
from .names import pascal, version_of
from .operation import SECURITY_SCHEMES
from .schema import Components

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.contracts.vocabulary import Domain, Event

    from .schema import Json

_NAMES = "F16"
"""The finding about names of CloudEvents attributes."""


def asyncapi(domains: Iterable[Domain], events: Iterable[Event]) -> Json:
    """Describe all events, seen from WorkExec."""
    consumers = {event.type: domain for domain in domains for event in domain.consumes}
    deliveries = {type_: domain.delivery for type_, domain in consumers.items()}
    ordered = sorted(events, key=lambda event: event.type)
    components = Components(event.envelope for event in ordered)
    messages = {pascal(event): message(event, deliveries.get(event.type), components) for event in ordered}
    return {
        "asyncapi": "3.0.0",
        "info": _info(ordered),
        "defaultContentType": DELIVERY,
        "channels": channels(ordered, consumers),
        "operations": operations(ordered, consumers),
        "components": {
            "messages": dict(sorted(messages.items())),
            "schemas": components.schemas,
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def _info(events: list[Event]) -> Json:
    attributes = [field.alias or name for name, field in Envelope.model_fields.items()]
    illegal = [f"`{name}`" for name in attributes if not re.fullmatch("[a-z0-9]+", name)]
    recorded = findings({_NAMES, *(name for event in events for name in event.assumptions)})
    decided = [f"Decided ({_NAMES}): {found['decision']}" for found in recorded if found["id"] == _NAMES]
    sentences = [
        "CloudEvents in structured mode over HTTP, as WorkExec sends and receives them.",
        f"{', '.join(illegal)} are not legal CloudEvents attribute names (only a to z and 0 to 9 are).",
        *decided,
    ]
    return {
        "title": "Events of WorkExec and its neighbours",
        "version": version_of(dataschema_of(events[0])) if events else "v1",
        "description": "\n\n".join(sentences),
        "x-findings": recorded,
    }
