"""Events name their work order's own people, places, times, parts and ids, as users and WorkExec had them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workexec_contracts.simulation.history import about

from .facts import parsed, unlike
from .invariant import Invariant
from .steps import CREATE, DECISIONS, FINALIZE, OK, SESSIONS, STATUS
from .telling import Known, untrue

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Accepted, Asked, Closed, Replied

    from .invariant import View


class EventsTellWhatHappened(Invariant):
    """Customer, location, estimate, people, times, parts, labor and ids of events are the work order's."""

    name: ClassVar[str] = "events_tell_what_happened"
    clause: ClassVar[str] = "Phase 4.4 / Base Event Schema; 1-4 and 6 (F22, F33, F38, F58)"

    def __init__(self, view: View) -> None:
        """Nothing has happened yet."""
        super().__init__(view)
        self._lives: dict[int, Known] = {}

    @about(CREATE, STATUS, SESSIONS, FINALIZE)
    def on_asked(self, asked: Asked) -> None:
        known = self._lives.get(asked.order)
        if known is None:
            known = self._lives[asked.order] = Known()
        known.asked[asked.name] = asked.sent

    @about(CREATE, *DECISIONS, FINALIZE)
    def on_replied(self, replied: Replied) -> None:
        known, body = self._lives.get(replied.order), replied.body
        if known is None or replied.status not in OK:
            return
        if replied.name == CREATE:
            asked = {"locationId": body["locationId"], **known.asked[CREATE]}
            known.location = asked["locationId"]
            self._tell(replied, f"the estimate {body['estimateId']}", unlike(body, asked))
        elif replied.name == FINALIZE:
            fault = unlike(body, {"workorderSnapshotId": known.snapshot})
            self._tell(replied, f"the work order {known.workorder}", fault)
        elif "workorderId" in body:
            known.estimate, known.workorder = replied.values["estimate_id"], body["workorderId"]
            known.parts = [item for item in body["items"] if "workorderPartId" in item]
            known.labor = [item for item in body["items"] if "workorderPartId" not in item]
            self._is_of_its_estimate(replied, known)

    def _is_of_its_estimate(self, replied: Replied, known: Known) -> None:
        """For whom, on which vehicle and where work is done has been said when the estimate was made."""
        asked = known.asked.get(CREATE, {})
        whose = {name: asked.get(name) for name in ("customerId", "vehicleId")}
        order = self.view.store.get("workorder", known.workorder) or {}
        fault = unlike(order, {**whose, "estimateId": known.estimate, "locationId": known.location})
        self._tell(replied, f"the work order {known.workorder}", fault)

    def on_accepted(self, accepted: Accepted) -> None:
        known, letter = self._lives.get(accepted.order), accepted.letter
        if known is not None:
            fault = untrue(parsed(letter.body), letter, known)
            self._tell(accepted, f"{letter.event.name} {letter.id}", fault)

    def _tell(self, record: Accepted | Replied, what: str, fault: str) -> None:
        self.checked += 1
        if fault:
            self.breach(record.at_us, record.order, f"{what} {fault}")

    def on_closed(self, closed: Closed) -> None:
        self._lives.pop(closed.order, None)
