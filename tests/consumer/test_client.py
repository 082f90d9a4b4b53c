"""The reference WorkExec against the reference providers, without a socket and under virtual time."""

from __future__ import annotations

import httpx2
import pytest
from opentelemetry.sdk.trace import TracerProvider

from tests.consumer.world import ADVISOR, World
from workexec_contracts.consumer import AsyncDriver, Failed, Found, Neighbour, SyncDriver, operation_of
from workexec_contracts.consumer.exchange import WrongRequest
from workexec_contracts.contracts.audit import Recorded
from workexec_contracts.contracts.catalog import PartsPage
from workexec_contracts.contracts.crm import Customer, CustomersPage
from workexec_contracts.contracts.pricing import Tax
from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.providers import Server

TWO_LINES = operation_of("calculateTax").examples[0].request
APPROVED = operation_of("createAuditEvent").examples[0].request


def test_a_search_comes_back_as_the_contracts_model() -> None:
    found = World().run(Neighbour("searchCustomers", CustomersPage).read(ADVISOR, query="john"))
    assert isinstance(found, Found)
    assert [customer.customer_id for customer in found.value.items] == ["CUST-001"]


def test_a_search_without_hits_says_so_in_the_documents_words() -> None:
    found = World().run(Neighbour("searchParts", PartsPage).read(ADVISOR, query="warp coil"))
    assert isinstance(found, Found)
    assert found.display == "No parts found matching 'warp coil'"


@pytest.mark.parametrize("permitted", [True, False])
def test_manual_entry_is_offered_by_permission_alone(*, permitted: bool) -> None:
    parts = Neighbour("searchParts", PartsPage)
    permission = operation_of("searchParts").manual_entry or ""
    user = ADVISOR._replace(permissions=frozenset({permission} if permitted else ()))
    nothing = World().run(parts.read(user, query="warp coil"))
    down = World(503).run(parts.read(user, query="brake"))
    found = World().run(parts.read(user, query="brake"))
    assert [nothing.manual_entry, down.manual_entry, found.manual_entry] == [permitted, permitted, False]


def test_opentelemetrys_current_trace_goes_on() -> None:
    world = World()
    with TracerProvider().get_tracer("test").start_as_current_span("step") as span:
        world.run(Neighbour("searchCustomers", CustomersPage).read(ADVISOR, query="john"))
    ((_, trace, _, _),) = world.spans()
    assert trace == f"{span.get_span_context().trace_id:032x}"


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


@pytest.mark.parametrize("broken", [{}, {"customerId": None}, "text"], ids=["empty", "null", "text"])
def test_a_broken_answer_is_never_cached_and_drops_nothing(broken: object) -> None:
    world, lookup = World(), Neighbour("getCustomer", Customer)
    world.run(lookup.read(ADVISOR, customerId="CUST-001"))
    world.now += 10_000
    world.spoil = lambda _: broken
    failed = world.run(lookup.read(ADVISOR, customerId="CUST-001"))
    world.outages = [503] * 3
    stale = world.run(lookup.read(ADVISOR, customerId="CUST-001"))
    assert isinstance(failed, Failed)
    assert isinstance(stale, Found)
    assert (failed.code, stale.source) == ("CONTRACT_BROKEN", "stale")


def test_a_code_under_another_status_is_a_broken_contract() -> None:
    world = World()
    world.spoil = lambda _: {"code": "NOT_FOUND", "message": "m", "correlationId": "c"}
    failed = world.run(Neighbour("searchCustomers", CustomersPage).read(ADVISOR, query="john"))
    assert isinstance(failed, Failed)
    assert failed.code == "CONTRACT_BROKEN"


@pytest.mark.parametrize("customer", [".", "..", "x" * 9_000, "\ud800"], ids=["dot", "dots", "long", "half"])
def test_what_would_name_another_resource_is_not_sent(customer: str) -> None:
    world = World()
    with pytest.raises(WrongRequest):
        world.run(Neighbour("getCustomer", Customer).read(ADVISOR, customerId=customer))
    assert world.sent == []


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
