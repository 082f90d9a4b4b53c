"""The reference WorkExec over HTTP, over the reference providers."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.consumer.world import ADVISOR, shop
from workexec_contracts import serving
from workexec_contracts.consumer import ROUTES, Shop, Standing, application, operation_of, token_with
from workexec_contracts.contracts import domains, operations
from workexec_contracts.contracts.people import work_session_recorded
from workexec_contracts.providers import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.consumer import Letter

FINALIZE = "/api/v1/workorder/WO-001/finalize"
STATUS = "/api/v1/workorder/WO-001/status"
DECLINE = "/api/v1/workexec/estimates/EST-001/decline"
SUPERVISOR = {"finalizedBy": "SUPER-001"}


class Running:
    """A WorkExec and its neighbours, each on a port."""

    def __init__(self, neighbours: Server, client: httpx2.Client, shop: Shop) -> None:
        self.neighbours = neighbours
        self.client = client
        self.shop = shop

    def until_standing(self, standing: Standing) -> None:
        deadline = time.monotonic() + 30
        while any(letter.standing is not standing for letter in self.shop.store.letters()):
            assert time.monotonic() < deadline, self.shop.store.letters()
            time.sleep(0.01)


@contextmanager
def running(work: Shop) -> Iterator[Running]:
    token = token_with(operation_of("searchParts").manual_entry or "")
    with Server() as neighbours:
        urls = {domain.name: neighbours.url for domain in domains()}
        with (
            serving.Server(application(work, urls, ADVISOR), lifespan=True) as server,
            httpx2.Client(
                base_url=server.url, headers={"Authorization": f"Bearer {token}"}, timeout=60
            ) as client,
        ):
            yield Running(neighbours, client, work)


@pytest.fixture
def workexec() -> Iterator[Running]:
    with running(shop()) as made:
        yield made


def test_every_operation_of_the_contracts_has_a_route_that_calls_it() -> None:
    called = {operation_id for route in ROUTES for operation_id in route.calls}
    assert called == {operation.operation_id for _, operation in operations()}


def test_the_estimate_workflow_from_search_to_approval(workexec: Running) -> None:
    ask = workexec.client
    base = "/api/v1/workexec"
    customer = ask.get(f"{base}/customers/search", params={"query": "john"}).json()["items"][0]["customerId"]
    found = ask.get(f"{base}/vehicles/search", params={"customerId": customer}).json()
    vehicle = found["items"][0]["vehicleId"]
    made = ask.post(f"{base}/estimates", json={"customerId": customer, "vehicleId": vehicle}).json()
    estimate = f"{base}/estimates/{made['estimateId']}"
    ask.post(f"{estimate}/items:add-part", json={"sku": "BRK-PAD-F"})
    ask.post(f"{estimate}/items:add-labor", json={"name": "Brake Inspection"})
    assert ask.get(f"{estimate}/summary").json()["grandTotal"] == 160.79
    approved = ask.post(f"{estimate}/approve", json={"userId": "USER-001"}).json()
    order = ask.get(f"/api/v1/workorder/{approved['workorderId']}").json()
    assert (order["status"], order["customer"]["name"]) == ("APPROVED", "John Doe")


def test_fail_open_events_are_delivered_in_the_background(workexec: Running) -> None:
    changed = workexec.client.put(STATUS, json={"status": "WORK_IN_PROGRESS", "changedBy": "TECH-001"})
    assert changed.json()["events"][0]["standing"] == "pending"
    workexec.until_standing(Standing.ACKNOWLEDGED)


def test_events_of_one_work_order_arrive_in_order(workexec: Running) -> None:
    statuses = ["WORK_IN_PROGRESS", "AWAITING_PARTS", "WORK_IN_PROGRESS", "COMPLETED"] * 5
    for status in statuses:
        workexec.client.put(STATUS, json={"status": status, "changedBy": "TECH-001"})
    workexec.until_standing(Standing.ACKNOWLEDGED)
    published = workexec.neighbours.app.neighbours.state.published
    told = [event["data"]["status"] for event in published if event["type"].endswith("appointment.updated")]
    assert told == [
        {"WORK_IN_PROGRESS": "IN_PROGRESS", "COMPLETED": "COMPLETED"}[status]
        for status in statuses
        if status != "AWAITING_PARTS"
    ]


def test_what_an_earlier_life_left_over_is_delivered_at_the_start() -> None:
    work = shop()
    with running(work) as first:
        first.shop.publisher.store.accept(_left_over(first))
    with running(work) as second:
        second.until_standing(Standing.ACKNOWLEDGED)
        assert len(second.neighbours.app.neighbours.state.table("sessions")) == 1


def _left_over(workexec: Running) -> Letter:
    data = dict(work_session_recorded.example["data"])
    del data["correlationId"]
    return workexec.shop.publisher.composer.letter(work_session_recorded, ADVISOR, "WO-001", "WO-001", data)


def test_two_clicks_finalize_once(workexec: Running) -> None:
    with ThreadPoolExecutor(8) as clicks:
        answers = list(clicks.map(lambda _: workexec.client.post(FINALIZE, json=SUPERVISOR), range(8)))
    workexec.until_standing(Standing.ACKNOWLEDGED)
    state = workexec.neighbours.app.neighbours.state
    assert {answer.status_code for answer in answers} == {200}
    assert (len(state.table("salesOrders")), len(state.table("ledger"))) == (1, 1)


def test_fractions_in_metadata_go_on_as_numbers(workexec: Running) -> None:
    body = {"status": "WORK_IN_PROGRESS", "changedBy": "TECH-001", "metadata": {"hours": 1.5}}
    assert workexec.client.put(STATUS, json=body).status_code == 200
    ((letter),) = workexec.shop.store.letters()
    assert letter.envelope["data"]["metadata"] == {"hours": 1.5}


def test_the_callers_correlation_id_is_answered_and_goes_on(workexec: Running) -> None:
    answer = workexec.client.get("/api/v1/workorder/WO-999", headers={"X-Correlation-Id": "corr-7"})
    assert (answer.headers["X-Correlation-Id"], answer.json()["correlationId"]) == ("corr-7", "corr-7")


def test_the_callers_trace_goes_on_in_its_events(workexec: Running) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    workexec.client.post(
        FINALIZE, json=SUPERVISOR, headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    )
    traces = {letter.envelope["traceparent"].split("-")[1] for letter in workexec.shop.store.letters()}
    assert traces == {trace}


@pytest.mark.parametrize(
    ("method", "path", "headers", "content", "expected"),
    [
        ("GET", "/api/v1/workorder/WO-001", {"Authorization": ""}, None, (401, "UNAUTHORIZED")),
        ("GET", "/api/v1/workorder/WO-999", {}, None, (404, "NOT_FOUND")),
        ("GET", "/nowhere", {}, None, (404, "NOT_FOUND")),
        ("DELETE", FINALIZE, {}, None, (405, "METHOD_NOT_ALLOWED")),
        ("POST", FINALIZE, {}, b"{", (400, "VALIDATION_ERROR")),
        ("POST", FINALIZE, {}, b'{"finalizedBy":" "}', (400, "VALIDATION_ERROR")),
        ("POST", FINALIZE, {}, b'{"finalizedBy":"U","more":1}', (400, "VALIDATION_ERROR")),
        ("POST", DECLINE, {}, b'{"userId":"U","metadata":{"a":"\\ud800"}}', (400, "VALIDATION_ERROR")),
        ("POST", DECLINE, {}, b"[" * 100_000, (400, "VALIDATION_ERROR")),
        ("GET", "/api/v1/workexec/customers/%2e%2e", {}, None, (400, "VALIDATION_ERROR")),
        ("GET", "/api/v1/workexec/vehicles/search", {}, None, (400, "VALIDATION_ERROR")),
        ("GET", "/api/v1/workexec/parts/search?pageSize=0", {}, None, (400, "VALIDATION_ERROR")),
    ],
    ids=[
        "no token",
        "unknown",
        "no path",
        "method",
        "no JSON",
        "blank",
        "extra member",
        "half a surrogate pair",
        "deep",
        "dots",
        "neither",
        "page size",
    ],
)
def test_a_wrong_request_is_refused(
    workexec: Running,
    method: str,
    path: str,
    headers: dict[str, str],
    content: bytes | None,
    expected: tuple[int, str],
) -> None:
    answer = workexec.client.request(method, path, headers=headers, content=content)
    assert (answer.status_code, answer.json()["code"]) == expected


def test_a_dead_letter_is_replayed_while_workexec_runs(workexec: Running) -> None:
    letter = given_up(workexec)
    path = f"/__replay/{letter.id}"
    assert workexec.client.post("/__replay/evt-none").status_code == 404
    assert workexec.client.post(path).json()["standing"] == "acknowledged"
    assert workexec.client.post(path).status_code == 404  # it is none any more


def given_up(workexec: Running) -> Letter:
    """A status change whose letter is dead."""
    workexec.client.put(STATUS, json={"status": "WORK_IN_PROGRESS", "changedBy": "TECH-001"})
    workexec.until_standing(Standing.ACKNOWLEDGED)
    (letter,) = workexec.shop.store.letters()
    dead = letter._replace(id=f"{letter.id[:-4]}0000", standing=Standing.PENDING)
    dead = dead._replace(body=letter.body.replace(letter.id.encode(), dead.id.encode()))
    workexec.shop.store.accept(dead)
    workexec.shop.store.update(dead._replace(standing=Standing.DEAD))
    return dead
