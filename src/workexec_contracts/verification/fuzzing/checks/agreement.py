"""The status and error code of every answer are those that the contract gives for that request (F02, F31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from workexec_contracts.contracts.vocabulary import METHOD_NOT_ALLOWED, STANDARDS, ErrorBody
from workexec_contracts.verification.fuzzing import settings
from workexec_contracts.verification.fuzzing.expected import expectation

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import ErrorCode
    from workexec_contracts.verification.fuzzing.answer import Answer


def answers_as_agreed(answer: Answer) -> None:
    """A success only where the contract allows one, a refusal only with a code that fits the request."""
    found = expectation(answer.operation, answer.sent, dataset=settings.dataset())
    if found is None:
        return
    status = answer.reply.status
    code = _code(answer)
    if status == answer.operation.status_code and found.success:
        _is_the_success(answer)
        return
    if code in found.codes and answer.operation.error(code).status == status:
        return
    raise answer.breaks(
        f"answers {'a valid request' if found.success else 'a wrong request'} as agreed",
        str(found),
        f"{status} {answer.reply.text[:300]}",
        clause=found.clause,
    )


def _is_the_success(answer: Answer) -> None:
    """What no check could read must not pass for one that every check held."""
    if answer.sent.method == "HEAD":
        return
    try:
        answer.operation.response.parse(answer.reply.text)
    except ValueError as fault:
        told = " ".join(str(fault).split())[:300]
        title = "answers its success as the contract has it"
        expected = answer.operation.response.__doc__ or answer.operation.title
        raise answer.breaks(title, expected, f"{told}: {answer.reply.text[:300]}") from None


def refuses_in_its_own_words(answer: Answer) -> None:
    """Every refusal is an error body, its code one of the operation's, with that code's status (F01)."""
    status, method = answer.reply.status, answer.sent.method
    if status < 400 or method in {"HEAD", "TRACE", "CONNECT"} or answer.sent.odd:  # noqa: PLR2004  # refusals
        return
    title = "refuses with an error of the contract"
    try:
        ErrorBody.parse(answer.reply.text)
    except (ValidationError, ValueError) as fault:
        expected = "an error body: code, message, correlationId"
        actual = f"{status} {answer.reply.text[:300]} ({str(fault).splitlines()[0]})"
        raise answer.breaks(title, expected, actual, clause=STANDARDS) from None
    known = {error.code: error for error in (*answer.operation.errors, METHOD_NOT_ALLOWED)}
    error = known.get(_code(answer) or "")
    if error is None or error.status != status:
        raise answer.breaks(
            title, _one_of(known.values(), error), f"{status} {_code(answer)}", clause=_clause(error, answer)
        )


def _one_of(errors: object, error: ErrorCode | None) -> str:
    if error is not None:
        return f"{error.status} with {error.code}"
    return "one of " + ", ".join(f"{known.status} {known.code}" for known in errors)  # type: ignore[attr-defined]


def _clause(error: ErrorCode | None, answer: Answer) -> str:
    return error.clause if error is not None else answer.operation.clause


def _code(answer: Answer) -> str | None:
    document = answer.document
    code = document.get("code") if isinstance(document, dict) else None
    return code if isinstance(code, str) else None
