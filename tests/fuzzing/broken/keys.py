"""Idempotency keys that do not hold what they promise (F20, F32)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fuzzing.asking import another, send
from tests.fuzzing.broken.deliveries import INVENTORY, SHOPMGMT
from tests.fuzzing.broken.rules import ACCOUNTING, ORDER, PEOPLE
from tests.fuzzing.spoiling import body_of, forgiving, lacking, refused_as, succeeded
from tests.fuzzing.variant import FINDINGS, Broken, breaks
from workexec_contracts.contracts.people import INVALID_PERSON_ID
from workexec_contracts.contracts.vocabulary import IDEMPOTENCY_CONFLICT, IDEMPOTENCY_KEY, VALIDATION_ERROR
from workexec_contracts.providers.effects import effect_of
from workexec_contracts.providers.memory import Success

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.providers import Call, Reply
    from workexec_contracts.providers.state import State

PROMISE = (IDEMPOTENCY_KEY.clause, IDEMPOTENCY_CONFLICT.clause)
OTHER_BODY = {"subject": "WO-002"}


def used(state: State, operation: Endpoint, call: Call) -> bool:
    """Whether the key has had its effect."""
    return (operation.path, call.headers.get(IDEMPOTENCY_KEY.name.lower(), "").strip()) in state.remembered


@breaks(INVENTORY, *PROMISE, INVENTORY.clause, by=(send(INVENTORY), send(INVENTORY)))
def replay_takes_effect_twice(provider: Broken, call: Call) -> Reply:
    again = used(provider.state, INVENTORY, call)
    reply = provider.right(call)
    if again and succeeded(provider, reply):
        effect_of("inventory")(body_of(call), provider.state)
    return reply


@breaks(PEOPLE, *PROMISE, PEOPLE.clause, by=(send(PEOPLE), send(PEOPLE)))
def replay_refused(provider: Broken, call: Call) -> Reply:
    again = used(provider.state, PEOPLE, call)
    reply = provider.right(call)
    return refused_as(reply, IDEMPOTENCY_CONFLICT) if again and succeeded(provider, reply) else reply


@breaks(
    PEOPLE,
    *PROMISE,
    PEOPLE.clause,
    by=(send(PEOPLE, {"data": {"personId": "TECH-999"}}), send(PEOPLE)),
)
def refused_request_uses_up_its_key(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    document = body_of(call)
    key = call.headers.get(IDEMPOTENCY_KEY.name.lower(), "").strip()
    if (
        reply.body.get("code") == INVALID_PERSON_ID.code
        and isinstance(document, dict)
        and key == document.get("id")
    ):
        provider.state.remembered.setdefault((PEOPLE.path, key), Success(b"{}", key, reply))
    return reply


@breaks(ORDER, *PROMISE, ORDER.clause, by=(send(ORDER), send(ORDER, OTHER_BODY)))
def other_body_under_a_used_key_accepted(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, IDEMPOTENCY_CONFLICT)


@breaks(
    SHOPMGMT,
    IDEMPOTENCY_KEY.clause,
    VALIDATION_ERROR.clause,
    SHOPMGMT.clause,
    by=(send(SHOPMGMT, idempotency_key=another(SHOPMGMT)["id"]),),
)
def key_that_is_not_the_events_id_accepted(provider: Broken, call: Call) -> Reply:
    return forgiving(provider, call, field=IDEMPOTENCY_KEY.name, says="must be the id of the event")


@breaks(
    ACCOUNTING,
    *PROMISE,
    FINDINGS["F46"],
    ACCOUNTING.clause,
    by=(send(ACCOUNTING), send(ACCOUNTING, OTHER_BODY)),
)
def conflict_names_no_first_event(provider: Broken, call: Call) -> Reply:
    return lacking(provider.right(call), "existingResourceId")
