"""Decisions about an estimate, each with its audit record: without one the step does not take place (F59)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer.envelope import rfc3339
from workexec_contracts.consumer.results import Failed

from .answer import Answer, conflict, failed
from .estimates import estimate_of
from .taxing import refuse_uncoded
from .workorders import promote

if TYPE_CHECKING:
    from workexec_contracts.consumer.exchange import Identity
    from workexec_contracts.consumer.plan import Plan

    from .bodies import Decision, Verb
    from .shop import Shop
    from .taxing import Estimate

BECOMES: dict[Verb, str] = {
    "approve": "APPROVED",
    "decline": "DECLINED",
    "revise": "REVISED",
    "submit": "SUBMITTED",
}
"""What a decision makes of an estimate; also the end of its audit record's `eventType`."""
MAY: dict[str, frozenset[Verb]] = {
    "DRAFT": frozenset({"submit", "approve", "decline", "revise"}),
    "REVISED": frozenset({"submit", "approve", "decline"}),
    "SUBMITTED": frozenset({"approve", "decline", "revise"}),
    "DECLINED": frozenset({"revise"}),
    "APPROVED": frozenset(),  # its work order exists
}
"""Which decisions may follow which (F61)."""


def decide(shop: Shop, identity: Identity, estimate_id: str, verb: Verb, asked: Decision) -> Plan[Answer]:
    """Records the decision, then carries it out. Blocked, the same record and key go out next time."""
    estimate = estimate_of(shop, estimate_id)
    status = BECOMES[verb]
    if estimate["status"] == status:
        return Answer(200, estimate)
    if verb not in MAY[estimate["status"]]:
        raise conflict("ESTIMATE_NOT_OPEN", f"Estimate {estimate_id} is {estimate['status']}")
    if verb in {"approve", "submit"}:
        refuse_uncoded(estimate)
    record = _record(shop, estimate, verb, asked)
    shop.store.put("estimate", estimate_id, {**estimate, "deciding": record})
    result = yield from shop.neighbours.audit.write(identity, record["body"], key=record["key"])
    if isinstance(result, Failed):
        if not result.retryable:
            shop.store.put("estimate", estimate_id, _undecided(estimate))
        raise failed(result)
    return _carried_out(shop, estimate, status, result.value.audit_event_id)


def _record(shop: Shop, estimate: Estimate, verb: Verb, asked: Decision) -> dict[str, Any]:
    """The record that was blocked, where this is its repetition, else a new one."""
    composer = shop.publisher.composer
    method = {"approvalMethod": asked.approval_method} if asked.approval_method else {}
    body = {
        "eventType": f"ESTIMATE_{BECOMES[verb]}",
        "resourceType": "ESTIMATE",
        "resourceId": estimate["estimateId"],
        "userId": asked.user_id,
        "action": verb.upper(),
        "metadata": {
            **(asked.metadata or {}),
            **method,
            "customerId": estimate["customerId"],
            "signaturePresent": asked.signature is not None,
        },
        "timestamp": rfc3339(composer.now()),
    }
    before = estimate.get("deciding")
    if before and {**before["body"], "timestamp": ""} == {**body, "timestamp": ""}:
        return dict(before)
    if before:
        raise conflict("DECISION_PENDING", f"{before['body']['action']} is not recorded yet; repeat it first")
    return {"key": str(composer.new_uuid()), "body": body}


def _undecided(estimate: Estimate) -> Estimate:
    return {name: value for name, value in estimate.items() if name != "deciding"}


def _carried_out(shop: Shop, estimate: Estimate, status: str, audit_event_id: str) -> Answer:
    decided = {
        **_undecided(estimate),
        "status": status,
        "auditEventIds": [*estimate.get("auditEventIds", []), audit_event_id],
    }
    with shop.store.transaction():
        if status == "APPROVED":
            decided["workorderId"] = promote(shop, decided)["workorderId"]
        shop.store.put("estimate", estimate["estimateId"], decided)
    return Answer(200, decided)
