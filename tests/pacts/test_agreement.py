"""Pact within document: what a pact promises, the OpenAPI and AsyncAPI documents allow."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from tests.pacts.conftest import OPERATIONS, as_value
from workexec_contracts.contracts.vocabulary import AUTHORIZATION
from workexec_contracts.pacts import Interaction, Kind, StateKind, interactions, plain

if TYPE_CHECKING:
    from tests.pacts.conftest import Faults, Json

ASKED = [found for found in interactions() if found.kind is Kind.HTTP]
TOLD = [found for found in interactions() if found.kind is Kind.MESSAGE]


def those(found: list[Interaction]) -> pytest.MarkDecorator:
    named = [
        pytest.param(one, id=f"{one.provider} to {one.consumer}, {one.operation}: {one.description}")
        for one in found
    ]
    return pytest.mark.parametrize("interaction", named)


def described(openapi: dict[str, Json], interaction: Interaction) -> Json:
    endpoint = OPERATIONS[interaction.operation]
    found: Json = openapi[interaction.domain]["paths"][endpoint.path][endpoint.method.lower()]
    return found


def request_faults(openapi: dict[str, Json], interaction: Interaction, faults: Faults) -> list[str]:
    """What the document has against the request: parameters, headers, body, the rules that no schema says."""
    document, operation = openapi[interaction.domain], described(openapi, interaction)
    request, endpoint = interaction.request, OPERATIONS[interaction.operation]
    assert request is not None
    found = []
    headers = {name: plain(value) for name, value in request.headers.items()}
    for parameter in operation["parameters"]:
        given = headers if parameter["in"] == "header" else request.parameters
        if parameter["name"] in given:
            value = as_value(str(given[parameter["name"]]), parameter["schema"])
            found += faults(document, parameter["schema"], value)
        elif parameter["required"]:
            found.append(f"{parameter['name']} is required")
    if endpoint.at_least_one and not any(name in request.parameters for name in endpoint.at_least_one):
        found.append("x-at-least-one")
    if request.body is not None:
        schema = operation["requestBody"]["content"][request.media_type]["schema"]
        found += faults(document, schema, request.example)
        found += [rule.says for rule in endpoint.rules if not found and rule.broken_by(request.example)]
    return found


@those([found for found in ASKED if found.reply and found.reply.status != HTTPStatus.BAD_REQUEST])
def test_the_request_is_valid(openapi: dict[str, Json], faults: Faults, interaction: Interaction) -> None:
    assert request_faults(openapi, interaction, faults) == []


@those([found for found in ASKED if found.reply and found.reply.status == HTTPStatus.BAD_REQUEST])
def test_a_request_is_refused_for_what_the_document_or_a_state_says(
    openapi: dict[str, Json], faults: Faults, interaction: Interaction
) -> None:
    unknown = any(state.kind is StateKind.ABSENT for state in interaction.states)
    known = any(
        error.error.code == interaction.code and interaction.clause == error.clause
        for error in OPERATIONS[interaction.operation].requires
    )
    assert request_faults(openapi, interaction, faults) or unknown or known


@those(ASKED)
def test_the_reply_is_documented_and_valid(
    openapi: dict[str, Json], faults: Faults, interaction: Interaction
) -> None:
    reply = interaction.reply
    assert reply is not None
    documented = described(openapi, interaction)["responses"][str(reply.status)]
    schema = documented["content"]["application/json"]["schema"]
    assert faults(openapi[interaction.domain], schema, reply.example) == []
    required = {
        name for name, header in headers_of(openapi[interaction.domain], documented) if header["required"]
    }
    assert required <= {*reply.headers, "Allow"}


def headers_of(document: Json, documented: Json) -> list[tuple[str, Json]]:
    components = document["components"]["headers"]
    return [
        (name, components[header["$ref"].rpartition("/")[2]] if "$ref" in header else header)
        for name, header in documented["headers"].items()
    ]


@those(ASKED)
def test_the_request_carries_every_header_of_the_contract(interaction: Interaction) -> None:
    request = interaction.request
    assert request is not None
    wanted = {header.name for header in OPERATIONS[interaction.operation].headers}
    missing = wanted - set(request.headers)
    assert missing == (set() if request.authorized else {AUTHORIZATION.name})


@those(TOLD)
def test_the_event_is_valid(asyncapi: Json, faults: Faults, interaction: Interaction) -> None:
    message = next(
        found
        for found in asyncapi["components"]["messages"].values()
        if interaction.message and found["name"] == interaction.message.example["type"]
    )
    assert interaction.message is not None
    assert message["contentType"] == interaction.message.content_type
    assert faults(asyncapi, message["payload"], interaction.message.example) == []


@those(TOLD)
def test_the_reference_to_the_asyncapi_document_names_an_operation(
    asyncapi: Json, interaction: Interaction, committed: dict[str, Json]
) -> None:
    written = found_in(committed, interaction)
    assert written["comments"]["references"]["AsyncAPI"]["operationId"] in asyncapi["operations"]


@those(ASKED)
def test_the_reference_to_the_openapi_document_names_the_operation(
    openapi: dict[str, Json], interaction: Interaction, committed: dict[str, Json]
) -> None:
    written = found_in(committed, interaction)
    expected = described(openapi, interaction)["operationId"]
    assert written["comments"]["references"]["OpenAPI"]["operationId"] == expected


def found_in(committed: dict[str, Json], interaction: Interaction) -> Json:
    found: list[Any] = [
        one
        for one in committed["-".join(interaction.pair)]["interactions"]
        if one["description"] == interaction.description
    ]
    assert len(found) == 1
    written: Json = found[0]
    return written
