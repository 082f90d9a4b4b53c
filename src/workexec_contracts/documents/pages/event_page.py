"""The page of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts import domains

from . import parts
from .members import members
from .table import GENERATED, block, section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Domain, Event


def name(event: Event) -> str:
    return f"{event.name}.md"


def link(event: Event) -> str:
    return f"[{event.title}]({name(event)})"


def text(event: Event) -> str:
    """The whole page."""
    consumer = next((domain for domain in domains() if domain.name == event.consumer), None)
    delivery = consumer.delivery if consumer else None
    lines = [f"# {event.title}", "", GENERATED, "", f"The event `{event.type}`.", ""]
    lines += parts.facts(_facts(event, consumer))
    lines += section("What its consumer does", (f"1. {step}" for step in event.consumption))
    lines += section("Members of `data`", members(event.data))
    lines += section("The whole event", members(event.envelope, shut="data"))
    lines += section("Example", block(event.example))
    lines += parts.errors(delivery.errors if delivery else ())
    lines += parts.rules(event.rules, event.requires)
    lines += parts.policy(event.policy)
    lines += parts.findings(event.assumptions)
    return "\n".join(lines)


def _facts(event: Event, consumer: Domain | None) -> Iterator[tuple[str, str]]:
    yield "publisher", f"`{event.publisher}`"
    yield "consumer", f"{consumer.title} (`{consumer.owner}`)" if consumer else "nobody is named"
    yield "emitted by", f"`{event.trigger}`"
    if consumer and consumer.delivery:
        page = f"{consumer.delivery.operation_id}.md"
        yield "delivered to", f"[`{consumer.delivery.method} {consumer.delivery.path}`]({page})"
    yield "clause", event.clause
    yield "status", str(event.status)
    yield "blocked by", event.blocked_by or "nothing"
    yield "AsyncAPI", "`documents/asyncapi/workexec.yaml`"
