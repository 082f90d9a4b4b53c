"""Audit: a trail that can be changed, or takes what it must refuse."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from tests.fuzzing.asking import WITHOUT, ask, send
from tests.fuzzing.spoiling import body_of, forgiving, having, succeeded
from tests.fuzzing.variant import BY_ID, FINDINGS, Broken, breaks
from workexec_contracts.contracts.vocabulary import (
    AUTHORIZATION,
    BEARER_PATTERN,
    IDEMPOTENCY_KEY,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    STANDARDS,
    VALIDATION_ERROR,
)
from workexec_contracts.providers import Reply
from workexec_contracts.providers.memory import canonical

if TYPE_CHECKING:
    from workexec_contracts.providers import Call

AUDIT = BY_ID["createAuditEvent"]
IMMUTABLE = (AUDIT.clause, FINDINGS["F27"], METHOD_NOT_ALLOWED.clause)
INVALID = (AUDIT.clause, VALIDATION_ERROR.clause)
KEY = IDEMPOTENCY_KEY.name.lower()


def may_ask(call: Call) -> bool:
    """Whether the token is right: a variant breaks one thing alone."""
    return re.fullmatch(BEARER_PATTERN, call.headers.get(AUTHORIZATION.name.lower(), "")) is not None


@breaks(AUDIT, *IMMUTABLE, by=(send(AUDIT), ask(AUDIT, method="DELETE")))
def trail_deleted(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if call.method != "DELETE" or not may_ask(call):
        return reply
    provider.state.table(AUDIT.operation_id).clear()
    return Reply(200, {"status": "DELETED"}, reply.headers)


ONE = replace(ask(AUDIT, method="PUT"), path=f"{AUDIT.path}/AUDIT-001")


@breaks(AUDIT, *IMMUTABLE, NOT_FOUND.clause, by=(send(AUDIT), ONE), under=True)
def one_record_replaced(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    record_id = call.path.removeprefix(f"{AUDIT.path}/")
    record = provider.state.table(AUDIT.operation_id).get(record_id)
    if call.method != "PUT" or record is None or not may_ask(call):
        return reply
    record["userId"] = "SOMEBODY-ELSE"
    return Reply(200, {"auditEventId": record_id, "status": "UPDATED"}, reply.headers)


@breaks(AUDIT, by=(send(AUDIT),), in_example=True)
def time_without_zone(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return (
        having(reply, timestamp=reply.body["timestamp"].rstrip("Z")) if succeeded(provider, reply) else reply
    )


@breaks(AUDIT, by=(send(AUDIT),), in_example=True)
def created_answered_200(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return replace(reply, status=200) if succeeded(provider, reply) else reply


@breaks(AUDIT, IDEMPOTENCY_KEY.clause, *INVALID, by=(send(AUDIT, **{KEY: WITHOUT}),))
def key_not_asked_for(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, field=IDEMPOTENCY_KEY.name, says="must not be blank")


@breaks(AUDIT, IDEMPOTENCY_KEY.clause, AUDIT.clause, by=(send(AUDIT), send(AUDIT)))
def replay_gets_a_new_id(provider: Broken, call: Call) -> Reply:
    used = (AUDIT.path, call.headers.get(KEY, "").strip()) in provider.state.remembered
    reply = provider.right(call)
    return (
        having(reply, auditEventId=f"AUDIT-{UUID(int=3)}") if used and succeeded(provider, reply) else reply
    )


@breaks(AUDIT, *INVALID, FINDINGS["F33"], by=(send(AUDIT, {"comment": "by telephone"}),))
def unknown_member_accepted(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, field=".+", says="Extra inputs are not permitted")


@breaks(AUDIT, *INVALID, by=(send(AUDIT, {"timestamp": "2026-01-24T11:30:00+01:00"}),))
def time_in_another_zone_accepted(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, field="timestamp", says="should match pattern")


@breaks(AUDIT, *INVALID, by=(send(AUDIT, {"action": "DELETE"}),))
def unknown_action_accepted(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, field="action", says="Input should be")


@breaks(AUDIT, AUDIT.clause, STANDARDS, by=(send(AUDIT, {"metadata": {"note": "Unterschrift für später"}}),))
def metadata_that_is_not_ascii_refused(provider: Broken, call: Call) -> Reply:
    odd = not canonical(body_of(call)).isascii()
    return provider.right(replace(call, body=b"") if odd else call)
