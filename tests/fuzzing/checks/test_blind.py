"""An answer that our checks cannot read must not pass for one that they held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.fuzzing.asking import example
from tests.fuzzing.in_process import InProcess, answered
from tests.fuzzing.variant import BY_ID
from workexec_contracts.providers import Call, Neighbours, Reply
from workexec_contracts.verification.fuzzing.broken import Broken
from workexec_contracts.verification.fuzzing.checks.agreement import answers_as_agreed

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint


def with_null(value: Any) -> Any:  # noqa: ANN401  # JSON of any type
    """Every object with one member more, which is null."""
    if isinstance(value, dict):
        return {**{name: with_null(member) for name, member in value.items()}, "ownMember": None}
    return [with_null(item) for item in value] if isinstance(value, list) else value


class Generous(Neighbours):
    """Answers a member that no contract has, null (F05)."""

    def handle(self, call: Call, refused: str | None = None) -> Reply:
        reply = super().handle(call, refused)
        return Reply(reply.status, with_null(reply.body), reply.headers)


class Nonsensical(Neighbours):
    """Answers successes that are none."""

    def handle(self, call: Call, refused: str | None = None) -> Reply:
        reply = super().handle(call, refused)
        return Reply(reply.status, {"ok": True}, reply.headers)


@pytest.mark.parametrize("operation", BY_ID.values(), ids=BY_ID)
def test_a_success_with_members_of_its_own_is_still_judged(operation: Endpoint) -> None:
    answer = answered(operation, example(operation), InProcess(Generous()))
    answers_as_agreed(answer)
    assert answer.succeeded


@pytest.mark.parametrize("operation", BY_ID.values(), ids=BY_ID)
def test_a_success_that_cannot_be_read_is_broken(operation: Endpoint) -> None:
    answer = answered(operation, example(operation), InProcess(Nonsensical()))
    with pytest.raises(Broken, match="answers its success as the contract has it"):
        answers_as_agreed(answer)
