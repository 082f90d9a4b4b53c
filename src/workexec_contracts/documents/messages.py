"""An event as it crosses the wire: its example, its schema's URL, its message in AsyncAPI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import IDEMPOTENCY_KEY

from .parameters import header_schema, sent

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint, Event

    from .schema import Components, Json

DELIVERY = "application/cloudevents+json"
HTTP_BINDING = "0.3.0"
_SAMPLE_UUID = "7d9f2c1e-5a0b-4c3d-8e6f-0123456789ab"


def sample(event: Event) -> dict[str, Any]:
    """Complete the document's payload to a whole event, its placeholders filled."""
    return event.complete(f"{event.id_prefix}-{_SAMPLE_UUID}", f"corr-{_SAMPLE_UUID}")


def dataschema_of(event: Event) -> str:
    """Name the URL by which the event names its schema."""
    return str(sample(event)["dataschema"])


def message(event: Event, delivery: Endpoint | None, components: Components) -> Json:
    """Describe the message; `delivery` adds the headers of the operation to which the event is posted."""
    return {
        "name": event.type,
        "title": event.title,
        "summary": f"{event.title} ({event.clause}).",
        "contentType": DELIVERY,
        "correlationId": {"location": "$message.payload#/data/correlationId"},
        **(_headers(delivery) if delivery else {}),
        "payload": components.reference(event.envelope),
        "examples": [_example(event, delivery)],
    }


def _example(event: Event, delivery: Endpoint | None) -> Json:
    payload = sample(event)
    headers = {header.name: header.example for header in (sent(delivery) if delivery else ())}
    headers |= {IDEMPOTENCY_KEY.name: payload["id"]} if IDEMPOTENCY_KEY.name in headers else {}  # F20
    return {
        "name": event.name,
        "summary": event.title,
        **({"headers": headers} if headers else {}),
        "payload": payload,
    }


def _headers(delivery: Endpoint) -> Json:
    headers = sent(delivery)
    content_type = {"Content-Type": {"type": "string", "const": delivery.media_type}}
    return {
        "headers": {
            "type": "object",
            "properties": {header.name: header_schema(header) for header in headers},
            "required": [header.name for header in headers if header.required],
        },
        "bindings": {
            "http": {
                "headers": {"type": "object", "properties": content_type, "required": [*content_type]},
                "bindingVersion": HTTP_BINDING,
            }
        },
    }
