"""What WorkExec answers to its own callers: the document's displays, and whether to try again (F61)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer.letter import Standing
from workexec_contracts.contracts.vocabulary import NOT_FOUND, SERVICE_UNAVAILABLE, VALIDATION_ERROR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.consumer.envelope import Wrong
    from workexec_contracts.consumer.letter import Letter
    from workexec_contracts.consumer.results import Failed


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON body."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict)


class Refused(Exception):  # noqa: N818  # an answer to the user, not a defect
    """A step that does not take place. `more` are further members of the body."""

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:  # noqa: ANN401  # JSON of any type
        """`code` is a contract's, or one of WorkExec's own."""
        super().__init__(f"{code}: {message}")
        self.answer = Answer(status, {"code": code, "message": message, "retryable": False, **more})


def unknown(kind: str, identifier: str) -> Refused:
    """Nobody has it."""
    return Refused(NOT_FOUND.status, NOT_FOUND.code, f"{kind} {identifier} is not known to WorkExec")


def invalid(*wrong: Wrong) -> Refused:
    """What the caller sent is wrong, member by member."""
    faults = [{"field": fault.field, "message": fault.message} for fault in wrong]
    return Refused(
        VALIDATION_ERROR.status, VALIDATION_ERROR.code, VALIDATION_ERROR.message, fieldErrors=faults
    )


def forbidden(permission: str) -> Refused:
    """The user lacks a permission."""
    return Refused(403, "FORBIDDEN", f"The permission {permission} is required")


def failed(result: Failed) -> Refused:
    """A neighbour's failure in the document's words; a refusal keeps its status, all else is 503."""
    status = result.status if result.status and not result.retryable else SERVICE_UNAVAILABLE.status
    refused = Refused(status, result.code, result.display, correlationId=result.correlation_id)
    refused.answer = Answer(
        status, {**refused.answer.body, "retryable": result.retryable, "manualEntry": result.manual_entry}
    )
    return refused


def conflict(code: str, message: str, **more: Any) -> Refused:  # noqa: ANN401  # JSON of any type
    """The step does not fit what was begun before."""
    return Refused(409, code, message, **more)


def blocked(letters: list[Letter], **more: Any) -> Answer:  # noqa: ANN401  # JSON of any type
    """A step of which a fail-closed event is not acknowledged: nothing is lost, try again (F19, F58)."""
    closed = [letter for letter in letters if letter.is_closed]
    pending = [letter for letter in closed if letter.standing is not Standing.ACKNOWLEDGED]
    refused = [letter for letter in pending if letter.standing is Standing.REFUSED]
    about = (refused or pending)[0]
    shown = about.code if refused else SERVICE_UNAVAILABLE.code
    message = about.display if refused else SERVICE_UNAVAILABLE.display
    return Answer(
        about.last_status if refused and about.last_status else SERVICE_UNAVAILABLE.status,
        {
            "code": shown,
            "message": message,
            "retryable": not refused,
            "correlationId": about.correlation_id,
            "events": [summary(letter) for letter in letters],
            **more,
        },
    )


def summary(letter: Letter) -> dict[str, Any]:
    """A letter as WorkExec shows it."""
    return {
        "eventId": letter.id,
        "event": letter.event.name,
        "standing": letter.standing.value,
        "attempts": letter.attempts,
    }
