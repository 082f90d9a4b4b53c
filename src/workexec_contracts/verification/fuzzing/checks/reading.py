"""Bodies that are no JSON, no object, or of another type are refused (F31)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from workexec_contracts.contracts.vocabulary import VALIDATION_ERROR, Acknowledge
from workexec_contracts.verification.documents import as_text

from .effects import fresh

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workexec_contracts.verification.case import Call
    from workexec_contracts.verification.fuzzing.answer import Answer

SPOILT: Mapping[str, Callable[[str], str]] = {
    "a body that ends early": lambda text: text[:-1],
    "a body that does not end": lambda text: text + "}",
    "a trailing comma": lambda text: text[:-1] + ",}",
    "a list": lambda text: f"[{text}]",
    "null": lambda _: "null",
    "an empty body": lambda _: "",
    "single quotes": lambda text: text.replace('"', "'"),
}
ENOUGH = 2
SELDOM = 4


def refuses_what_it_cannot_read(answer: Answer) -> None:
    """A good request, its body spoilt or said to be plain text: 400."""
    if not answer.succeeded or answer.operation.request is None:
        return
    ways = [*SPOILT, "text/plain"]
    way = ways[answer.chosen_by_body(len(ways), "spoilt")]
    if not answer.service.turn(f"spoilt {answer.operation.operation_id} {way}", ENOUGH):
        return
    call = _anew(answer)
    text = call.body or ""
    spoilt = call.but(body=SPOILT[way](text)) if way in SPOILT else call.having(content_type=way)
    _refused(answer, spoilt, f"refuses {way}")


def refuses_a_key_that_is_not_the_id(answer: Answer) -> None:
    """An event under the key of another one (F45)."""
    events = isinstance(answer.operation.behaviour, Acknowledge)
    if answer.succeeded and events and answer.one_in(SELDOM, "other key"):
        prefix = answer.sent.document["id"][:-36]
        other = _anew(answer).having(idempotency_key=f"{prefix}{uuid4()}")
        _refused(answer, other, "refuses a key that is not the event's id")


def _anew(answer: Answer) -> Call:
    """The request under a key of its own."""
    if not answer.operation.mutates:
        return answer.again()
    if not answer.operation.events:
        return answer.again(idempotency_key=str(uuid4()))
    event = fresh(answer, answer.sent.document)
    return answer.again(idempotency_key=event["id"]).but(body=as_text(event))


def _refused(answer: Answer, call: Call, title: str) -> None:
    question = answer.service.ask(call)
    document = question.document if isinstance(question.document, dict) else {}
    if question.reply.status != VALIDATION_ERROR.status or document.get("code") != VALIDATION_ERROR.code:
        expected = f"{VALIDATION_ERROR.status} {VALIDATION_ERROR.code}"
        raise answer.breaks(title, expected, str(question), clause=VALIDATION_ERROR.clause, by=question)
