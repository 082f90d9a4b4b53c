"""Events in their common CloudEvents envelope (structured mode, F14 to F17)."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, create_model

from .data import Data, Status
from .policy import Policy  # pydantic needs the class at run time
from .rule import Known, Rule  # pydantic needs the class at run time
from .wire import UUID_PATTERN, DateTime, Request, Text

EVENT_ID_PATTERN = rf"^evt(?:-[a-z0-9]+)*-{UUID_PATTERN}$"
EventId = Annotated[str, StringConstraints(pattern=EVENT_ID_PATTERN)]
TraceParent = Annotated[str, StringConstraints(pattern=r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$")]
PLATFORM = "https://durion.platform"
VERSION = "v1"
Payload = type[Request]


class Envelope(Request):
    """The base schema of every event: all members required, none added (F15)."""

    specversion: Literal["1.0"]
    type: str
    source: str
    id: EventId
    time: DateTime
    datacontenttype: Literal["application/json"]
    subject: Text
    dataschema: str
    traceparent: TraceParent
    durion_domain: str = Field(alias="durion:domain")
    durion_version: str = Field(alias="durion:version", pattern=r"^v[0-9]+$")
    durion_environment: Literal["production", "staging", "development"] = Field(alias="durion:environment")
    data: Request


EnvelopeModel = type[Envelope]


class Event(Data):
    """A fact that `publisher` tells. `consumer` is the domain that acts on it; None where nobody is named."""

    name: str
    type: str
    publisher: str
    consumer: str | None
    title: str
    trigger: str
    """The step that emits it: the WorkExec operation, or the consumption that precedes it."""
    data: Payload
    example: dict[str, Any]
    """The document's payload, its `{uuid}` placeholders as they stand."""
    id_prefix: str
    consumption: tuple[str, ...] = ()
    """What the consumer does with it, step by step."""
    policy: Policy | None = None
    rules: tuple[Rule, ...] = ()
    requires: tuple[Known, ...] = ()
    clause: str
    status: Status
    blocked_by: str | None = None
    assumptions: tuple[str, ...] = ()

    @cached_property
    def envelope(self) -> EnvelopeModel:
        """The model of the whole event on the wire."""
        return _envelope(self)

    @property
    def schema_pattern(self) -> str:
        """What `dataschema` looks like."""
        return rf"^{PLATFORM.replace('.', chr(92) + '.')}/schemas/{self.publisher}/[^/\u0000-\u0020]+$"

    def complete(self, event_id: str, correlation_id: str) -> dict[str, Any]:
        """The document's payload as a whole event: base members added, `{uuid}` filled (F15)."""
        uuid = event_id.removeprefix(f"{self.id_prefix}-")
        return {
            **self.base,
            "traceparent": f"00-{uuid.replace('-', '').lower()}-00f067aa0ba902b7-01",
            **self.example,
            "id": event_id,
            "data": {**self.example["data"], "correlationId": correlation_id},
        }

    @cached_property
    def whole(self) -> dict[str, Any]:
        """The document's payload as a whole event; id, trace and correlation id are to be filled in."""
        return self.complete("", "")

    @cached_property
    def base(self) -> dict[str, str]:
        """The members of the base schema that every event of this type has alike."""
        return {
            "specversion": "1.0",
            "type": self.type,
            "source": f"{PLATFORM}/{self.publisher}",
            "datacontenttype": "application/json",
            "dataschema": f"{PLATFORM}/schemas/{self.publisher}/{VERSION}",
            "durion:domain": self.publisher,
            "durion:version": VERSION,
            "durion:environment": "development",
        }


_MODELS: dict[str, EnvelopeModel] = {}


def _envelope(event: Event) -> EnvelopeModel:
    if event.type not in _MODELS:
        name = "".join(part.title() for part in event.name.split("_"))
        members: dict[str, Any] = {
            "type": (Literal[event.type], ...),
            "source": (Literal[f"{PLATFORM}/{event.publisher}"], ...),
            "dataschema": (Annotated[str, StringConstraints(pattern=event.schema_pattern)], ...),
            "durion_domain": (Literal[event.publisher], Field(alias="durion:domain")),
            "data": (event.data, ...),
        }
        doc = f"{event.title} ({event.clause})."
        _MODELS[event.type] = create_model(f"{name}Event", __base__=Envelope, __doc__=doc, **members)
    return _MODELS[event.type]
