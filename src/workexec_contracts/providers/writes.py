"""Records and deliveries: idempotency, rules, references, then the effect (F31)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Record

from . import checks
from .call import Reply
from .effects import effect_of
from .memory import Success
from .state import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

    from .call import Call
    from .state import State


def write(domain: Domain, operation: Endpoint, call: Call, state: State) -> Reply:
    """The first answer again, or the effect and its answer."""
    key = checks.idempotency_key(call)
    first = state.remembered.get((operation.path, key))
    if first is not None and first.body == call.body:  # it has passed every check below
        return first.reply
    document = checks.document(operation, call.body)
    checks.key_is_id(operation, key, document)
    if first is not None:
        first.refuse_other(document)
        return first.reply
    checks.rules(operation, document)
    checks.references(operation, document, state)
    if isinstance(operation.behaviour, Record):
        record_id, body = _record(operation, operation.behaviour, document, state)
    else:
        effect_of(domain.name)(document, state)
        record_id, body = document["id"], {"eventId": document["id"], "status": "ACCEPTED"}
    reply = Reply(operation.status_code, body)
    state.remembered[operation.path, key] = Success(call.body, record_id, reply)
    return reply


def _record(
    operation: Endpoint, behaviour: Record, document: Mapping[str, Any], state: State
) -> tuple[str, dict[str, Any]]:
    table = state.table(operation.operation_id)
    record_id = f"{behaviour.prefix}-{state.number(operation.operation_id):03d}"
    body = {**operation.examples[0].response, behaviour.id_member: record_id}
    if behaviour.stamp_member:
        body[behaviour.stamp_member] = rfc3339(state.now())
    table[record_id] = {**document, behaviour.id_member: record_id}
    return record_id, body
