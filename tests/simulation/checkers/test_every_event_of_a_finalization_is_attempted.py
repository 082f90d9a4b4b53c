from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.simulation.checkers.judging import as_it_was, judged, told
from workexec_contracts.simulation.checkers import EveryEventOfAFinalizationIsAttempted as Claim
from workexec_contracts.simulation.faults import Crash, Down, Failing, How, LostAnswers, Poison
from workexec_contracts.simulation.records import Heard, Sent
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.faults import Fault
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation

ORDER_DOWN = Down(target="order", until_s=50_000)
ACCOUNTING_DOWN = Down(target="accounting", until_s=50_000)


@pytest.mark.parametrize(
    "faults",
    [
        [ORDER_DOWN, ACCOUNTING_DOWN],
        [Failing(percent=50, how=How.HANGING), Poison(percent=30)],
        [Down(target="inventory")],
        [LostAnswers(percent=40), *(Crash(at_attempt=at, down_s=1) for at in range(20, 200, 9))],
        [ORDER_DOWN, ACCOUNTING_DOWN, *(Crash(at_write=at) for at in range(20, 200, 9))],
    ],
)
def test_the_reference_tries_all_of_them(faults: list[Fault]) -> None:
    found = judged(Claim, as_it_was, *faults)
    assert found.verdict is Verdict.PASSED
    assert found.checked > 4


@pytest.mark.parametrize(
    ("domain", "event"), [("accounting", "snapshot_finalized"), ("order", "ready_for_billing")]
)
def test_an_event_that_is_not_tried_is_told(domain: str, event: str) -> None:
    def untried(record: Record, _: Simulation) -> list[Record]:
        delivers = isinstance(record, Sent | Heard) and record.exchange.domain == domain
        return [] if delivers else [record]

    found = told(judged(Claim, untried, ORDER_DOWN, ACCOUNTING_DOWN))
    assert f"finalizing answered 503 without an attempt at {event}" in found


def test_an_attempt_before_the_finalization_that_failed_does_not_count() -> None:
    def only_once(record: Record, _: Simulation) -> list[Record]:
        if isinstance(record, Sent | Heard) and record.exchange.domain == "accounting":
            first = seen.setdefault(record.exchange.headers["Idempotency-Key"], record.call)
            return [record] if record.call == first else []
        return [record]

    seen: dict[str, int] = {}
    assert "without an attempt at snapshot_finalized" in told(
        judged(Claim, only_once, ORDER_DOWN, ACCOUNTING_DOWN)
    )


def test_an_event_that_somebody_else_is_sending_is_tried() -> None:
    """Its call never ends, so that no later finalization has to begin another."""

    def never_over(record: Record, _: Simulation) -> list[Record]:
        if isinstance(record, Sent) and record.exchange.domain == "accounting":
            known = record.exchange.headers["Idempotency-Key"] in seen
            seen.add(record.exchange.headers["Idempotency-Key"])
            return [] if known else [record]
        accounting = isinstance(record, Heard) and record.exchange.domain == "accounting"
        return [] if accounting else [record]

    seen: set[str] = set()
    assert judged(Claim, never_over, ORDER_DOWN, ACCOUNTING_DOWN).verdict is Verdict.PASSED
