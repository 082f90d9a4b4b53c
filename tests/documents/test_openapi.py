from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from workexec_contracts.contracts import domains, operations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

    Validate = Callable[[dict[str, Any], object], list[str]]

Json = dict[str, Any]
NAMES = [domain.name for domain in domains()]
OPERATIONS = [pytest.param(domain, found, id=found.operation_id) for domain, found in operations()]


def described(document: Json, endpoint: Endpoint) -> Json:
    found: Json = document["paths"][endpoint.path][endpoint.method.lower()]
    return found


def within(document: Json, schema: Json) -> Json:
    return {**schema, "components": document["components"]}


def members(document: object, key: str) -> Iterator[Any]:
    if isinstance(document, dict):
        yield from (value for name, value in document.items() if name == key)
        for value in document.values():
            yield from members(value, key)
    elif isinstance(document, list):
        for value in document:
            yield from members(value, key)


@pytest.mark.parametrize("name", NAMES)
def test_openapi_spec_validator_accepts_every_document(openapi: dict[str, Json], name: str) -> None:
    OpenAPIV31SpecValidator(openapi[name]).validate()


@pytest.mark.parametrize(("domain", "endpoint"), OPERATIONS)
def test_every_example_of_a_body_is_valid(
    openapi: dict[str, Json], validate: Validate, domain: Domain, endpoint: Endpoint
) -> None:
    document = openapi[domain.name]
    operation = described(document, endpoint)
    bodies = [
        *members(operation["responses"], "content"),
        *members(operation.get("requestBody", {}), "content"),
    ]
    checked = 0
    for media in (media for body in bodies for media in body.values()):
        for example in media["examples"].values():
            assert validate(within(document, media["schema"]), example["value"]) == []
            checked += 1
    assert checked >= len(endpoint.examples) + len(endpoint.errors)


@pytest.mark.parametrize(("domain", "endpoint"), OPERATIONS)
def test_every_example_of_a_parameter_or_header_is_valid(
    openapi: dict[str, Json], validate: Validate, domain: Domain, endpoint: Endpoint
) -> None:
    operation = described(openapi[domain.name], endpoint)
    for parameter in operation["parameters"]:
        values = [example["value"] for example in parameter.get("examples", {}).values()]
        values += [parameter["example"]] if "example" in parameter else []
        values += [parameter["schema"]["default"]] if "default" in parameter["schema"] else []
        assert [validate(parameter["schema"], value) for value in values] == [[]] * len(values)


@pytest.mark.parametrize(("domain", "endpoint"), OPERATIONS)
def test_each_status_lists_exactly_its_codes_with_an_example_of_each(
    openapi: dict[str, Json], domain: Domain, endpoint: Endpoint
) -> None:
    answers = described(openapi[domain.name], endpoint)["responses"]
    expected: dict[str, set[str]] = {}
    for error in endpoint.errors:
        expected.setdefault(str(error.status), set()).add(error.code)
    found = {
        status: set(next(members(answer, "enum")))
        for status, answer in answers.items()
        if status != str(endpoint.status_code)
    }
    assert found == expected
    for status, codes in expected.items():
        assert codes <= answers[status]["content"]["application/json"]["examples"].keys()
        assert {error["code"] for error in answers[status]["x-errors"]} == codes


@pytest.mark.parametrize(("domain", "endpoint"), OPERATIONS)
def test_an_operation_carries_what_both_sides_agreed_about_it(
    openapi: dict[str, Json], domain: Domain, endpoint: Endpoint
) -> None:
    operation = described(openapi[domain.name], endpoint)
    assert operation["x-policy"]["slaS"] == endpoint.policy.sla_s
    assert operation["x-policy"]["retry"]["delaysS"] == list(endpoint.policy.retry.delays_s)
    assert ("x-cache" in operation) == (endpoint.cache is not None)
    assert [rule["says"] for rule in operation.get("x-rules", [])] == [
        *(rule.says for rule in endpoint.rules),
        *(known.says for known in endpoint.requires),
    ]
    assert list(operation.get("requestBody", {}).get("content", {})) == (
        [endpoint.media_type] if endpoint.request else []
    )
    assert operation["responses"]["405"]["headers"]["Allow"]["required"] is True
    assert "X-Correlation-Id" in operation["responses"][str(endpoint.status_code)]["headers"]


def test_the_bearer_token_is_a_security_scheme_and_no_parameter(openapi: dict[str, Json]) -> None:
    for document in openapi.values():
        assert "Authorization" not in members(document["paths"], "name")
        assert all(found == [{"bearerAuth": []}] for found in members(document["paths"], "security"))


def test_traceparent_which_is_never_refused_is_any_text(openapi: dict[str, Json]) -> None:
    sent = described(
        openapi["crm"],
        next(
            found
            for _, found in operations()
            if found.method == "GET" and found.path.endswith("customers/search")
        ),
    )["parameters"]
    schema = next(parameter["schema"] for parameter in sent if parameter["name"] == "traceparent")
    assert schema == {"type": "string"}


def test_the_vehicle_search_says_that_one_of_two_parameters_is_needed(openapi: dict[str, Json]) -> None:
    search = openapi["crm"]["paths"]["/api/v1/crm/vehicles/search"]["get"]
    assert search["x-at-least-one"] == ["query", "customerId"]
    assert "At least one of `query`, `customerId` must be given." in search["description"]


def test_requests_are_closed_and_responses_open(openapi: dict[str, Json]) -> None:
    schemas = openapi["pricing"]["components"]["schemas"]
    assert schemas["TaxRequest"]["additionalProperties"] is False
    assert schemas["TaxableItem"]["additionalProperties"] is False
    assert schemas["Tax"]["additionalProperties"] is True


def test_no_schema_allows_null_or_has_a_made_up_title(
    texts: dict[str, str], openapi: dict[str, Json]
) -> None:
    assert not any('"null"' in text or "type: 'null'" in text for text in texts.values())
    for document in openapi.values():
        for properties in members(document["components"]["schemas"], "properties"):
            assert not any("title" in member for member in properties.values())


def all_links(openapi: dict[str, Json]) -> list[tuple[str, str, str, str]]:
    return sorted(
        (operation["operationId"], link["operationId"], parameter, expression)
        for document in openapi.values()
        for item in document["paths"].values()
        for operation in item.values()
        for found in members(operation["responses"], "links")
        for link in found.values()
        for parameter, expression in link["parameters"].items()
    )


def test_links_lead_from_search_to_look_up_and_on_to_what_belongs_to_it(openapi: dict[str, Json]) -> None:
    crm = [
        link for link in all_links(openapi) if link[0] in {"searchCustomers", "searchVehicles", "getVehicle"}
    ]
    assert crm == [
        ("getVehicle", "getCustomer", "customerId", "$response.body#/customerId"),
        ("getVehicle", "searchVehicles", "customerId", "$response.body#/customerId"),
        ("searchCustomers", "getCustomer", "customerId", "$response.body#/items/0/customerId"),
        ("searchCustomers", "searchVehicles", "customerId", "$response.body#/items/0/customerId"),
        ("searchVehicles", "getCustomer", "customerId", "$response.body#/items/0/customerId"),
        ("searchVehicles", "getVehicle", "vehicleId", "$response.body#/items/0/vehicleId"),
        ("searchVehicles", "searchVehicles", "customerId", "$response.body#/items/0/customerId"),
    ]


def test_every_link_names_an_operation_of_its_document_a_parameter_and_an_answered_member(
    openapi: dict[str, Json],
) -> None:
    homes = {found.operation_id: (domain.name, found) for domain, found in operations()}
    for source, target, parameter, expression in all_links(openapi):
        domain, endpoint = homes[source]
        linked_domain, linked = homes[target]
        assert linked_domain == domain
        assert parameter in {known.name for known in linked.parameters}
        value: Any = endpoint.examples[0].response
        for step in expression.removeprefix("$response.body#/").split("/"):
            value = value[int(step) if step.isdigit() else step]
        assert isinstance(value, str)
