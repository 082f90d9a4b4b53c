from __future__ import annotations

import pytest

from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.policy import outcome_of_status
from workexec_contracts.simulation.checkers.facts import failure


def test_what_a_status_tells_is_what_the_reference_makes_of_it() -> None:
    for status in range(100, 600):
        assert failure(status, None) is outcome_of_status(status), status


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_and_what_is_unavailable_may_be_asked_again(status: int) -> None:
    assert failure(status, None) == str(status)


@pytest.mark.parametrize("status", [200, 202, 400, 401, 404, 409, 429, 500, 501])
def test_every_other_answer_is_final(status: int) -> None:
    assert failure(status, None) is None


@pytest.mark.parametrize("outcome", [Outcome.CONNECTION_FAILED, Outcome.TIMED_OUT])
def test_no_answer_is_the_failure_that_was_noticed(outcome: Outcome) -> None:
    assert failure(None, outcome) is outcome
