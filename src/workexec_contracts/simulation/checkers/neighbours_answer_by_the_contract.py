"""What a neighbour answers is what the contract lets it answer: to a retry, to a copy, in any state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from workexec_contracts.bodies import document_of, json_bytes
from workexec_contracts.contracts.vocabulary import STANDARDS, ErrorBody

from .invariant import Invariant

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Response
    from workexec_contracts.simulation.records import Arrived


class NeighboursAnswerByTheContract(Invariant):
    """A success has the operation's status, a refusal one of its codes with that code's; bodies fit."""

    name: ClassVar[str] = "neighbours_answer_by_the_contract"
    clause: ClassVar[str] = f"{STANDARDS} (F01, F02, F17)"

    def on_arrived(self, arrived: Arrived) -> None:
        self.checked += 1
        operation, reply = arrived.exchange.operation, arrived.reply
        if not isinstance(reply, dict):
            wrong = f"{type(reply).__name__}, which is no JSON object"
        elif arrived.status == operation.status_code:
            wrong = _no_success(arrived, reply)
        else:
            wrong = _no_refusal(arrived, reply)
        if wrong:
            told = f"{operation.operation_id}: answered {arrived.status} {wrong}"
            self.breach(arrived.at_us, arrived.order, told)


def _no_success(arrived: Arrived, reply: dict[str, Any]) -> str:
    operation, exchange = arrived.exchange.operation, arrived.exchange
    if operation.events and reply.get("eventId") != exchange.headers["Idempotency-Key"]:
        return f"for {reply.get('eventId')}; it was sent {exchange.headers['Idempotency-Key']}"
    return _unfit(operation.response, reply, again=operation.method == "GET")


def _no_refusal(arrived: Arrived, reply: dict[str, Any]) -> str:
    code, exchange = reply.get("code"), arrived.exchange
    if (code, arrived.status) not in [(error.code, error.status) for error in exchange.operation.errors]:
        return str(code or "without a code")
    unfit = _unfit(ErrorBody, reply, again=False)
    if not unfit and reply["correlationId"] != exchange.correlation_id:
        return f"with {reply['correlationId']} to {exchange.correlation_id}"
    return unfit


def _unfit(model: type[Response], reply: dict[str, Any], *, again: bool) -> str:
    """What is wrong with a body; what is likely to come `again` is looked at once in a while."""
    try:
        if again:
            document_of(model, json_bytes(reply))
        else:
            model.model_validate(reply)
    except (ValueError, TypeError) as error:
        return f"that does not fit: {' '.join(str(error).split())[:200]}"
    except RecursionError:
        return "that is too deep to read"
    return ""
