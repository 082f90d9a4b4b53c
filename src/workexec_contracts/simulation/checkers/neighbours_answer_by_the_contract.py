"""What a neighbour answers is what the contract lets it answer: to a retry, to a copy, in any state."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from workexec_contracts.bodies import document_of, json_bytes
from workexec_contracts.consumer.client import BY_ID
from workexec_contracts.contracts.vocabulary import METHOD_NOT_ALLOWED, STANDARDS, ErrorBody

from .invariant import Invariant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Response
    from workexec_contracts.simulation.records import Arrived


@cache
def _errors(operation_id: str) -> dict[str, int]:
    """The codes that an operation may refuse with, and the status of each."""
    errors = (*BY_ID[operation_id][1].errors, METHOD_NOT_ALLOWED)
    return {error.code: error.status for error in errors}


class NeighboursAnswerByTheContract(Invariant):
    """A success has the operation's status, a refusal one of its codes with that code's; bodies fit."""

    name: ClassVar[str] = "neighbours_answer_by_the_contract"
    clause: ClassVar[str] = f"{STANDARDS} (F01, F02)"

    def on_arrived(self, arrived: Arrived) -> None:
        self.checked += 1
        operation, status, reply = arrived.exchange.operation, arrived.status, arrived.reply
        if status == operation.status_code:
            wrong = _unfit(operation.response, reply, again=not operation.mutates)
        else:
            code = reply.get("code")
            known = _errors(operation.operation_id).get(str(code)) == status
            wrong = _unfit(ErrorBody, reply, again=False) if known else str(code or "without a code")
        if wrong:
            told = f"{operation.operation_id}: answered {status} {wrong}"
            self.breach(arrived.at_us, arrived.order, told)


def _unfit(model: type[Response], reply: Mapping[str, Any], *, again: bool) -> str:
    """What is wrong with a body; what is likely to come `again` is looked at once."""
    try:
        if again:
            document_of(model, json_bytes(reply))
        else:
            model.model_validate(reply)
    except (ValueError, TypeError, RecursionError) as error:
        return f"that does not fit: {' '.join(str(error).split())[:200]}"
    return ""
