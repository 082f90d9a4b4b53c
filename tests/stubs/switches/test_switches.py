"""Switches of real stubs: each mode seen over HTTP."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.stubs.mappings.wire import Client, Sent
from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import ErrorBody
from workexec_contracts.stubs.admin import Admin, AdminError
from workexec_contracts.stubs.switches import Mode, Switch, apply, codes, mappings, state

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Domain, Endpoint
    from workexec_contracts.stubs.process import WireMock

CUSTOMER = "/api/v1/crm/customer/CUST-001"
CODES = "/api/v1/pricing/tax-codes?locationId=LOC-001"


def of(name: str) -> list[tuple[Domain, Endpoint]]:
    return [(d, o) for d, o in operations() if name in {"all", d.name, o.operation_id}]


def statuses(caller: httpx2.Client, count: int, path: str = CUSTOMER) -> list[int]:
    return [caller.get(path).status_code for _ in range(count)]


def test_down_answers_the_documented_503(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.DOWN), of("catalog"))
    answer = caller.get("/api/v1/product/parts/search", headers={"X-Correlation-Id": "c-1"})
    assert answer.status_code == 503
    body = ErrorBody.parse(answer.content)
    assert (body.code, body.correlation_id) == ("CATALOG_SERVICE_UNAVAILABLE", "c-1")
    assert answer.headers["X-Correlation-Id"] == "c-1"


def test_down_needs_no_token_and_covers_every_method(admin: Admin, stubs: WireMock) -> None:
    apply(admin, Switch(Mode.DOWN), of("crm"))
    assert httpx2.delete(stubs.url + CUSTOMER).status_code == 503


def test_reset_breaks_the_connection(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.RESET), of("crm"))
    with pytest.raises(httpx2.NetworkError):
        caller.get(CUSTOMER)


def test_empty_answers_nothing(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.EMPTY), of("crm"))
    with pytest.raises(httpx2.RemoteProtocolError):
        caller.get(CUSTOMER)


@pytest.mark.parametrize("impossible", [{"delay_ms": 99_999_999_999}, {"median_ms": float("inf")}])
def test_a_switch_that_cannot_be_made_leaves_the_earlier_one(
    impossible: dict[str, Any], admin: Admin, caller: httpx2.Client
) -> None:
    apply(admin, Switch(Mode.FLAKY, times=2), of("crm"))
    with pytest.raises((AdminError, ValueError)):
        apply(admin, Switch(Mode.SLOW, **impossible), of("crm"))
    assert set(state(admin).values()) == {"flaky"}
    assert statuses(caller, 3) == [503, 503, 200]


def test_slow_holds_the_ordinary_answer_back(admin: Admin, caller: httpx2.Client) -> None:
    ordinary = caller.get(CUSTOMER).content
    apply(admin, Switch(Mode.SLOW, delay_ms=120), of("crm"))
    started = time.monotonic()
    answer = caller.get(CUSTOMER)
    assert time.monotonic() - started >= 0.12
    assert (answer.status_code, answer.content) == (200, ordinary)


@pytest.mark.parametrize("switch", [Switch(Mode.SLOW, delay_ms=1), Switch(Mode.LOSSY, percent=0)], ids=str)
@pytest.mark.parametrize("query", ["?x={y}", "{id}", "?x=%7B[y]", "?x=a?", "%7C"])
def test_what_is_no_url_is_refused_as_ever(query: str, switch: Switch, admin: Admin, stubs: WireMock) -> None:
    headers = (("Authorization", b"Bearer a.b.c"), ("X-Correlation-Id", b"c-1"))
    sent = Sent("GET", f"{CUSTOMER}{query}".encode(), headers)
    with Client(stubs.port) as client:
        ordinary = client.ask(sent)
        apply(admin, switch, of("crm"))
        switched = client.ask(sent)
    assert (switched.status, switched.body) == (ordinary.status, ordinary.body)


def test_slow_by_a_lognormal_has_its_median(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.SLOW, median_ms=40, sigma=0.1), of("crm"))
    started = time.monotonic()
    assert statuses(caller, 5) == [200] * 5
    assert time.monotonic() - started >= 5 * 0.03


def test_a_slow_event_is_accepted_all_the_same(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.SLOW, delay_ms=50), of("people"))
    ((_, operation),) = of("people")
    body = operation.examples[0].request
    headers = {"Content-Type": operation.media_type, "Idempotency-Key": body["id"]}
    assert caller.post(operation.path, json=body, headers=headers).status_code == 202


def test_flaky_fails_twice_then_answers(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.FLAKY), of("getCustomer"))
    assert statuses(caller, 4) == [503, 503, 200, 200]


def test_flaky_begins_again_when_it_is_switched_again(admin: Admin, caller: httpx2.Client) -> None:
    for times in (2, 3):
        apply(admin, Switch(Mode.FLAKY, times=times), of("getCustomer"))
        assert statuses(caller, times + 1) == [503] * times + [200]


def test_flaky_begins_again_in_the_middle_of_its_failures(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.FLAKY), of("getCustomer"))
    assert statuses(caller, 1) == [503]
    apply(admin, Switch(Mode.FLAKY), of("getCustomer"))
    assert statuses(caller, 3) == [503, 503, 200]


def test_a_flaky_event_is_accepted_at_the_third_attempt(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.FLAKY), of("order"))
    ((_, operation),) = of("order")
    body = operation.examples[0].request
    headers = {"Content-Type": operation.media_type, "Idempotency-Key": body["id"]}
    seen = [caller.post(operation.path, json=body, headers=headers).status_code for _ in range(3)]
    assert seen == [503, 503, 202]


def test_lossy_fails_a_share_of_the_calls(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.LOSSY, percent=50), of("crm"))
    seen = statuses(caller, 80)
    assert set(seen) == {200, 503}


@pytest.mark.parametrize(("percent", "expected"), [(0, {200}), (100, {503})])
def test_lossy_has_exact_ends(percent: int, expected: set[int], admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.LOSSY, percent=percent), of("crm"))
    assert set(statuses(caller, 20)) == expected


@pytest.mark.parametrize("code", codes(of("all")))
def test_every_error_of_the_contracts_can_be_switched_on(
    code: str, admin: Admin, caller: httpx2.Client
) -> None:
    domain, operation = next((d, o) for d, o in of("all") if any(e.code == code for e in o.errors))
    apply(admin, Switch(Mode.ERROR, code=code), [(domain, operation)])
    answer = caller.request(operation.method, operation.path.replace("{", "x").replace("}", "x"))
    assert answer.status_code == operation.error(code).status
    assert ErrorBody.parse(answer.content).code == code


def test_an_unknown_error_is_refused_with_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"NOPE: no such error; there are .*NOT_FOUND"):
        mappings(Switch(Mode.ERROR, code="NOPE"), of("crm"))


def test_ok_brings_everything_back(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.DOWN), of("all"))
    assert statuses(caller, 1) == [503]
    apply(admin, Switch(Mode.OK), of("all"))
    assert statuses(caller, 1) == [200]
    assert state(admin) == {}


def test_two_neighbours_are_switched_apart(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.DOWN), of("crm"))
    apply(admin, Switch(Mode.ERROR, code="NOT_FOUND"), of("pricing"))
    assert (statuses(caller, 1), statuses(caller, 1, CODES)) == ([503], [404])
    apply(admin, Switch(Mode.OK), of("crm"))
    assert (statuses(caller, 1), statuses(caller, 1, CODES)) == ([200], [404])


def test_a_new_switch_replaces_the_old_one(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.RESET), of("crm"))
    apply(admin, Switch(Mode.DOWN), of("crm"))
    assert statuses(caller, 1) == [503]
    assert set(state(admin).values()) == {"down"}


def test_a_switch_says_which_operations_have_its_error(admin: Admin) -> None:
    switch = Switch(Mode.ERROR, code="TAX_CODE_NOT_CONFIGURED")
    assert apply(admin, switch, of("pricing")) == ["calculateTax"]


def test_a_wrong_method_that_is_switched_on_names_the_right_one(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.ERROR, code="METHOD_NOT_ALLOWED"), of("getCustomer"))
    answer = caller.get(CUSTOMER)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


def test_a_path_parameter_is_one_segment(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.DOWN), of("getCustomer"))
    assert statuses(caller, 1, CUSTOMER + "/vehicles") == [404]


def test_one_operation_is_switched_alone(admin: Admin, caller: httpx2.Client) -> None:
    apply(admin, Switch(Mode.DOWN), of("getVehicle"))
    assert statuses(caller, 1) == [200]
    assert statuses(caller, 1, "/api/v1/crm/vehicle/VEH-001") == [503]


def test_a_refused_admin_call_says_what_was_asked_and_answered(admin: Admin) -> None:
    with pytest.raises(AdminError, match=r"(?s)POST http.*import: 422 .*nonsense"):
        admin.import_mappings([{"nonsense": True}])
