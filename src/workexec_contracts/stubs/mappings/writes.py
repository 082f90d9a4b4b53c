"""Records and deliveries of events: rules, the provider's data, and keys that are remembered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Acknowledge, Record

from .answers import answer, field_error, itself, own_address, refusal
from .layers import INTERNAL, Layer, Mapping, mapping
from .patterns import BEARER, NOT_BLANK, json_body, media_type, url
from .rules import KEY_MISMATCH, OK, refers_wrongly, verdict

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

SLOTS = 2048
"""How many idempotency keys the stubs remember; which one makes room is left to chance."""
SETTLING_MS = 80
"""How long an answer is held back, so that its key is remembered before anybody can use it again."""
_KEY = "{{replace (replace (base64 request.headers.Idempotency-Key padding=false) '/' '_') '+' '-'}}"


def writes(domain: Domain, operation: Endpoint, body_schema: dict[str, Any]) -> list[Mapping]:
    """An accepted request goes through rules, memory and references before it is answered."""
    inside = f"{INTERNAL}/{operation.operation_id}"
    request = {
        "method": operation.method,
        **url(operation),
        "headers": {
            "Authorization": BEARER,
            "Content-Type": media_type(operation.media_type),
            "Idempotency-Key": NOT_BLANK,
        },
        "bodyPatterns": json_body(body_schema),
    }
    path = f"{inside}/{_KEY}?verdict={_verdict(operation, body_schema)}"
    onward = itself(path, fixedDelayMilliseconds=SETTLING_MS)
    stubs = [mapping(domain, operation, "well-formed", Layer.SUCCESS, request, onward)]
    return [*stubs, *_refusals(domain, operation, inside), *_answers(domain, operation, inside)]


def _verdict(operation: Endpoint, body_schema: dict[str, Any]) -> str:
    key_is_id = isinstance(operation.behaviour, Acknowledge)
    return verdict(operation.rules, body_schema, key_is_id=key_is_id)


def _inner(operation: Endpoint, inside: str, verdict_is: str | None = None) -> dict[str, Any]:
    request: dict[str, Any] = {"method": operation.method, "urlPathPattern": f"{inside}/.*"}
    if verdict_is:
        request["queryParameters"] = {"verdict": {"equalTo": verdict_is}}
    return request


def _refusals(domain: Domain, operation: Endpoint, inside: str) -> list[Mapping]:
    stubs = []
    if isinstance(operation.behaviour, Acknowledge):
        response = refusal(
            operation.error("VALIDATION_ERROR"), field_error("Idempotency-Key", "must be the id of the event")
        )
        request = _inner(operation, inside, KEY_MISMATCH)
        stubs.append(mapping(domain, operation, "key is not the id", Layer.KEY_MISMATCH, request, response))
    for rank, rule in enumerate(operation.rules):
        response = refusal(operation.error(rule.code), field_error(rule.field, rule.says))
        request = _inner(operation, inside, rule.name)
        stubs.append(
            mapping(
                domain, operation, rule.name, Layer.RULE, request, response, rank=rank, clause=rule.clause
            )
        )
    for rank, known in enumerate(operation.requires):
        response = refusal(known.error, field_error(known.member, known.says))
        request = {**_inner(operation, inside), "bodyPatterns": [refers_wrongly(known)]}
        stubs.append(
            mapping(
                domain,
                operation,
                known.name,
                Layer.REFERENCE,
                request,
                response,
                rank=rank,
                clause=known.clause,
            )
        )
    return stubs


def _answers(domain: Domain, operation: Endpoint, inside: str) -> list[Mapping]:
    request = _inner(operation, inside, OK)
    if not isinstance(operation.behaviour, Record):
        body = '{"eventId":{{{toJson (jsonPath request.body \'$.id\')}}},"status":"ACCEPTED"}'
        accepted = answer(operation.status_code, body)
        existing = "{{{toJson (jsonPath originalRequest.body '$.id')}}}"
        return [_remembered(domain, operation, "accepted", Layer.REMEMBERED, request, accepted, existing)]
    stubs = []
    for example in operation.examples:
        body = json.dumps(example.response, separators=(",", ":"))
        same = {**request, "bodyPatterns": [{"equalToJson": example.request}]}
        existing = json.dumps(example.response[operation.behaviour.id_member])
        documented = answer(operation.status_code, body)
        name = f"example: {example.name}"
        stubs.append(_remembered(domain, operation, name, Layer.DOCUMENTED, same, documented, existing))
    made = f"{operation.behaviour.prefix}-{{{{request.path.[2]}}}}"
    later = f'"{operation.behaviour.prefix}-{{{{originalRequest.path.[2]}}}}"'
    recorded = answer(operation.status_code, _recorded(operation, operation.behaviour, made))
    stubs.append(_remembered(domain, operation, "recorded", Layer.REMEMBERED, request, recorded, later))
    return stubs


def _recorded(operation: Endpoint, behaviour: Record, made: str) -> str:
    members = {**operation.examples[0].response, behaviour.id_member: made}
    if behaviour.stamp_member:
        stamp = f"(jsonPath request.body '$.{behaviour.stamp_member}')"
        members[behaviour.stamp_member] = f"{{{{substring {stamp} 0 19}}}}.123Z"
    return json.dumps(members, separators=(",", ":"))


def _remembered(  # the parts of a mapping, and what is remembered
    domain: Domain,
    operation: Endpoint,
    name: str,
    layer: Layer,
    request: dict[str, Any],
    response: dict[str, Any],
    existing: str,
) -> Mapping:
    listener = {
        "name": "webhook",
        "parameters": {
            "method": "POST",
            "url": f"{own_address('originalRequest')}/__admin/mappings/import",
            "headers": {"Content-Type": "application/json"},
            "body": _memory(operation, existing),
            "answer": _conflict(operation),
        },
    }
    return mapping(domain, operation, name, layer, request, response, serveEventListeners=[listener])


def _conflict(operation: Endpoint) -> str:
    """The members of the answer to a key that was used with another body, as JSON text."""
    error = operation.error("IDEMPOTENCY_CONFLICT")
    response = refusal(error, existing="{{{toJson parameters.existing}}}")
    return json.dumps(response, separators=(",", ":"))[1:-1]


def _memory(operation: Endpoint, existing: str) -> str:
    """A template of the import that makes the stubs remember the key with its first body."""
    metadata = json.dumps({"wxc-idempotency": True, "operation": operation.operation_id})
    slot = f"{{{{randomInt lower=1000 upper={1000 + SLOTS}}}}}"
    return (
        f'{{"mappings":[{{"id":"00000000-0000-4000-8000-00000000{slot}",'
        f'"priority":{int(Layer.CONFLICT)},"metadata":{metadata},'
        f'"request":{{"method":"{operation.method}","urlPath":"{{{{originalRequest.path}}}}",'
        '"bodyPatterns":[{"not":{"equalToJson":{{{toJson originalRequest.body}}} } }]},'
        f'"response":{{"transformerParameters":{{"existing":{existing} }},'
        "{{{parameters.answer}}} } }],"
        '"importOptions":{"duplicatePolicy":"OVERWRITE","deleteAllNotInImport":false} }'
    )
