from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.simulation.checkers import EffectsHappenExactlyOnce as Claim
from workexec_contracts.simulation.faults import Duplicated, LostAnswers, Poison, Reordered
from workexec_contracts.simulation.records import Arrived, Asked, Changed, Closed
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation

DOMAINS = ("order", "accounting", "people", "audit", "shopmgmt")


def arrives(domain: str, make: Callable[[Arrived, Simulation], list[Record]]) -> Once:
    return Once(Arrived, make, lambda arrived: arrived.exchange.domain == domain)


def test_copies_lost_answers_and_refusals_change_no_count() -> None:
    faults = (Duplicated(percent=50), LostAnswers(percent=30), Reordered(percent=30), Poison(percent=5))
    assert judged(Claim, as_it_was, *faults).verdict is Verdict.PASSED


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_second_effect_of_the_same_key_is_told(domain: str) -> None:
    found = judged(Claim, arrives(domain, lambda arrived, _: [arrived, arrived]))
    assert f"came once more, and {domain} made" in told(found)


@pytest.mark.parametrize("domain", DOMAINS)
def test_another_answer_to_the_same_key_is_told(domain: str) -> None:
    def later(arrived: Arrived, _: Simulation) -> list[Record]:
        again = arrived._replace(made=(), published=(), reply={**arrived.reply, "timestamp": "later"})
        return [arrived, again._replace(reply=arrived.reply), again]

    found = judged(Claim, arrives(domain, later))
    assert "came once more, and was answered {" in told(found)
    assert found.broken == 1


@pytest.mark.parametrize("domain", DOMAINS)
def test_an_effect_of_a_refusal_is_told(domain: str) -> None:
    found = judged(Claim, arrives(domain, lambda arrived, _: [arrived._replace(status=400)]))
    assert f"answered 400, and {domain} made" in told(found)


@pytest.mark.parametrize("domain", ["order", "accounting", "people", "shopmgmt"])
def test_a_cause_of_which_nothing_is_published_is_told(domain: str) -> None:
    found = judged(Claim, arrives(domain, lambda arrived, _: [arrived._replace(published=())]))
    assert f"{domain} published []" in told(found)


def test_a_success_without_its_row_is_told() -> None:
    found = judged(Claim, arrives("order", lambda arrived, _: [arrived._replace(made=())]))
    assert "order made [] of evt-ready-billing-" in told(found)


def test_a_work_order_that_is_billed_by_two_events_is_told() -> None:
    def again(arrived: Arrived, _: Simulation) -> list[Record]:
        event = {**json.loads(arrived.exchange.body or b""), "id": "evt-other"}
        exchange = arrived.exchange._replace(
            headers={"Idempotency-Key": "evt-other"}, body=json.dumps(event).encode()
        )
        return [arrived, arrived._replace(exchange=exchange)]

    assert "order billed WO-" in told(judged(Claim, arrives("order", again)))


def test_stock_that_went_down_twice_is_told() -> None:
    def twice(arrived: Arrived, run: Simulation) -> list[Record]:
        part = json.loads(arrived.exchange.body or b"")["data"]["parts"][-1]
        run.state.table("stock")[part["productId"]]["quantityOnHand"] -= part["usageQuantity"] + 1
        return [arrived]

    assert "on hand, expected" in told(judged(Claim, arrives("inventory", twice)))


def test_stock_that_changed_without_a_cause_is_told_at_the_end() -> None:
    def take(closed: Closed, run: Simulation) -> list[Record]:
        run.state.table("stock")["PROD-BRAKE-PAD"]["quantityOnHand"] -= 1
        return [closed]

    assert "PROD-BRAKE-PAD: 39 on hand, expected 40" in told(judged(Claim, Once(Closed, take)))


def emptied(asked: Asked, run: Simulation) -> list[Any]:
    """All shelves are empty, and somebody has counted them."""
    changes = []
    for key, row in run.state.table("stock").items():
        row["quantityOnHand"] = 0
        changes.append(Changed(asked.at_us, "stock", key))
    return [*changes, asked]


def test_a_shortage_is_told_by_one_alert_each() -> None:
    assert judged(Claim, Once(Asked, emptied)).verdict is Verdict.PASSED


def test_a_shortage_without_its_alert_is_told() -> None:
    empty = Once(Asked, emptied)
    silent = arrives("inventory", lambda arrived, _: [arrived._replace(published=())])

    def both(record: Record, run: Simulation) -> list[Record]:
        return [told for one in empty(record, run) for told in silent(one, run)]

    assert "inventory published []" in told(judged(Claim, both))


def test_a_row_that_is_gone_before_its_time_is_told() -> None:
    def drop(closed: Closed, run: Simulation) -> list[Record]:
        run.state.table("ledger").clear()
        return [closed]

    billed = Once(Closed, drop, lambda closed: closed.outcome == "billed")
    assert "ledger REV-" in told(judged(Claim, billed))
