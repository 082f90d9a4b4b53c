"""Bugs of the neighbours' answers: keys, checks, tax, audit records."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_DOWN, ROUND_HALF_EVEN
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.simulation.planted.claimed import AUDIT, CONTRACT, MONEY, ONCE, TAKEN
from tests.simulation.planted.planting import Garden
from workexec_contracts.providers import Reply, State, checks, reads, service, tax, writes
from workexec_contracts.providers.call import Refused
from workexec_contracts.providers.state import rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

GARDEN = Garden()
plants = GARDEN.plants


@plants(ONCE)
def idempotency_keys_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    right = writes.write

    def wrong(domain: Any, operation: Any, call: Any, state: State) -> Any:
        state.remembered.clear()
        return right(domain, operation, call, state)

    patch.setattr("workexec_contracts.providers.service.write", wrong)


@plants(ONCE)
def a_key_is_remembered_for_one_other_call(patch: pytest.MonkeyPatch) -> None:
    right = writes.write

    def wrong(domain: Any, operation: Any, call: Any, state: State) -> Any:
        for known in list(state.remembered)[:-1]:
            del state.remembered[known]
        return right(domain, operation, call, state)

    patch.setattr("workexec_contracts.providers.service.write", wrong)


@plants(AUDIT)
def an_audit_record_overwrites_the_one_before(patch: pytest.MonkeyPatch) -> None:
    right = State.number
    patch.setattr(State, "number", lambda self, name: 1 if name == "createAuditEvent" else right(self, name))


@plants(AUDIT)
def an_audit_record_is_edited_later(patch: pytest.MonkeyPatch) -> None:
    right = writes._record

    def wrong(operation: Any, behaviour: Any, document: Any, state: State) -> Any:
        for row in state.table(operation.operation_id).values():
            row["timestamp"] = rfc3339(state.now())
        return right(operation, behaviour, document, state)

    patch.setattr(writes, "_record", wrong)


@plants(MONEY)
def tax_is_rounded_half_to_even(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tax, "ROUND_HALF_UP", ROUND_HALF_EVEN)


@plants(MONEY)
def tax_is_rounded_down(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tax, "ROUND_HALF_UP", ROUND_DOWN)


@plants(ONCE)
def a_customer_who_is_looked_up_is_told_of(patch: pytest.MonkeyPatch) -> None:
    right = reads.lookup

    def wrong(behaviour: Any, given: Any, state: State) -> Any:
        row = right(behaviour, given, state)
        state.published.append({"type": "com.durion.crm.customer.seen", "data": row})
        return row

    patch.setattr(service, "lookup", wrong)


def answered(patch: pytest.MonkeyPatch, change: Callable[[Endpoint, Reply], Reply]) -> None:
    """What neighbours answer is changed on its way out."""
    right = service.Neighbours._answer

    def wrong(self: Any, domain: Domain, operation: Endpoint, *rest: Any) -> Reply:
        return change(operation, right(self, domain, operation, *rest))

    patch.setattr(service.Neighbours, "_answer", wrong)


@plants(CONTRACT)
def a_read_is_answered_with_another_success(patch: pytest.MonkeyPatch) -> None:
    answered(
        patch, lambda operation, reply: reply if operation.mutates else Reply(202, reply.body, reply.headers)
    )


@plants(CONTRACT)
def a_customer_has_no_name(patch: pytest.MonkeyPatch) -> None:
    def nameless(operation: Endpoint, reply: Reply) -> Reply:
        if operation.operation_id != "getCustomer":
            return reply
        body = {name: value for name, value in reply.body.items() if name != "name"}
        return Reply(reply.status, body, reply.headers)

    answered(patch, nameless)


@plants(CONTRACT)
def people_acknowledges_in_other_words(patch: pytest.MonkeyPatch) -> None:
    def other(operation: Endpoint, reply: Reply) -> Reply:
        if operation.operation_id != "deliverPeopleEvent":
            return reply
        return Reply(reply.status, {**reply.body, "status": "OK"}, reply.headers)

    answered(patch, other)


@plants(TAKEN)
def a_retry_is_refused_since_its_key_is_known(patch: pytest.MonkeyPatch) -> None:
    right = writes.write

    def wrong(domain: Any, operation: Any, call: Any, state: State) -> Any:
        first = state.remembered.get((operation.path, checks.idempotency_key(call)))
        if first is not None:
            raise Refused("IDEMPOTENCY_CONFLICT", existing=first.record_id)
        return right(domain, operation, call, state)

    patch.setattr(service, "write", wrong)


@plants(TAKEN)
def a_fiftieth_request_has_no_token(patch: pytest.MonkeyPatch) -> None:
    right, numbers = checks.authorized, count(1)

    def wrong(call: Any) -> None:
        if next(numbers) % 50 == 0:
            raise Refused("UNAUTHORIZED")
        right(call)

    patch.setattr(checks, "authorized", wrong)


@plants(TAKEN)
def the_third_event_of_a_work_order_is_invalid(patch: pytest.MonkeyPatch) -> None:
    right, seen = checks.rules, Counter[str]()

    def wrong(operation: Any, document: Any) -> None:
        right(operation, document)
        seen.update([str(document.get("data", {}).get("workorderId"))])
        if seen[str(document.get("data", {}).get("workorderId"))] == 3:
            raise Refused("VALIDATION_ERROR")

    patch.setattr(checks, "rules", wrong)


@plants(ONCE)
def a_repeated_decision_is_acknowledged_anew(patch: pytest.MonkeyPatch) -> None:
    right = writes.write

    def wrong(domain: Any, operation: Any, call: Any, state: State) -> Any:
        reply = right(domain, operation, call, state)
        anew = {"timestamp": rfc3339(state.now())} if "timestamp" in reply.body else {}
        return Reply(reply.status, {**reply.body, **anew}, reply.headers)

    patch.setattr(service, "write", wrong)
