from __future__ import annotations

from workexec_contracts.load import Fault, timeline


def fault(from_s: float, until_s: float) -> Fault:
    return Fault(target="crm", mode="down", from_s=from_s, until_s=until_s)


def test_faults_begin_and_end_in_order_of_time() -> None:
    turns = timeline([fault(30, 40), fault(10, 35)])
    assert [(turn.at_s, turn.on) for turn in turns] == [(10, True), (30, True), (35, False), (40, False)]


def test_a_fault_that_ends_where_another_begins_does_not_end_that_one() -> None:
    turns = timeline([fault(10, 20), fault(5, 10)])
    assert [(turn.at_s, turn.on) for turn in turns] == [(5, True), (10, False), (10, True), (20, False)]
