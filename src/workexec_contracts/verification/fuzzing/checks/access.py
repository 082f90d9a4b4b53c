"""Nobody without a bearer token (F02). Whether a token is a good one, Schemathesis's `ignored_auth` asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import AUTHORIZATION, UNAUTHORIZED

if TYPE_CHECKING:
    from workexec_contracts.verification.fuzzing.answer import Answer

MALFORMED = (None, "Bearer", "Basic dXNlcjpwYXNz", "Bearer a b", "Token abc")
ENOUGH = 3
"""Each way is tried at so many answers of an operation."""


def refuses_without_a_token(answer: Answer) -> None:
    """The same request without a token, or with a malformed one: 401."""
    if not answer.succeeded:
        return
    value = MALFORMED[answer.chosen(len(MALFORMED), "token")]
    if not answer.service.turn(f"token {answer.operation.operation_id} {value}", ENOUGH):
        return
    question = answer.service.ask(answer.again(authorization=value))
    document = question.document if isinstance(question.document, dict) else {}
    if question.reply.status != UNAUTHORIZED.status or document.get("code") != UNAUTHORIZED.code:
        title = f"refuses {'a request without token' if value is None else f'the token {value!r}'}"
        expected = f"{UNAUTHORIZED.status} {UNAUTHORIZED.code}"
        raise answer.breaks(title, expected, str(question), clause=AUTHORIZATION.clause, by=question)
