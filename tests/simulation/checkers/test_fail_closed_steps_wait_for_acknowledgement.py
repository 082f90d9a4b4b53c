from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.simulation.checkers import FailClosedStepsWaitForAcknowledgement as Claim
from workexec_contracts.simulation.checkers.steps import FINALIZE
from workexec_contracts.simulation.faults import Down, LostAnswers, LostRequests
from workexec_contracts.simulation.records import Arrived, Replied
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation


def test_blocked_steps_are_taken_once_their_neighbours_are_back() -> None:
    faults = (
        Down(target="order", until_s=40_000),
        Down(target="audit", until_s=30_000),
        LostRequests(percent=20),
        LostAnswers(percent=20),
    )
    assert judged(Claim, as_it_was, *faults).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("domain", "table"),
    [
        ("order", "salesOrders"),
        ("accounting", "ledger"),
        ("people", "sessions"),
        ("audit", "createAuditEvent"),
    ],
)
def test_a_step_that_is_done_before_its_neighbour_has_heard_of_it_is_told(domain: str, table: str) -> None:
    unheard = Once(Arrived, lambda *_: [], lambda arrived: arrived.exchange.domain == domain)
    assert f"answered 20{'0' if domain != 'people' else '1'}, and {table} has no row" in told(
        judged(Claim, unheard)
    )


def test_a_row_that_the_neighbour_has_dropped_is_no_acknowledgement() -> None:
    def drop(replied: Replied, run: Simulation) -> list[Record]:
        run.state.table("ledger").clear()
        return [replied]

    finalized = Once(Replied, drop, lambda replied: replied.name == FINALIZE and replied.status == 200)
    assert "and ledger has no row" in told(judged(Claim, finalized))
