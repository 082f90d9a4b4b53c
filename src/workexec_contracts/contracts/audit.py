"""Audit: the immutable trail of approval decisions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from .vocabulary import (
    COMMON_ERRORS,
    IDEMPOTENCY_CONFLICT,
    MUTATION_HEADERS,
    Domain,
    Endpoint,
    Example,
    FailMode,
    Record,
    Request,
    Response,
    Status,
    Text,
    UtcDateTime,
    general_policy,
)

CLAUSE = "Audit Domain"
REQUIRED = f"{CLAUSE} / Required Contract"


class AuditEvent(Request):
    """An approval decision to be kept (F27)."""

    event_type: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
    resource_type: Literal["ESTIMATE", "WORKORDER"]
    resource_id: Text
    user_id: Text
    action: Literal["APPROVE", "DECLINE", "REVISE", "SUBMIT"]
    metadata: dict[str, Any] | None = None
    timestamp: UtcDateTime


class Recorded(Response):
    """The acknowledgement of an audit record."""

    audit_event_id: Text
    status: Literal["RECORDED"]
    timestamp: UtcDateTime


create_audit_event = Endpoint(
    operation_id="createAuditEvent",
    title="Event Trail",
    method="POST",
    path="/api/v1/audit/events",
    summary="Records an approval decision for ever",
    clause=REQUIRED,
    status=Status.PENDING,
    blocked_by="Audit domain spec needed",
    status_code=201,
    request=AuditEvent,
    response=Recorded,
    headers=MUTATION_HEADERS,
    errors=(*COMMON_ERRORS, IDEMPOTENCY_CONFLICT),
    policy=general_policy(3, fail_mode=FailMode.CLOSED),
    behaviour=Record(prefix="AUDIT", id_member="auditEventId", stamp_member="timestamp"),
    examples=(
        Example(
            name="estimate approved",
            request={
                "eventType": "ESTIMATE_APPROVED",
                "resourceType": "ESTIMATE",
                "resourceId": "EST-001",
                "userId": "USER-001",
                "action": "APPROVE",
                "metadata": {
                    "approvalMethod": "SIGNATURE",
                    "customerId": "CUST-001",
                    "signaturePresent": True,
                },
                "timestamp": "2026-01-24T10:30:00Z",
            },
            response={
                "auditEventId": "AUDIT-001",
                "status": "RECORDED",
                "timestamp": "2026-01-24T10:30:00.123Z",
            },
            status=201,
            clause=REQUIRED,
        ),
    ),
    assumptions=("F01", "F02", "F20", "F27", "F32", "F33", "F46", "F49", "F59"),
)

DOMAIN = Domain(
    name="audit", title="Audit", owner="pos-audit", clause=CLAUSE, endpoints=(create_audit_event,)
)
