"""WorkExec's events, verified against what its neighbours need of them."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.cli.conftest import Wxc, wxc
from tests.verification.app import served
from tests.verification.conftest import Told, run
from workexec_contracts.contracts import events
from workexec_contracts.pacts import WORKEXEC, interactions
from workexec_contracts.pacts import Kind as How
from workexec_contracts.serving import Server
from workexec_contracts.verification import Kind, Unreachable, Verdict, producer, publisher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.requests import Request

    from workexec_contracts.verification import Target

    Spoil = Callable[[dict[str, Any]], object]

__all__ = ["wxc"]
TOLD = {found.description: found for found in interactions() if found.kind is How.MESSAGE}
BY_NAME = {event.name: event for event in events()}


@contextmanager
def publishing(
    spoil: Spoil = lambda _: None, *, status: int = 200, media_type: str | None = None
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A real producer of the examples, spoilt; yields where it is asked, and how it was."""
    asked: list[dict[str, Any]] = []

    async def message(request: Request) -> Response:
        body = await request.json()
        asked.append({**body, "authorization": request.headers.get("authorization")})
        if status != 200:
            return PlainTextResponse("no event today", status)
        found = TOLD[body["description"]].message
        assert found is not None
        event = json.loads(json.dumps(found.example))
        spoil(event)
        return Response(json.dumps(event), media_type=media_type or found.content_type)

    with Server(Starlette(routes=[Route("/messages", message, methods=["POST"])])) as server:
        yield f"{server.url}/messages", asked


def put(target: Target, **more: Any) -> Told:  # noqa: ANN401  # of a run
    return run(target, only=None, **more)


def test_our_own_workexec_satisfies_every_consumer_of_its_events() -> None:
    with producer() as target:
        told = put(target)
    assert [(case.name, case.actual) for case in told.cases if case.verdict != Verdict.PASSED] == []
    assert sorted(case.name for case in told.cases) == sorted(TOLD)
    assert (told.started.cases, told.finished.exit_code) == (0, 0)


def test_a_producer_is_asked_with_description_and_provider_states_and_passes() -> None:
    with publishing() as (url, asked):
        told = put(publisher(url, None), operation="status_changed")
    assert {case.verdict for case in told.cases} == {Verdict.PASSED}
    assert {call["description"] for call in asked} == {case.name for case in told.cases}
    states = [state for call in asked for state in call["providerStates"]]
    assert {state["params"]["trigger"] for state in states} == {BY_NAME["status_changed"].trigger}


SPOILT: dict[str, tuple[str, Spoil, str]] = {
    "another type": ("ready_for_billing", lambda event: event.update(type="other"), "$.type"),
    "a local time": ("work_session_recorded", lambda e: e.update(time="2026-01-25 14:30"), "$.time"),
    "an amount as text": (
        "parts_usage_recorded",
        lambda event: event["data"].update(totalCost="179.98"),
        "totalCost",
    ),
    "no work order": ("snapshot_finalized", lambda event: event["data"].pop("workorderId"), "workorderId"),
    "an unknown status": ("status_changed", lambda event: event["data"].update(newStatus="NO"), "newStatus"),
    "a renamed attribute": (
        "ready_for_billing",
        lambda event: event.update(domain=event.pop("durion:domain")),
        "durion:domain",
    ),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_producer_that_breaks_the_contract_fails_with_its_clause(how: str) -> None:
    name, spoil, says = SPOILT[how]
    with publishing(spoil) as (url, _):
        told = put(publisher(url, None), operation=name)
    assert told.finished.exit_code == 1
    failed = told.having("failed")
    assert {case.clause for case in failed} == {BY_NAME[name].clause}
    assert all(says in f"{case.expected} {case.actual}" for case in failed)
    assert all(url in case.curl and f"--message-url {url}" in case.replay for case in failed)


def snapshot(**changes: object) -> Spoil:
    return lambda event: event["data"]["billableSnapshot"].update(changes)


def data(**changes: object) -> Spoil:
    return lambda event: event["data"].update(changes)


REFUSED: dict[str, tuple[str, Spoil, str, str]] = {
    "a grand total that does not add up": (
        "ready_for_billing",
        snapshot(grandTotal=1.0),
        "grandTotal must be partsTotal + laborTotal + taxTotal",
        "data.billableSnapshot.grandTotal 1.0; data.billableSnapshot.laborTotal ",
    ),
    "a snapshot that does not add up": (
        "snapshot_finalized",
        snapshot(grandTotal=1.0),
        "grandTotal must be partsTotal + laborTotal + taxTotal",
        "data.billableSnapshot.grandTotal 1.0",
    ),
    "a session that ends before it starts": (
        "work_session_recorded",
        data(startTime="2027-01-01T00:00:00Z"),
        "startTime must be before endTime",
        "data.startTime '2027-01-01T00:00:00Z'",
    ),
    "more billable minutes than the session has": (
        "work_session_recorded",
        data(billableMinutes=100_000),
        "billableMinutes must not exceed endTime - startTime - breakDurationMinutes",
        "data.billableMinutes 100000",
    ),
    "a surplus member in closed data": (
        "status_changed",
        data(surplus=1),
        "an event that fits StatusChangedEvent",
        "data.surplus: Extra inputs are not permitted",
    ),
    "an amount beyond all bounds": (
        "parts_usage_recorded",
        data(totalCost=1e12),
        "an event that fits PartsUsageRecordedEvent",
        "data.totalCost: Input should be at most 999999999.99",
    ),
}


@pytest.mark.parametrize("how", REFUSED)
def test_an_event_that_satisfies_its_pact_but_that_its_consumer_must_refuse_fails(how: str) -> None:
    name, spoil, expected, actual = REFUSED[how]
    with publishing(spoil) as (url, _):
        told = put(publisher(url, None), operation=name, strict=True)
    failed = told.having("failed")
    assert (told.finished.exit_code, len(failed)) == (1, len(told.cases))
    assert {(case.clause, case.expected) for case in failed} == {(BY_NAME[name].clause, expected)}
    assert all(actual in case.actual for case in failed), failed
    assert all(url in case.curl and f"--message-url {url}" in case.replay for case in failed)


def test_an_amount_with_three_decimals_fails_by_its_pact() -> None:
    with publishing(data(totalCost=1.234)) as (url, _):
        told = put(publisher(url, None), operation="parts_usage_recorded", strict=True)
    assert all("'^-?[0-9]+" in case.actual for case in told.having("failed"))
    assert len(told.having("failed")) == len(told.cases)


def test_a_message_of_another_content_type_fails() -> None:
    with publishing(media_type="text/plain") as (url, _):
        told = put(publisher(url, None), operation="work_session_recorded")
    [case] = told.cases
    assert case.verdict == Verdict.FAILED
    assert "text/plain" in case.actual


def test_a_producer_that_has_no_message_fails_with_what_it_answered() -> None:
    with publishing(status=404) as (url, _):
        told = put(publisher(url, None), operation="work_session_recorded")
    [case] = told.cases
    assert case.verdict == Verdict.FAILED
    assert "no event today" in case.actual


def test_a_users_token_goes_to_the_producer_and_into_no_report() -> None:
    with publishing(lambda event: event.pop("id")) as (url, asked):
        told = put(publisher(url, "a-secret-token"), operation="work_session_recorded")
    assert [call["authorization"] for call in asked] == ["Bearer a-secret-token"]
    [case] = told.cases
    assert "a-secret-token" not in case.model_dump_json()
    assert 'Authorization: Bearer $WXC_TOKEN"' in case.curl


def test_nobody_at_the_message_url_is_told_before_anything_is_asked() -> None:
    with pytest.raises(Unreachable, match="nobody answers"):
        publisher("http://127.0.0.1:1/messages", None)


def test_a_service_and_a_producer_are_verified_by_one_command_with_a_report_for_each(
    wxc: Wxc, tmp_path: Path
) -> None:
    _, server = served()
    with server, publishing() as (url, _):
        urls = ("--base-url", server.url, "--message-url", url)
        more = ("--only", "pacts", "--reachable", "--json", "report.json")
        done = wxc("verify", "location", "workexec", *urls, *more, cwd=tmp_path)
    assert done.code == 0, done.err
    reports = [json.loads(file.read_text()) for file in tmp_path.glob("report*.json")]
    assert {report["target"] for report in reports} == {server.url, url}


def test_cases_alone_are_nothing_for_workexec_and_so_unknown() -> None:
    with producer() as target:
        assert run(target, only=Kind.CASE).finished.exit_code == 3


def test_every_event_that_a_neighbour_takes_is_a_contract_of_workexec() -> None:
    with producer() as target:
        told = put(target)
    assert set(told.started.operations) == {found.operation for found in TOLD.values()}
    assert {found.provider for found in TOLD.values()} == {WORKEXEC}
