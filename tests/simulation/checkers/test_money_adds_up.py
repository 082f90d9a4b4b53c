from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.contracts.accounting import snapshot_finalized
from workexec_contracts.contracts.inventory import parts_usage_recorded
from workexec_contracts.contracts.order import ready_for_billing
from workexec_contracts.simulation.checkers import MoneyAddsUp as Claim
from workexec_contracts.simulation.checkers.steps import ADD_PART, DECISIONS
from workexec_contracts.simulation.faults import Duplicated, Failing, LostAnswers, Poison
from workexec_contracts.simulation.records import Accepted, Arrived, Heard, Replied
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation

(APPROVE,) = (name for name, verb in DECISIONS.items() if verb == "approve")


def test_it_adds_up_under_faults_too() -> None:
    faults = (Failing(percent=20), LostAnswers(percent=20), Duplicated(percent=20), Poison(percent=5))
    found = judged(Claim, as_it_was, *faults, days=2)
    assert found.verdict is Verdict.PASSED
    assert found.checked > 100


def shown(**instead: object) -> Once:
    """The first line of an estimate, shown otherwise."""

    def make(replied: Replied, _: Simulation) -> list[Record]:
        (item,) = replied.body["items"]
        items = [{**item, **{name: to for name, to in instead.items() if name in item}}]
        body = {**replied.body, **{name: to for name, to in instead.items() if name in replied.body}}
        return [replied._replace(body={**body, "items": items if "grandTotal" not in instead else [item]})]

    return Once(Replied, make, lambda replied: replied.name == ADD_PART and replied.status == 201)


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ({"unitPrice": 0.01}, "at 0.01 are not"),
        ({"grandTotal": 1}, "the totals are"),
        ({"taxAmount": 0.01}, "Pricing said"),
    ],
)
def test_an_estimate_that_does_not_add_up_is_told(instead: dict[str, Any], said: str) -> None:
    assert said in told(judged(Claim, shown(**instead)))


def test_a_tax_that_is_not_its_rates_is_told() -> None:
    def more(arrived: Arrived, _: Simulation) -> list[Record]:
        lines = [{**line, "taxAmount": 0.01} for line in arrived.reply["items"]]
        return [arrived._replace(reply={**arrived.reply, "items": lines})]

    def wrong_total(arrived: Arrived, _: Simulation) -> list[Record]:
        return [arrived._replace(reply={**arrived.reply, "totalTax": 0.01})]

    for make, said in ((more, "the tax is ["), (wrong_total, "the tax's totals are")):
        taxed = Once(Arrived, make, lambda one: one.exchange.operation.operation_id == "calculateTax")
        assert said in told(judged(Claim, taxed))


def accepted(event_type: str, *path: str, to: object) -> Once:
    """The first event of a type, one member of its data set otherwise."""

    def make(record: Accepted, _: Simulation) -> list[Record]:
        event = json.loads(record.letter.body)
        node = event["data"]
        for step in path[:-1]:
            node = node[int(step)] if isinstance(node, list) else node[step]
        node[path[-1]] = to
        return [record._replace(letter=record.letter._replace(body=json.dumps(event).encode()))]

    return Once(Accepted, make, lambda record: record.letter.type == event_type)


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (accepted(ready_for_billing.type, "billableSnapshot", "grandTotal", to=1), "the snapshot is"),
        (accepted(snapshot_finalized.type, "billableSnapshot", "laborTotal", to=1), "the snapshot is"),
        (
            accepted(ready_for_billing.type, "billableSnapshot", "parts", "0", "unitPrice", to=1),
            "at 1 is not of the work order",
        ),
        (accepted(ready_for_billing.type, "billableSnapshot", "labor", "0", "amount", to=1), "are not 1"),
        (accepted(parts_usage_recorded.type, "totalCost", to=1), "totalCost is 1, not"),
        (accepted(parts_usage_recorded.type, "parts", to=[]), "the parts are {}, planned were"),
    ],
)
def test_an_event_that_is_not_of_its_work_order_is_told(tamper: Once, said: str) -> None:
    assert said in told(judged(Claim, tamper))


def test_a_work_order_that_is_not_of_its_estimate_is_told() -> None:
    def more(replied: Replied, run: Simulation) -> list[Record]:
        run.store._documents["workorder", replied.body["workorderId"]]["taxTotal"] += 1
        return [replied]

    approved = Once(Replied, more, lambda replied: replied.name == APPROVE and replied.status == 200)
    assert "the work order is of" in told(judged(Claim, approved))


def test_a_bill_that_is_not_the_estimates_is_told() -> None:
    def cheaper(record: Record, run: Simulation) -> list[Record]:
        if isinstance(record, Accepted) and record.letter.type == ready_for_billing.type:
            order = run.store.get("workorder", record.letter.workorder_id) or {}
            run.store._documents["estimate", order["estimateId"]]["grandTotal"] = 1
        return [record]

    found = told(judged(Claim, cheaper))
    assert "used as planned" in found
    assert "are billed; the estimate is 1" in found


@pytest.mark.parametrize("domain", ["order", "accounting"])
def test_an_amount_that_a_neighbour_publishes_otherwise_is_told(domain: str) -> None:
    def other(arrived: Arrived, _: Simulation) -> list[Record]:
        (event,) = arrived.published
        name = "grandTotal" if domain == "order" else "amount"
        return [arrived._replace(published=({**event, "data": {**event["data"], name: 1}},))]

    booked = Once(Arrived, other, lambda arrived: arrived.exchange.domain == domain)
    found = told(judged(Claim, booked))
    assert "are due" in found
    assert "Order and Accounting differ" in found


def test_nothing_is_said_of_a_tax_that_never_came() -> None:
    silent = Once(Heard, lambda *_: [], lambda heard: heard.exchange.operation.operation_id == "calculateTax")
    assert judged(Claim, silent).verdict is Verdict.PASSED
