"""The document's own JSON is what the models accept, member by member."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from workexec_contracts import contracts

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint, Event

UUID = "7d9f2c1e-5a0b-4c3d-8e6f-0123456789ab"
ENDPOINTS = [operation for domain in contracts.domains() for operation in domain.endpoints]
EVENTS = list(contracts.events())


def blocks() -> list[Any]:
    """Every JSON block of the document, read here without the project's own parser."""
    text = contracts.document_text()
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]


def parts(value: object) -> list[object]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(part for each in inner for part in parts(each))]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: each.operation_id)
def test_an_endpoints_example_is_the_documents(endpoint: Endpoint) -> None:
    known = [part for block in blocks() for part in parts(block)]
    assert endpoint.examples
    for example in endpoint.examples:
        assert example.response in known
        assert endpoint.request is None or example.request in known


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: each.operation_id)
def test_an_endpoints_example_survives_its_models_unchanged(endpoint: Endpoint) -> None:
    for example in endpoint.examples:
        response = endpoint.response.parse(json.dumps(example.response))
        assert response.to_wire() == example.response
        if endpoint.request is not None:
            request = endpoint.request.model_validate_json(json.dumps(example.request))
            assert request.model_dump(mode="json", by_alias=True, exclude_none=True) == example.request


def test_each_delivered_event_is_a_payload_of_the_document() -> None:
    payloads = [block for block in blocks() if "{uuid}" in str(block)]
    assert [event.example for event in EVENTS if event.consumer] == payloads


@pytest.mark.parametrize("event", EVENTS, ids=lambda each: each.name)
def test_an_event_completed_by_the_base_schema_survives_its_model_unchanged(event: Event) -> None:
    whole = event.complete(f"{event.id_prefix}-{UUID}", f"corr-{UUID}")
    parsed = event.envelope.parse(json.dumps(whole))
    assert parsed.to_wire() == whole
    assert not [rule.name for rule in event.rules if rule.broken_by(whole)]


@pytest.mark.parametrize("event", EVENTS, ids=lambda each: each.name)
def test_an_event_has_every_member_of_the_base_schema_and_no_other(event: Event) -> None:
    base = next(block for block in blocks() if "specversion" in block)
    whole = event.complete(f"{event.id_prefix}-{UUID}", f"corr-{UUID}")
    assert whole.keys() == base.keys()


@pytest.mark.parametrize("event", EVENTS, ids=lambda each: each.name)
def test_an_event_is_closed_and_knows_no_null(event: Event) -> None:
    whole = event.complete(f"{event.id_prefix}-{UUID}", f"corr-{UUID}")
    for wrong in (
        {**whole, "extra": 1},
        {**whole, "subject": None},
        {**whole, "data": {**whole["data"], "extra": 1}},
        {**whole, "data": dict.fromkeys(whole["data"])},
    ):
        with pytest.raises(ValueError, match="validation error"):
            event.envelope.parse(json.dumps(wrong))


def test_the_tax_example_is_the_sum_of_its_rounded_lines() -> None:
    tax = next(endpoint for endpoint in ENDPOINTS if endpoint.operation_id == "calculateTax")
    lines = tax.examples[0].response["items"]
    assert sum(Decimal(str(line["taxAmount"])) for line in lines) == Decimal("10.80")
    assert tax.examples[0].response["grandTotal"] == 160.79
