"""The event firehose: every event of WorkExec as fast as it may be sent, without a person's pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.load.tallies import Ending

from .clerk import ready_for_billing, snapshot_finalized
from .shop import WorkOrder

if TYPE_CHECKING:
    from .step import Journey, Visit

EVENTS = {
    "parts_usage_recorded": lambda _, order: order.parts_used(),
    "work_session_recorded": lambda _, order: order.session(),
    "status_changed": lambda _, order: order.status("ASSIGNED", "WORK_IN_PROGRESS"),
    "ready_for_billing": ready_for_billing,
    "snapshot_finalized": snapshot_finalized,
}
"""How each event is made, one of each consumer."""


def event_firehose(visit: Visit) -> Journey:
    """Every event, or those that are asked for; a blocked one stays in the outbox, nobody waits for it."""
    order, fine = WorkOrder(visit), True
    for name, made in EVENTS.items():
        if not visit.events or name in visit.events:
            came = yield from visit.ask(made(visit, order))
            fine = fine and came.ending not in {Ending.BLOCKED, Ending.FAILED}
    return fine
