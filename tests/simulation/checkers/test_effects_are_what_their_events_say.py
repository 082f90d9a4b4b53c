from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, judged, told
from workexec_contracts.simulation.checkers import EffectsAreWhatTheirEventsSay as Claim
from workexec_contracts.simulation.faults import Duplicated, LostAnswers, Poison, Reordered, Skew
from workexec_contracts.simulation.records import Arrived, Asked, Changed
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation


def test_they_say_it_whatever_comes_late_or_twice() -> None:
    faults = (
        LostAnswers(percent=20),
        Duplicated(percent=30),
        Reordered(percent=30),
        Poison(target="order", percent=30),
        Skew(of="neighbours", skew_s=-4_000, until_s=60_000),
    )
    found = judged(Claim, as_it_was, *faults, days=2)
    assert found.verdict is Verdict.PASSED
    assert found.checked > 100


@pytest.mark.parametrize(
    ("table", "member", "to"),
    [
        ("salesOrders", "status", "CREATED"),
        ("salesOrders", "items", []),
        ("salesOrders", "customerId", "OTHER"),
        ("salesOrders", "workorderId", "OTHER"),
        ("ledger", "locationId", "OTHER"),
        ("ledger", "workorderSnapshotId", "OTHER"),
        ("ledger", "estimateId", "OTHER"),
        ("sessions", "billableMinutes", 0),
        ("sessions", "startTime", "OTHER"),
    ],
)
def test_a_row_that_is_not_of_its_event_is_told(table: str, member: str, to: object) -> None:
    def keep(arrived: Arrived, run: Simulation) -> list[Record]:
        ((_, key),) = arrived.made
        run.state.table(table)[key][member] = to
        return [arrived]

    kept = Once(Arrived, keep, lambda arrived: any(name == table for name, _ in arrived.made))
    assert f"says {member} {to}, not" in told(judged(Claim, kept))


def published(domain: str, **instead: object) -> Once:
    """What a neighbour publishes first, its members and those of its data otherwise."""

    def make(arrived: Arrived, _: Simulation) -> list[Record]:
        (event,) = arrived.published
        data = {**event["data"], **{name: to for name, to in instead.items() if name not in event}}
        beside = {name: to for name, to in instead.items() if name in event}
        return [arrived._replace(published=({**event, "data": data, **beside},))]

    return Once(Arrived, make, lambda arrived: arrived.exchange.domain == domain and bool(arrived.published))


@pytest.mark.parametrize("domain", ["order", "accounting", "people", "shopmgmt"])
@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ({"workorderId": "OTHER"}, "says workorderId OTHER, not WO-"),
        ({"correlationId": "OTHER"}, "says correlationId OTHER, not corr-"),
        ({"subject": "OTHER"}, "says subject OTHER, not"),
        ({"traceparent": "OTHER"}, "says traceparent OTHER, not 00-"),
        ({"source": "OTHER"}, "says source OTHER, not https://durion.platform/"),
        ({"type": "OTHER"}, "OTHER evt-"),
        ({"id": "OTHER"}, "has an id that does not begin with evt-"),
        ({"more": "OTHER"}, "tells more, which is of no contract"),
    ],
)
def test_an_event_that_is_not_of_its_cause_is_told(domain: str, instead: dict[str, Any], said: str) -> None:
    assert said in told(judged(Claim, published(domain, **instead)))


@pytest.mark.parametrize(
    ("domain", "instead"),
    [
        ("order", {"status": "CREATED"}),
        ("order", {"grandTotal": 1}),
        ("order", {"customerId": "OTHER"}),
        ("order", {"salesOrderId": "OTHER", "subject": "OTHER"}),
        ("order", {"createdAt": "OTHER"}),
        ("accounting", {"amount": 1}),
        ("accounting", {"locationId": "OTHER"}),
        ("accounting", {"workorderSnapshotId": "OTHER"}),
        ("people", {"billableMinutes": 0}),
        ("people", {"completedAt": "OTHER"}),
        ("shopmgmt", {"appointmentId": "OTHER", "subject": "OTHER"}),
        ("shopmgmt", {"status": "OTHER"}),
    ],
)
def test_figures_of_another_event_are_told(domain: str, instead: dict[str, Any]) -> None:
    ((name, to), *_) = instead.items()
    assert f"says {name} {to}, not" in told(judged(Claim, published(domain, **instead)))


@pytest.mark.parametrize("domain", ["order", "shopmgmt"])
def test_two_events_of_one_id_are_told(domain: str) -> None:
    first: list[str] = []

    def same(record: Record, _: Simulation) -> list[Record]:
        if not isinstance(record, Arrived) or record.exchange.domain != domain or not record.published:
            return [record]
        (event,) = record.published
        first.append(event["id"])
        return [record._replace(published=({**event, "id": first[0]},))]

    assert "has the id of the one of" in told(judged(Claim, same, days=2))


def test_one_event_that_is_published_twice_is_told() -> None:
    def twice(arrived: Arrived, _: Simulation) -> list[Record]:
        return [arrived._replace(published=arrived.published * 2)]

    doubled = Once(Arrived, twice, lambda arrived: bool(arrived.published))
    assert "has the id of the one of" in told(judged(Claim, doubled))


def emptied(asked: Asked, run: Simulation) -> list[Record]:
    """All shelves are empty, and somebody has counted them."""
    for row in run.state.table("stock").values():
        row["quantityOnHand"] = 0
    return [Changed(asked.at_us, "stock", "PROD-BRAKE-PAD"), asked]


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ({}, ""),
        ({"productId": "OTHER", "subject": "OTHER"}, "is about OTHER"),
        ({"sku": "OTHER"}, "OTHER, of which nothing was used"),
        ({"locationId": "OTHER"}, "says locationId OTHER, not LOC-001"),
    ],
)
def test_a_shortage_is_of_a_part_that_was_used(instead: dict[str, Any], said: str) -> None:
    empty = Once(Asked, emptied)

    def make(arrived: Arrived, _: Simulation) -> list[Record]:
        events = [
            {
                **event,
                "subject": instead.get("subject", event["subject"]),
                "data": {**event["data"], **instead},
            }
            for event in arrived.published
        ]
        for event in events:
            event["data"].pop("subject", None)
        return [arrived._replace(published=tuple(events))]

    alert = Once(Arrived, make, lambda arrived: arrived.exchange.domain == "inventory" and arrived.published)

    def both(record: Record, run: Simulation) -> list[Record]:
        return [one for before in empty(record, run) for one in alert(before, run)]

    found = told(judged(Claim, both))
    assert alert.done
    assert said in found
    assert bool(said) == bool(found)
