"""The reference WorkExec against the reference providers, without a socket and under virtual time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl

import httpx2
import pytest

from workexec_contracts.consumer import (
    AsyncDriver,
    Attempt,
    Failed,
    Found,
    Identity,
    Neighbour,
    Plan,
    Raw,
    SyncDriver,
    operation_of,
)
from workexec_contracts.contracts.audit import Recorded
from workexec_contracts.contracts.catalog import PartsPage
from workexec_contracts.contracts.crm import Customer, CustomersPage
from workexec_contracts.contracts.pricing import Tax
from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.policy import Answered, Unanswered, Wait, Waited
from workexec_contracts.providers import Call, Neighbours, Server

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")
ADVISOR = Identity("a.b.c")
TWO_LINES = operation_of("calculateTax").examples[0].request
APPROVED = operation_of("createAuditEvent").examples[0].request


class World:
    """Providers, a clock that only waits move, and outages in turn for the next attempts."""

    def __init__(self, *outages: int | Outcome) -> None:
        self.neighbours = Neighbours()
        self.now = 0.0
        self.outages = list(outages)
        self.sent: list[Call] = []

    def run(self, plan: Plan[T]) -> T:
        try:
            step = next(plan)
            while True:
                if isinstance(step, Attempt):
                    step = plan.send(self._answer(step))
                else:
                    self.now += step.seconds if isinstance(step, Wait) else 0
                    step = plan.send(Waited(self.now))
        except StopIteration as stop:
            result: T = stop.value
            return result

    def _answer(self, attempt: Attempt) -> Answered[Raw] | Unanswered:
        exchange = attempt.exchange
        path, _, query = exchange.target.partition("?")
        headers = {name.lower(): value for name, value in exchange.headers_of_attempt().items()}
        call = Call(exchange.operation.method, path, dict(parse_qsl(query)), headers, exchange.body or b"")
        self.sent.append(call)
        if self.outages:
            outage = self.outages.pop(0)
            if isinstance(outage, Outcome):
                return Unanswered(outage, self.now)
            return Answered(outage, self.now, Raw(outage, {}, b"<html>gateway</html>"))
        reply = self.neighbours.handle(call)
        body = json.dumps(dict(reply.body), default=float).encode()
        return Answered(reply.status, self.now, Raw(reply.status, reply.headers, body))

    def spans(self) -> list[Sequence[str]]:
        return [call.headers["traceparent"].split("-") for call in self.sent]


def test_a_search_comes_back_as_the_contracts_model() -> None:
    found = World().run(Neighbour("searchCustomers", CustomersPage).read(ADVISOR, query="john"))
    assert isinstance(found, Found)
    assert [customer.customer_id for customer in found.value.items] == ["CUST-001"]


def test_a_search_without_hits_says_so_in_the_documents_words() -> None:
    found = World().run(Neighbour("searchParts", PartsPage).read(ADVISOR, query="warp coil"))
    assert isinstance(found, Found)
    assert found.display == "No parts found matching 'warp coil'"


def test_an_unknown_tax_code_is_displayed_as_the_document_says() -> None:
    body = {**TWO_LINES, "items": [TWO_LINES["items"][0], {**TWO_LINES["items"][1], "taxCode": "NOPE"}]}
    failed = World().run(Neighbour("calculateTax", Tax).write(ADVISOR, body))
    assert isinstance(failed, Failed)
    assert failed.code == "TAX_CODE_NOT_CONFIGURED"
    assert failed.display == "Tax code 'NOPE' not available for this location; contact administrator"
    assert not failed.retryable


def test_an_unknown_customer_is_displayed_as_the_document_says() -> None:
    failed = World().run(Neighbour("getCustomer", Customer).read(ADVISOR, customerId="CUST-999"))
    assert isinstance(failed, Failed)
    assert (failed.code, failed.display) == ("NOT_FOUND", "Customer/Vehicle not found in CRM")


def test_a_look_up_serves_again_from_the_cache_and_a_search_never() -> None:
    world = World()
    lookup = Neighbour("getCustomer", Customer)
    search = Neighbour("searchCustomers", CustomersPage)
    for _ in range(3):
        world.run(lookup.read(ADVISOR, customerId="CUST-001"))
        world.run(search.read(ADVISOR, query="john"))
    paths = [call.path for call in world.sent]
    assert (paths.count("/api/v1/crm/customer/CUST-001"), paths.count("/api/v1/crm/customers/search")) == (
        1,
        3,
    )


def test_a_stale_customer_serves_when_crm_is_down_after_two_retries() -> None:
    world = World()
    lookup = Neighbour("getCustomer", Customer)
    world.run(lookup.read(ADVISOR, customerId="CUST-001"))
    world.now += 10_000
    world.outages = [503, Outcome.CONNECTION_FAILED, Outcome.TIMED_OUT]
    found = world.run(lookup.read(ADVISOR, customerId="CUST-001"))
    assert isinstance(found, Found)
    assert (found.source, found.attempts, found.value.name) == ("stale", 3, "John Doe")


def test_without_a_stale_entry_an_outage_of_crm_gives_a_placeholder() -> None:
    failed = World(503, 503, 503).run(Neighbour("getCustomer", Customer).read(ADVISOR, customerId="CUST-001"))
    assert isinstance(failed, Failed)
    assert failed.placeholder
    assert failed.retryable


def test_a_retry_keeps_key_body_and_trace_and_has_a_new_span() -> None:
    world = World(Outcome.TIMED_OUT)
    recorded = world.run(Neighbour("createAuditEvent", Recorded).write(ADVISOR, APPROVED))
    assert isinstance(recorded, Found)
    first, second = world.sent
    assert world.now == 1
    assert first.body == second.body
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    (_, trace, span, _), (_, again, other, _) = world.spans()
    assert trace == again
    assert span != other


def test_the_callers_trace_goes_on() -> None:
    world = World()
    caller = ADVISOR.continuing("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03")
    world.run(Neighbour("searchCustomers", CustomersPage).read(caller, query="john"))
    ((_, trace, _, flags),) = world.spans()
    assert (trace, flags) == ("4bf92f3577b34da6a3ce929d0e0e4736", "03")


def test_an_answer_that_breaks_the_contract_is_no_value() -> None:
    failed = World(200).run(Neighbour("searchCustomers", CustomersPage).read(ADVISOR, query="john"))
    assert isinstance(failed, Failed)
    assert failed.code == "CONTRACT_BROKEN"


def test_a_request_that_would_break_the_contract_is_not_sent() -> None:
    world = World()
    with pytest.raises(ValueError, match="pageSize must be an integer from 1 to 100; found '500'"):
        world.run(Neighbour("searchCustomers", CustomersPage).read(ADVISOR, query="john", pageSize=500))
    assert world.sent == []


def test_the_same_plan_runs_over_sockets_sync() -> None:
    with Server() as server, httpx2.Client() as client:
        driver = SyncDriver(client, {"crm": server.url})
        found = driver.run(Neighbour("getCustomer", Customer).read(ADVISOR, customerId="CUST-001"))
    assert isinstance(found, Found)
    assert found.value.email == "john.doe@example.com"


@pytest.mark.anyio
async def test_the_same_plan_runs_over_sockets_async() -> None:
    with Server() as server:
        async with httpx2.AsyncClient() as client:
            driver = AsyncDriver(client, {"pricing": server.url})
            found = await driver.run(Neighbour("calculateTax", Tax).write(ADVISOR, TWO_LINES))
    assert isinstance(found, Found)
    assert float(found.value.grand_total) == 160.79


def test_a_refused_connection_is_no_answer() -> None:
    with httpx2.Client() as client:
        driver = SyncDriver(client, {"catalog": "http://127.0.0.1:9"})
        failed = driver.run(Neighbour("searchParts", PartsPage).read(ADVISOR, query="brake"))
    assert isinstance(failed, Failed)
    assert (failed.code, failed.display) == ("NO_ANSWER", "Catalog unavailable; try again later")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
