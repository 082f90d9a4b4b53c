from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.contracts.shopmgmt import status_changed
from workexec_contracts.simulation.checkers import AppointmentsFollowTheirWorkOrders as Claim
from workexec_contracts.simulation.faults import Crash, Down, Duplicated, LostAnswers, Reordered
from workexec_contracts.simulation.records import Arrived, Changed, Closed, Settled
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation


def test_they_follow_through_outages_copies_and_crashes() -> None:
    faults = (
        Down(target="shopmgmt", from_s=30_000, until_s=40_000),
        Duplicated(percent=40),
        Reordered(percent=40, later_ms_max=60_000),
        LostAnswers(percent=20, noticed=False),
        *(Crash(at_attempt=at) for at in range(20, 200, 17)),
    )
    assert judged(Claim, as_it_was, *faults, days=2).verdict is Verdict.PASSED


def set_back(closed: Closed, run: Simulation) -> list[Record]:
    for row in run.state.table("appointments").values():
        row["status"] = "SCHEDULED"
    return [closed]


def test_an_appointment_with_another_status_is_told() -> None:
    billed = Once(Closed, set_back, lambda closed: closed.outcome == "billed")
    assert "is SCHEDULED; the last event made it COMPLETED" in told(judged(Claim, billed))


def test_an_appointment_that_somebody_else_has_changed_is_not() -> None:
    def changed(closed: Closed, run: Simulation) -> list[Record]:
        keys = list(run.state.table("appointments"))
        return [*(Changed(closed.at_us, "appointments", key) for key in keys), *set_back(closed, run)]

    billed = Once(Closed, changed, lambda closed: closed.outcome == "billed")
    assert told(judged(Claim, billed)) == ""


def test_an_event_that_overtakes_another_is_told() -> None:
    unsettled = Once(Settled, lambda *_: [], lambda settled: settled.letter.type == status_changed.type)
    assert "goes out before evt-status-" in told(judged(Claim, unsettled))


def test_an_acknowledged_change_that_never_came_is_told() -> None:
    last: dict[int, int] = {}

    def all_but_the_first(record: Record, run: Simulation) -> list[Record]:
        if isinstance(record, Arrived) and record.exchange.domain == "shopmgmt":
            last[record.order] = last.get(record.order, 0) + 1
            return [record] if last[record.order] == 1 else []
        return set_back(record, run) if isinstance(record, Closed) else [record]

    found = told(judged(Claim, all_but_the_first))
    assert "is CONFIRMED; the last change makes it" in found
