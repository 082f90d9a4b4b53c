"""A fail-closed step is never said to be done before its neighbours have done their part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from workexec_contracts.contracts.audit import create_audit_event
from workexec_contracts.simulation.history import about

from .invariant import Invariant
from .steps import DECISIONS, FINALIZE, MUTATING, OK, SESSIONS

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Arrived, Closed, Replied

    from .invariant import View

BILLED = ("salesOrders", "ledger")
"""The tables in which Order and Accounting have a finalized work order."""
_SESSIONS = "sessions"
_TOLD = ("workSessionId", "personId", "billableMinutes")
"""Members of a session that People has as they were answered."""


class FailClosedStepsWaitForAcknowledgement(Invariant):
    """A finalization has its sales order and ledger entry, a session its row, a decision its record."""

    name: ClassVar[str] = "fail_closed_steps_wait_for_acknowledgement"
    clause: ClassVar[str] = "Phase 4.4 / Integration Patterns Summary; Audit Domain (F18, F19, F58, F59)"

    def __init__(self, view: View) -> None:
        """No neighbour has done anything yet."""
        super().__init__(view)
        self._made: dict[int, list[tuple[str, str]]] = {}
        """By work order: table and key of the rows that were made for it."""

    @about(*MUTATING)
    def on_arrived(self, arrived: Arrived) -> None:
        if arrived.made:
            self._made.setdefault(arrived.order, []).extend(arrived.made)

    @about(FINALIZE, SESSIONS, *DECISIONS)
    def on_replied(self, replied: Replied) -> None:
        if replied.status not in OK:
            return
        if replied.name == FINALIZE:
            for table in BILLED:
                self._needs(replied, table, workorderId=replied.values["workorder_id"])
        elif replied.name == SESSIONS:
            self._needs(
                replied,
                _SESSIONS,
                workorderId=replied.values["workorder_id"],
                **{name: replied.body.get(name) for name in _TOLD},
            )
        else:
            self._needs(
                replied,
                create_audit_event.operation_id,
                resourceId=replied.values["estimate_id"],
                action=DECISIONS[replied.name].upper(),
            )

    def _needs(self, replied: Replied, table: str, **wanted: Any) -> None:  # noqa: ANN401  # JSON
        """A row that was made for this work order, and is there, and says so."""
        self.checked += 1
        rows = self.view.state.table(table)
        made = (rows.get(key, {}) for name, key in self._made.get(replied.order, ()) if name == table)
        if not any(all(row.get(name) == value for name, value in wanted.items()) for row in made):
            told = f"{replied.name} answered {replied.status}, and {table} has no row with {wanted}"
            self.breach(replied.at_us, replied.order, told)

    def on_closed(self, closed: Closed) -> None:
        self._made.pop(closed.order, None)
