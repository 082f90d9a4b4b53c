"""WorkExec's own event: one that was given up and went to the dead letters (F19)."""

from __future__ import annotations

from typing import Any

from .vocabulary import Count, DateTime, Event, Request, Status, Text

CLAUSE = "Phase 4.4 / 3. WorkExec ↔ ShopMgmt Domain"


class DeadLetter(Request):
    """The event as it was sent, and why it was given up. `lastStatus` is absent where nothing answered."""

    event: dict[str, Any]
    domain: Text
    reason: Text
    attempts: Count
    last_status: Count | None = None
    failed_at: DateTime
    correlation_id: Text


event_dead_lettered = Event(
    name="event_dead_lettered",
    type="com.durion.workexec.event.dead_lettered",
    publisher="workexec",
    consumer=None,
    title="Event dead-lettered",
    trigger="the last retry of a fail-open delivery",
    data=DeadLetter,
    example={
        "type": "com.durion.workexec.event.dead_lettered",
        "source": "https://durion.platform/workexec",
        "id": "evt-dead-letter-{uuid}",
        "time": "2026-01-25T14:30:07Z",
        "subject": "WO-001",
        "data": {
            "event": {"id": "evt-status-{uuid}"},
            "domain": "shopmgmt",
            "reason": "503 after 4 attempts",
            "attempts": 4,
            "lastStatus": 503,
            "failedAt": "2026-01-25T14:30:07Z",
            "correlationId": "corr-{uuid}",
        },
    },
    id_prefix="evt-dead-letter",
    clause=CLAUSE,
    status=Status.PENDING,
    blocked_by="Dead-letter queue setup (infrastructure team)",
    assumptions=("F19", "F57", "F62"),
)
EVENTS = (event_dead_lettered,)
