"""People do what is right here: what a neighbour itself refuses was made wrongly, or is refused wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workexec_contracts.contracts.vocabulary import STANDARDS

from .invariant import Invariant

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Arrived


class NeighboursTakeWhatWorkexecSends(Invariant):
    """Whatever arrives at a neighbour succeeds there; what faults put before it may refuse."""

    name: ClassVar[str] = "neighbours_take_what_workexec_sends"
    clause: ClassVar[str] = f"{STANDARDS} (F20, F21, F32)"

    def on_arrived(self, arrived: Arrived) -> None:
        self.checked += 1
        operation, reply = arrived.exchange.operation, arrived.reply
        if arrived.status == operation.status_code:
            return
        why = [str(reply.get(name, "")) for name in ("code", "message")] if isinstance(reply, dict) else []
        target = f"{operation.method} {arrived.exchange.target}"
        told = f"{operation.operation_id}: {target} was answered {' '.join([str(arrived.status), *why])}"
        self.breach(arrived.at_us, arrived.order, told.rstrip()[:_LONGEST])


_LONGEST = 300
