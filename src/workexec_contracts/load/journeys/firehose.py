"""The event firehose: every event of WorkExec as fast as it may be sent, without a person's pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.load.tallies import Ending

from .clerk import ready_for_billing, snapshot_finalized
from .shop import WorkOrder

if TYPE_CHECKING:
    from .step import Journey, Visit


def event_firehose(visit: Visit) -> Journey:
    """One event of each consumer; a blocked one stays in the outbox, nobody waits for it here."""
    order, fine = WorkOrder(visit), True
    for request in (
        order.parts_used(),
        order.session(),
        order.status("ASSIGNED", "WORK_IN_PROGRESS"),
        ready_for_billing(visit, order),
        snapshot_finalized(visit, order),
    ):
        came = yield from visit.ask(request)
        fine = fine and came.ending not in {Ending.BLOCKED, Ending.FAILED}
    return fine
