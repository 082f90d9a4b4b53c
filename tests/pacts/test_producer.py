"""The message pacts, put by the stock verifier to producers of which all but one break the contract."""

from __future__ import annotations

import gc
import json
from typing import TYPE_CHECKING, Any

import pytest
from pact import Verifier

from tests.pacts.conftest import PACTS
from workexec_contracts.pacts import WORKEXEC, Interaction, Kind, interactions

if TYPE_CHECKING:
    from collections.abc import Callable

    Spoil = Callable[[dict[str, Any]], object]

pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"  # pact's own server leaves its socket to the collector
)
TOLD = [found for found in interactions() if found.kind is Kind.MESSAGE]


def complaints(spoil: Spoil, consumer: str) -> list[dict[str, Any]]:
    """What the verifier has against a producer that publishes the examples, spoilt."""
    told = [found for found in TOLD if found.consumer == consumer]
    verifier = Verifier(WORKEXEC, host="127.0.0.1").add_source(PACTS / f"{consumer}-{WORKEXEC}.json")
    verifier.message_handler({found.description: published(found, spoil) for found in told})
    verifier.set_coloured_output(enabled=False)
    try:
        verifier.verify()
    except RuntimeError:
        assert verifier.results["errors"]
    results = verifier.results
    del verifier
    gc.collect()  # here, and not in somebody else's test
    assert len(results["interactionResults"]) == len(told)
    errors: list[dict[str, Any]] = results["errors"]
    return errors


def published(found: Interaction, spoil: Spoil) -> Callable[..., Any]:
    def producer(name: str, metadata: dict[str, Any] | None) -> dict[str, Any]:
        assert found.message is not None
        event = json.loads(json.dumps(found.message.example))
        spoil(event)
        content = json.dumps(event).encode()
        return {"contents": content, "content_type": found.message.content_type, "metadata": None}

    return producer


def nothing(event: dict[str, Any]) -> None:
    """The producer keeps the contract."""


CONSUMERS = sorted({found.consumer for found in TOLD})
SPOILT: list[tuple[str, str, Spoil]] = [
    ("another type", "pos-order", lambda event: event.update(type="com.durion.workexec.other")),
    ("a local time", "pos-people", lambda event: event.update(time="2026-01-25 14:30")),
    ("a negative quantity", "pos-inventory", lambda e: [p.update(quantity=-1) for p in e["data"]["parts"]]),
    ("an amount as text", "pos-inventory", lambda event: event["data"].update(totalCost="179.98")),
    ("no work order", "pos-accounting", lambda event: event["data"].pop("workorderId")),
    ("an id without uuid", "pos-order", lambda event: event.update(id="evt-1")),
    ("an unknown status", "pos-shop-manager", lambda event: event["data"].update(newStatus="PAUSED")),
    ("a renamed attribute", "pos-people", lambda e: e.update(domain=e.pop("durion:domain"))),
    ("a customer that is null", "pos-inventory", lambda event: event["data"].update(customerId=None)),
    ("a location that is an object", "pos-inventory", lambda event: event["data"].update(locationId={})),
    ("a work order that is a number", "pos-order", lambda event: event["data"].update(workorderId=7)),
    ("a person that is null", "pos-people", lambda event: event["data"].update(personId=None)),
    ("no correlation id but null", "pos-accounting", lambda e: e["data"].update(correlationId=None)),
    ("a sku that is null", "pos-inventory", lambda e: [p.update(sku=None) for p in e["data"]["parts"]]),
    ("an id that is a number", "pos-accounting", lambda event: event.update(id=5)),
    ("a subject that is null", "pos-shop-manager", lambda event: event.update(subject=None)),
    ("a schema that is null", "pos-people", lambda event: event.update(dataschema=None)),
    ("an amount of mills", "pos-inventory", lambda event: event["data"].update(totalCost=1.234)),
]


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_a_producer_that_keeps_the_contract_satisfies_every_consumer(consumer: str) -> None:
    assert complaints(nothing, consumer) == []


@pytest.mark.parametrize(("how", "consumer", "spoil"), SPOILT, ids=[how for how, _, _ in SPOILT])
def test_a_producer_that_breaks_the_contract_fails(how: str, consumer: str, spoil: Spoil) -> None:
    assert complaints(spoil, consumer)


def test_a_producer_may_put_what_it_likes_into_metadata() -> None:
    def other(event: dict[str, Any]) -> None:
        if "metadata" in event["data"]:
            event["data"]["metadata"] = {"note": [1, 2]}

    assert complaints(other, "pos-shop-manager") == []
