"""What a neighbour answers is what the contract lets it answer: to a retry, to a copy, in any state."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar

from workexec_contracts.bodies import document_of, json_bytes
from workexec_contracts.consumer.client import BY_ID
from workexec_contracts.contracts.vocabulary import METHOD_NOT_ALLOWED, STANDARDS

from .invariant import Invariant

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Arrived


@cache
def _errors(operation_id: str) -> dict[str, int]:
    """The codes that an operation may refuse with, and the status of each."""
    errors = (*BY_ID[operation_id][1].errors, METHOD_NOT_ALLOWED)
    return {error.code: error.status for error in errors}


class NeighboursAnswerByTheContract(Invariant):
    """A success has the operation's status, and a read's the body of its model; a refusal has its code."""

    name: ClassVar[str] = "neighbours_answer_by_the_contract"
    clause: ClassVar[str] = f"{STANDARDS} (F01, F02)"

    def on_arrived(self, arrived: Arrived) -> None:
        self.checked += 1
        operation = arrived.exchange.operation
        if arrived.status != operation.status_code:
            code = arrived.reply.get("code")
            if _errors(operation.operation_id).get(str(code)) != arrived.status:
                self._told(arrived, f"answered {arrived.status} {code or 'without a code'}")
        elif not operation.mutates:
            try:
                document_of(operation.response, json_bytes(arrived.reply))
            except ValueError as error:
                self._told(arrived, f"answered {' '.join(str(error).split())[:200]}")

    def _told(self, arrived: Arrived, what: str) -> None:
        self.breach(arrived.at_us, arrived.order, f"{arrived.exchange.operation.operation_id}: {what}")
