from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from workexec_contracts.contracts import domains, events

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.contracts.vocabulary import Domain, Event

    Validate = Callable[[dict[str, Any], object], list[str]]

Json = dict[str, Any]

EVENTS = [pytest.param(event, id=event.name) for event in events()]


def operation_of(document: Json, event: Event) -> Json:
    found: list[Json] = [
        operation
        for operation in document["operations"].values()
        if operation["messages"][0]["$ref"].endswith(f"/messages/{event.name}")
    ]
    assert len(found) == 1
    return found[0]


def follow(document: Json, reference: Json) -> Json:
    target: Any = document
    for step in reference["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    assert isinstance(target, dict)
    return target


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_is_an_operation_in_its_direction(asyncapi: Json, event: Event) -> None:
    operation = operation_of(asyncapi, event)
    assert operation["action"] == ("send" if event.publisher == "workexec" else "receive")
    message = follow(asyncapi, follow(asyncapi, operation["messages"][0]))
    assert message["name"] == event.type


@pytest.mark.parametrize("event", EVENTS)
def test_every_example_of_a_message_is_valid(asyncapi: Json, validate: Validate, event: Event) -> None:
    message = follow(asyncapi, follow(asyncapi, operation_of(asyncapi, event)["messages"][0]))
    for example in message["examples"]:
        schema = {**message["payload"], "components": asyncapi["components"]}
        assert validate(schema, example["payload"]) == []
        if "headers" in message:
            assert validate(message["headers"], example["headers"]) == []


@pytest.mark.parametrize(
    "domain", [pytest.param(found, id=found.name) for found in domains() if found.consumes]
)
def test_a_consumed_event_is_posted_to_its_consumer(asyncapi: Json, domain: Domain) -> None:
    assert domain.delivery is not None
    assert asyncapi["channels"][domain.name]["address"] == domain.delivery.path
    for event in domain.consumes:
        operation = operation_of(asyncapi, event)
        assert operation["channel"]["$ref"] == f"#/channels/{domain.name}"
        assert operation["bindings"]["http"]["method"] == "POST"
        assert event.policy is not None
        assert operation["x-policy"]["failMode"] == event.policy.fail_mode


def test_the_key_of_a_delivery_equals_the_id_of_its_event(asyncapi: Json) -> None:
    delivered = [found for found in asyncapi["components"]["messages"].values() if "headers" in found]
    for example in (example for message in delivered for example in message["examples"]):
        assert example["headers"]["Idempotency-Key"] == example["payload"]["id"]
    assert len(delivered) == sum(len(domain.consumes) for domain in domains())


def test_the_description_says_which_attribute_names_cloudevents_forbids(asyncapi: Json) -> None:
    for name in ("durion:domain", "durion:version", "durion:environment"):
        assert f"`{name}`" in asyncapi["info"]["description"]
    assert "not legal CloudEvents attribute names" in asyncapi["info"]["description"]
    assert "`dataschema`" not in asyncapi["info"]["description"]
