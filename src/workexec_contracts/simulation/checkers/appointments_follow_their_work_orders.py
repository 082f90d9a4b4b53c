"""An appointment has the status that the last event which came to ShopMgmt gave it, in the order of work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from workexec_contracts.consumer import Standing
from workexec_contracts.consumer.workflow.approval import BECOMES
from workexec_contracts.contracts.shopmgmt import APPOINTMENT_STATUS, DOMAIN, status_changed
from workexec_contracts.contracts.vocabulary import ACCEPTED
from workexec_contracts.simulation.history import about

from .facts import parsed
from .invariant import Invariant
from .steps import STATUS

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Accepted as AcceptedRecord
    from workexec_contracts.simulation.records import Arrived, Asked, Changed, Closed, Sent, Settled

    from .invariant import View

_TABLE = "appointments"
_OPERATIONS = tuple(operation.operation_id for operation in DOMAIN.operations)
_BEGUN = BECOMES["approve"]
"""The status in which work orders begin."""


@dataclass(slots=True)
class _Life:
    """Status events of one work order."""

    booked: str | None = None
    """The appointment that people named."""
    status: str = _BEGUN
    """That of the last event."""
    waiting: dict[str, None] = field(default_factory=dict)
    """Ids of letters on their way, in the order in which they were accepted."""
    came: set[str] = field(default_factory=set)
    late: bool = False
    """Whether one went to the dead letters: it may come after its successors (F60)."""
    wanted: dict[str, str] = field(default_factory=dict)
    """By appointment: what the last accepted event that changes it makes of it."""
    has: dict[str, str] = field(default_factory=dict)
    """By appointment: what the last event that came made of it."""


class AppointmentsFollowTheirWorkOrders(Invariant):
    """Status events go out first in, first out; the appointment is as the last one says."""

    name: ClassVar[str] = "appointments_follow_their_work_orders"
    clause: ClassVar[str] = "Phase 4.4 / 3. WorkExec ↔ ShopMgmt Domain (F24, F47, F60)"

    def __init__(self, view: View) -> None:
        """No work order has changed yet."""
        super().__init__(view)
        self._lives: dict[int, _Life] = {}

    @about(STATUS)
    def on_asked(self, asked: Asked) -> None:
        if "appointmentId" in asked.sent:
            self._life(asked.order).booked = asked.sent["appointmentId"]

    @about(status_changed.type)
    def on_accepted(self, accepted: AcceptedRecord) -> None:
        letter = accepted.letter
        life, data = self._life(accepted.order), parsed(letter.body)["data"]
        life.waiting[letter.id] = None
        self._becomes(life.wanted, data)
        fault = _unlike(life, data)
        life.status = data["newStatus"]
        if fault:
            self.breach(accepted.at_us, accepted.order, f"{letter.id} is {fault}")

    def _life(self, order: int) -> _Life:
        life = self._lives.get(order)
        if life is None:
            life = self._lives[order] = _Life()
        return life

    @about(*_OPERATIONS)
    def on_sent(self, sent: Sent) -> None:
        """The oldest one first: none overtakes another, but for one that is replayed."""
        life = self._lives.get(sent.order)
        if life is None or sent.number != 1:
            return
        self._are_followed(sent.at_us, sent.order, life)
        key = sent.exchange.headers["Idempotency-Key"]
        if key in life.waiting and key != (first := next(iter(life.waiting))):
            self.breach(sent.at_us, sent.order, f"{key} goes out before {first}, which is older")

    @about(status_changed.type)
    def on_settled(self, settled: Settled) -> None:
        letter = settled.letter
        life = self._lives.get(settled.order)
        if life is not None:
            if letter.standing is not Standing.PENDING:
                life.waiting.pop(letter.id, None)
            life.late = life.late or letter.standing is not Standing.ACKNOWLEDGED

    @about(*_OPERATIONS)
    def on_arrived(self, arrived: Arrived) -> None:
        if arrived.status != ACCEPTED:
            return
        life = self._life(arrived.order)
        key = arrived.exchange.headers["Idempotency-Key"]
        if key not in life.came:
            life.came.add(key)
            self._becomes(life.has, parsed(arrived.exchange.body or b"")["data"])

    def _becomes(self, statuses: dict[str, str], data: Any) -> None:  # noqa: ANN401  # JSON
        wanted = APPOINTMENT_STATUS.get(data["newStatus"])
        if wanted and data["appointmentId"] in self.view.state.table(_TABLE):
            statuses[data["appointmentId"]] = wanted

    def on_changed(self, changed: Changed) -> None:
        """Somebody else set it: what WorkExec said before does not count any more."""
        if changed.table == _TABLE:
            for life in self._lives.values():
                life.has.pop(changed.key, None)
                life.wanted.pop(changed.key, None)

    def on_closed(self, closed: Closed) -> None:
        life = self._lives.pop(closed.order, None)
        if life is not None:
            self._is_followed(closed.at_us, closed.order, life)

    def end(self) -> None:
        for order, life in self._lives.items():
            self._is_followed(self.view.clock.now_us, order, life)

    def _are_followed(self, at_us: int, order: int, life: _Life) -> None:
        """Nobody but the last event that came has set them."""
        for appointment, wanted in life.has.items():
            self.checked += 1
            status = self.view.state.table(_TABLE).get(appointment, {}).get("status", "gone")
            if status != wanted:
                self.breach(at_us, order, f"{appointment} is {status}; the last event made it {wanted}")

    def _is_followed(self, at_us: int, order: int, life: _Life) -> None:
        self._are_followed(at_us, order, life)
        if life.waiting or life.late:
            return
        for appointment, wanted in life.wanted.items():
            if life.has.get(appointment) not in {None, wanted}:
                told = f"{appointment} is {life.has[appointment]}; the last change makes it {wanted}"
                self.breach(at_us, order, told)


def _unlike(life: _Life, data: Any) -> str:  # noqa: ANN401  # JSON
    """What an event says other than its work order."""
    if data["previousStatus"] != life.status:
        return f"of a change from {data['previousStatus']}; the status was {life.status}"
    if data["newStatus"] == life.status:
        return f"of no change: the status was {life.status} before"
    if life.booked not in {None, data["appointmentId"]}:
        return f"of {data['appointmentId']}; the work order has {life.booked}"
    return ""
