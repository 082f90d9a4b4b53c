from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from workexec_contracts.contracts import domains, events, operations
from workexec_contracts.contracts.vocabulary import PLATFORM, Event
from workexec_contracts.documents.messages import sample

Json = dict[str, Any]
Validate = Callable[[Json, object], list[str]]
EVENTS = [pytest.param(event, id=event.name) for event in events()]


def test_every_file_is_a_schema_whose_id_is_its_path(schemas: dict[str, Json]) -> None:
    for path, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
        assert f"{schema['$id'].removesuffix('.json')}.json" == f"{PLATFORM}/{path}"


@pytest.mark.parametrize("event", EVENTS)
def test_the_dataschema_of_an_event_is_the_id_of_a_schema_that_accepts_it(
    schemas: dict[str, Json], validate: Validate, event: Event
) -> None:
    document = sample(event)
    assert validate({"$ref": document["dataschema"]}, document) == []


@pytest.mark.parametrize("event", EVENTS)
def test_the_index_picks_the_schema_by_type(
    schemas: dict[str, Json], validate: Validate, event: Event
) -> None:
    document = sample(event)
    broken = {**document, "data": {}}
    url = document["dataschema"]
    assert validate({"$ref": url}, broken) == validate({"$ref": f"{url}/{event.name}.json"}, broken) != []
    assert validate({"$ref": url}, {**document, "type": "com.durion.unknown"}) != []


def test_references_hold_as_file_paths_too(schemas: dict[str, Json]) -> None:
    found = 0
    for path, schema in schemas.items():
        for choice in schema.get("allOf", []):
            if "then" in choice:
                assert str(PurePosixPath(path).parent / choice["then"]["$ref"]) in schemas
                found += 1
    assert found == len(events())


def test_every_operation_has_files_that_accept_its_examples(
    schemas: dict[str, Json], validate: Validate
) -> None:
    for domain, endpoint in operations():
        stem = f"schemas/{domain.name}/v1/{endpoint.operation_id}"
        for example in endpoint.examples:
            assert validate(schemas[f"{stem}.response.json"], example.response) == []
            if endpoint.request:
                assert validate(schemas[f"{stem}.request.json"], example.request) == []


def test_every_error_code_of_the_contracts_appears(schemas: dict[str, Json]) -> None:
    told = {
        code
        for path, schema in schemas.items()
        if path.endswith(".error.json")
        for code in schema["allOf"][0]["properties"]["code"]["enum"]
    }
    assert told == {
        error.code for domain in domains() for found in domain.operations for error in found.errors
    }
