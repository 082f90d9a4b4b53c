"""One operation of a provider, in the words of OpenAPI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import AUTHORIZATION

from .extensions import plain, rules, standing
from .names import slug
from .parameters import parameters
from .responses import responses

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

    from .schema import Components, Json

BEARER = "bearerAuth"
SECURITY_SCHEMES: Json = {
    BEARER: {"type": "http", "scheme": "bearer", "description": f"`{AUTHORIZATION.pattern}`"}
}


def operation(domain: Domain, endpoint: Endpoint, components: Components) -> Json:
    """Describe the operation with everything that both sides agreed about it."""
    secured = any(header.name == AUTHORIZATION.name for header in endpoint.headers)
    return {
        "operationId": endpoint.operation_id,
        "summary": endpoint.title,
        "description": _description(endpoint),
        "tags": [domain.title],
        "security": [{BEARER: []}] if secured else [],
        "parameters": parameters(endpoint),
        **_request_body(endpoint, components),
        "responses": responses(domain, endpoint, components),
        **standing(endpoint),
        **({"x-at-least-one": list(endpoint.at_least_one)} if endpoint.at_least_one else {}),
        **({"x-cache": plain(endpoint.cache)} if endpoint.cache else {}),
        **({"x-empty-display": endpoint.empty_display} if endpoint.empty_display else {}),
        **({"x-manual-entry-permission": endpoint.manual_entry} if endpoint.manual_entry else {}),
        **({"x-events": [event.type for event in endpoint.events]} if endpoint.events else {}),
    }


def _description(endpoint: Endpoint) -> str:
    """Give the sentence of the contract, and what a schema cannot say."""
    lines = [f"{endpoint.summary}."]
    if endpoint.at_least_one:
        names = ", ".join(f"`{name}`" for name in endpoint.at_least_one)
        lines.append(f"At least one of {names} must be given.")
    if any(not parameter.required for parameter in endpoint.parameters):
        lines.append("A blank optional parameter counts as absent.")
    lines += [f"{rule['says']}." for rule in rules(endpoint.rules, endpoint.requires)]
    for event in endpoint.events:
        lines.append(f"On `{event.type}`:")
        lines.append("\n".join(f"- {step}" for step in event.consumption))
    return "\n\n".join(lines)


def _request_body(endpoint: Endpoint, components: Components) -> Json:
    if endpoint.request is None:
        return {}
    examples = {
        slug(example.name): {"summary": example.name, "value": example.request, "x-clause": example.clause}
        for example in endpoint.examples
    }
    content: Json = {"schema": components.reference(endpoint.request)}
    if examples:
        content["examples"] = examples
    return {"requestBody": {"required": True, "content": {endpoint.media_type: content}}}
