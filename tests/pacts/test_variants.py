"""The variants of an event or a record: valid each, and all that the model lets differ."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.contracts import domains, operations
from workexec_contracts.contracts.shopmgmt import status_changed
from workexec_contracts.pacts.documents import variants
from workexec_contracts.pacts.making import fits
from workexec_contracts.variations import breaking

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint, Event

UUID = "7d9f2c1e-5a0b-4c3d-8e6f-0123456789ab"
EVENTS = [event for domain in domains() for event in domain.consumes]
DELIVERIES = [found for _, found in operations() if found.events]


def document(event: Event) -> dict[str, object]:
    return event.complete(f"{event.id_prefix}-{UUID}", f"corr-{UUID}")


@pytest.mark.parametrize("event", EVENTS, ids=[event.name for event in EVENTS])
def test_every_variant_of_an_event_is_valid_and_another(event: Event) -> None:
    found = dict(variants(event.envelope, document(event), "data"))
    for other in found.values():
        event.envelope.model_validate(other)
        assert other != document(event)


def test_variants_flip_what_is_true_or_false_empty_lists_and_leave_out_what_is_optional() -> None:
    by_event = {event.name: set(dict(variants(event.envelope, document(event), "data"))) for event in EVENTS}
    assert by_event["parts_usage_recorded"] == {
        "without parts",
        "where declined is true",
        "where emergency is true",
    }
    assert by_event["ready_for_billing"] == {"with parts", "with labor", "without poNumber"}
    assert "without metadata" in by_event["status_changed"]


def test_every_status_is_one_that_a_work_order_leaves_and_one_that_it_takes() -> None:
    found = [
        document(status_changed),
        *dict(variants(status_changed.envelope, document(status_changed))).values(),
    ]
    data = status_changed.data.model_json_schema()["properties"]
    for member in ("previousStatus", "newStatus"):
        assert {other["data"][member] for other in found} == set(data[member]["enum"])


def test_no_transition_leads_to_the_status_that_it_left() -> None:
    for other in dict(variants(status_changed.envelope, document(status_changed), "data")).values():
        assert other["data"]["previousStatus"] != other["data"]["newStatus"]


@pytest.mark.parametrize("delivery", DELIVERIES, ids=[found.operation_id for found in DELIVERIES])
def test_a_document_that_breaks_a_rule_breaks_that_one_first(delivery: Endpoint) -> None:
    for event in delivery.events:
        for rule in event.rules:
            broken = breaking(event.rules, rule, dict(document(event)), partial(fits, delivery))
            assert broken is not None, rule.name
            assert next(other for other in event.rules if other.broken_by(broken)) is rule
