from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.simulation.checkers.judging import Once, as_it_was, asked, judged, told
from workexec_contracts.contracts.accounting import snapshot_finalized
from workexec_contracts.contracts.inventory import parts_usage_recorded
from workexec_contracts.contracts.order import ready_for_billing
from workexec_contracts.contracts.people import work_session_recorded
from workexec_contracts.contracts.shopmgmt import status_changed
from workexec_contracts.simulation.checkers import EventsTellWhatHappened as Claim
from workexec_contracts.simulation.checkers.steps import CREATE, DECISIONS, FINALIZE, SESSIONS, STATUS
from workexec_contracts.simulation.faults import Crash, Duplicated, LostAnswers, Poison, Skew
from workexec_contracts.simulation.records import Accepted, Asked, Replied
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Event
    from workexec_contracts.simulation.records import Record
    from workexec_contracts.simulation.run import Simulation

(APPROVE,) = (name for name, verb in DECISIONS.items() if verb == "approve")


def test_they_tell_it_through_crashes_refusals_and_corrections() -> None:
    faults = (
        LostAnswers(percent=20),
        Duplicated(percent=20),
        Poison(target="order", percent=30),
        Poison(target="people", percent=30),
        Skew(of="workexec", skew_s=-4_000, until_s=60_000),
        *(Crash(at_write=at) for at in range(10, 200, 17)),
    )
    found = judged(Claim, as_it_was, *faults, days=2)
    assert found.verdict is Verdict.PASSED
    assert found.checked > 100


def accepted(event: Event, *path: str, to: object) -> Once:
    """The first event of a type, one of its members otherwise; left out where it is to be None."""

    def make(record: Accepted, _: Simulation) -> list[Record]:
        body = json.loads(record.letter.body)
        node = body
        for step in path[:-1]:
            node = node[int(step)] if isinstance(node, list) else node[step]
        node[path[-1]] = to
        if to is None:
            del node[path[-1]]
        return [record._replace(letter=record.letter._replace(body=json.dumps(body).encode()))]

    return Once(Accepted, make, lambda record: record.letter.type == event.type)


ALL = (parts_usage_recorded, ready_for_billing, snapshot_finalized, status_changed, work_session_recorded)


@pytest.mark.parametrize("event", ALL, ids=lambda event: event.name)
@pytest.mark.parametrize("path", [("data", "locationId"), ("data", "workorderId"), ("subject",), ("time",)])
def test_an_event_that_names_something_else_is_told(event: Event, path: tuple[str, ...]) -> None:
    assert f"says {path[-1]} OTHER, not" in told(judged(Claim, accepted(event, *path, to="OTHER")))


@pytest.mark.parametrize(
    ("event", "path", "to"),
    [
        (parts_usage_recorded, "customerId", "OTHER"),
        (parts_usage_recorded, "completedBy", "OTHER"),
        (ready_for_billing, "customerId", "OTHER"),
        (ready_for_billing, "correlationId", "OTHER"),
        (ready_for_billing, "billableSnapshot/capturedAt", "OTHER"),
        (snapshot_finalized, "customerId", "OTHER"),
        (snapshot_finalized, "estimateId", "OTHER"),
        (snapshot_finalized, "finalizedBy", "OTHER"),
        (snapshot_finalized, "finalizedAt", "OTHER"),
        (status_changed, "customerId", "OTHER"),
        (status_changed, "technicianId", "OTHER"),
        (status_changed, "statusChangedBy", "OTHER"),
        (status_changed, "newStatus", "COMPLETED"),
        (work_session_recorded, "personId", "OTHER"),
        (work_session_recorded, "recordedBy", "OTHER"),
        (work_session_recorded, "breakDurationMinutes", 999),
        (work_session_recorded, "startTime", None),
    ],
)
def test_a_member_that_is_not_what_was_said_is_told(event: Event, path: str, to: object) -> None:
    *_, name = path.split("/")
    assert f"{name} {to}, not" in told(judged(Claim, accepted(event, "data", *path.split("/"), to=to)))


@pytest.mark.parametrize(
    ("event", "path"),
    [
        (ready_for_billing, "billableSnapshot/workorderSnapshotId"),
        (snapshot_finalized, "workorderSnapshotId"),
    ],
)
def test_order_and_accounting_are_told_of_one_snapshot(event: Event, path: str) -> None:
    found = told(judged(Claim, accepted(event, "data", *path.split("/"), to="OTHER")))
    assert "snapshot_finalized evt-snap-finalized-" in found
    assert "OTHER" in found


@pytest.mark.parametrize(
    ("event", "path", "to", "said"),
    [
        (parts_usage_recorded, "parts/0/emergency", True, "tells of the parts"),
        (ready_for_billing, "billableSnapshot/parts/0/sku", "OTHER", "bills the parts"),
        (snapshot_finalized, "billableSnapshot/labor/0/serviceId", "OTHER", "bills the labor"),
        (snapshot_finalized, "billableSnapshot/labor", [], "bills the labor []"),
        (status_changed, "metadata", {"reason": "none"}, "tells metadata, which nobody said"),
        (ready_for_billing, "poNumber", "PO-9", "tells poNumber, which nobody said"),
    ],
)
def test_figures_that_nobody_said_are_told(event: Event, path: str, to: object, said: str) -> None:
    assert said in told(judged(Claim, accepted(event, "data", *path.split("/"), to=to), seed=2))


def test_a_purchase_order_that_is_left_out_is_told() -> None:
    def without(record: Accepted, _: Simulation) -> list[Record]:
        body = json.loads(record.letter.body)
        del body["data"]["poNumber"]
        return [record._replace(letter=record.letter._replace(body=json.dumps(body).encode()))]

    numbered = Once(Accepted, without, lambda record: b'"poNumber"' in record.letter.body)
    assert "says poNumber None, not" in told(judged(Claim, numbered, days=2))


def test_an_id_of_another_kind_is_told() -> None:
    def other(record: Accepted, _: Simulation) -> list[Record]:
        return [record._replace(letter=record.letter._replace(id="evt-other-1"))]

    assert "has an id that does not begin with evt-" in told(judged(Claim, Once(Accepted, other)))


def replied(step: str, **instead: object) -> Once:
    def make(record: Replied, _: Simulation) -> list[Record]:
        return [record._replace(body={**record.body, **instead})]

    return Once(Replied, make, lambda record: record.name == step and record.status in {200, 201})


@pytest.mark.parametrize(
    ("step", "instead", "said"),
    [
        (CREATE, {"vehicleId": "OTHER"}, "says vehicleId OTHER, not"),
        (CREATE, {"locationId": "OTHER"}, "says locationId OTHER, not LOC-001"),
        (FINALIZE, {"workorderSnapshotId": "OTHER"}, "says workorderSnapshotId OTHER, not SNAP-"),
    ],
)
def test_an_answer_that_names_something_else_is_told(step: str, instead: dict[str, Any], said: str) -> None:
    assert said in told(judged(Claim, replied(step, **instead)))


@pytest.mark.parametrize("name", ["customerId", "vehicleId", "locationId", "estimateId"])
def test_a_work_order_that_is_of_another_estimate_is_told(name: str) -> None:
    def other(record: Replied, run: Simulation) -> list[Record]:
        run.store._documents["workorder", record.body["workorderId"]][name] = "OTHER"
        return [record]

    approved = Once(Replied, other, lambda record: record.name == APPROVE and record.status == 200)
    assert f"says {name} OTHER, not" in told(judged(Claim, approved))


@pytest.mark.parametrize(
    ("step", "more", "said"),
    [
        (STATUS, {"metadata": {"reason": "none"}}, "says metadata None, not"),
        (SESSIONS, {"workType": "PAINTING"}, "says workType LABOR, not PAINTING"),
        (SESSIONS, {"workSessionId": None, "recordedBy": None, "workType": None}, ""),
        (FINALIZE, {"parts": None}, "tells of the parts"),
    ],
)
def test_what_was_asked_is_what_is_told(step: str, more: dict[str, Any], said: str) -> None:
    found = told(judged(Claim, asked(step, lambda sent: {**sent, **more})))
    assert said in found
    assert bool(said) == bool(found)


def test_an_event_that_nobody_asked_for_is_told() -> None:
    def silent(record: Record, _: Simulation) -> list[Record]:
        return [] if isinstance(record, Asked) and record.name == STATUS else [record]

    assert "is of a step that nobody asked for" in told(judged(Claim, silent))


def test_nothing_is_said_of_work_orders_of_which_nobody_knows() -> None:
    def silent(record: Record, _: Simulation) -> list[Record]:
        return [] if isinstance(record, Asked) else [record]

    assert judged(Claim, silent).verdict is Verdict.UNKNOWN
