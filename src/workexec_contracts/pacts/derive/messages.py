"""The events that WorkExec publishes, as their consumers need them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from workexec_contracts.pacts import shapes
from workexec_contracts.pacts.documents import variants
from workexec_contracts.pacts.interaction import WORKEXEC, Interaction, Kind, Message
from workexec_contracts.pacts.making import told
from workexec_contracts.pacts.shapes import Shape
from workexec_contracts.pacts.states import handled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Domain, Event

SHAPE = Shape(vocabulary="data.")
"""The step of WorkExec sets the vocabulary of the data; the environment is wherever it runs."""


def interactions(domain: Domain) -> Iterator[Interaction]:
    """Each event that the domain consumes, as in the document and in each variant."""
    for event in domain.consumes:
        document = _document(event, "as in the example")
        yield _message(domain, event, "", document)
        for how, _ in variants(event.envelope, document, "data"):
            own = dict(variants(event.envelope, _document(event, how), "data"))[how]
            yield _message(domain, event, how, own)


def _document(event: Event, how: str) -> dict[str, Any]:
    uuid = uuid5(NAMESPACE_URL, f"{event.type}/{how}")
    return event.complete(f"{event.id_prefix}-{uuid}", f"corr-{uuid}")


def _message(domain: Domain, event: Event, how: str, document: dict[str, Any]) -> Interaction:
    delivery = domain.delivery
    if delivery is None:
        raise ValueError(f"{event.type}: {domain.name} has no delivery")
    contents = shapes.tree(event.envelope, document, SHAPE)
    return Interaction(
        consumer=domain.owner,
        provider=WORKEXEC,
        domain=domain.name,
        operation=event.name,
        kind=Kind.MESSAGE,
        description=told(event, "the event") + (f", {how}" if how else ""),
        states=(handled(event, document),),
        message=Message(contents=contents, content_type=delivery.media_type),
        clause=event.clause,
        status=event.status,
        findings=delivery.assumptions,
    )
