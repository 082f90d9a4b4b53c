from __future__ import annotations

import asyncio
import json
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from tests.verification.app import STATES, served
from tests.verification.conftest import Told, run
from workexec_contracts.contracts import operations
from workexec_contracts.pacts import Kind as How
from workexec_contracts.pacts import StateKind, interactions
from workexec_contracts.serving import Server
from workexec_contracts.verification import (
    CaseFinished,
    Event,
    Kind,
    Runner,
    Selection,
    Source,
    Target,
    Verdict,
    WrongUsage,
    providers,
    service,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.verification.app import Spoil

HTTP = [found for found in interactions() if found.kind is How.HTTP]
BY_ID = {operation.operation_id: operation for _, operation in operations()}


@pytest.fixture(scope="module")
def our_providers() -> Iterator[Target]:
    with providers() as target:
        yield target


def put(target: Target, **more: Any) -> Told:  # noqa: ANN401  # of a run
    return run(target, only=Kind.PACT, **more)


def about(*states: StateKind) -> set[str]:
    return {found.description for found in HTTP if {state.kind for state in found.states} & set(states)}


def names(told: Told, verdict: Verdict) -> set[str]:
    return {case.name for case in told.having(verdict)}


@pytest.mark.parametrize("which", ["our_stubs", "our_providers"])
def test_ours_keep_every_interaction_of_the_pacts(which: str, request: pytest.FixtureRequest) -> None:
    told = put(request.getfixturevalue(which))
    assert [(case.name, case.actual) for case in told.cases if case.verdict != Verdict.PASSED] == []
    assert sorted(case.name for case in told.cases) == sorted(found.description for found in HTTP)
    assert told.started.pacts == len(told.cases)
    assert told.finished.exit_code == 0


@dataclass(frozen=True)
class Wrong:
    operation: str
    spoil: Spoil
    clause: str
    says: str


def as_text(status: int, body: dict[str, Any]) -> None:
    if "grandTotal" in body:
        body["grandTotal"] = str(body["grandTotal"])


def wrong_tax(status: int, body: dict[str, Any]) -> None:
    for item in body.get("items", ()):
        item["taxAmount"] = round(item["taxAmount"] + 0.01, 2)


def no_vin(status: int, body: dict[str, Any]) -> None:
    body.pop("vin", None)


def own_code(status: int, body: dict[str, Any]) -> None:
    if body.get("code") == "APPROVAL_POLICY_NOT_CONFIGURED":
        body["code"] = "POLICY_MISSING"


def other_status(status: int, body: dict[str, Any]) -> int:
    return 200 if status == 202 else status


def no_memory(status: int, body: dict[str, Any]) -> int:
    return 202 if body.get("code") == "IDEMPOTENCY_CONFLICT" else status


def no_correlation_id(status: int, body: dict[str, Any]) -> None:
    body.pop("correlationId", None)


def everybody(status: int, body: dict[str, Any]) -> int:
    return 200 if status == 401 else status


def own_word(status: int, body: dict[str, Any]) -> None:
    for item in body.get("items", ()):
        item["availability"] = "MAYBE"


WRONG = {
    "a total as text": Wrong("calculateTax", as_text, BY_ID["calculateTax"].clause, "$.grandTotal"),
    "a wrong tax": Wrong("calculateTax", wrong_tax, BY_ID["calculateTax"].clause, "taxAmount"),
    "a missing member": Wrong("getVehicle", no_vin, BY_ID["getVehicle"].clause, "vin"),
    "an error code of its own": Wrong(
        "getApprovalPolicy",
        own_code,
        BY_ID["getApprovalPolicy"].error("APPROVAL_POLICY_NOT_CONFIGURED").clause,
        "POLICY_MISSING",
    ),
    "another status": Wrong(
        "deliverOrderEvent", other_status, BY_ID["deliverOrderEvent"].clause, "expected 202 but was 200"
    ),
    "no memory for keys": Wrong("createAuditEvent", no_memory, "Error Handling Standards", "409 but was 202"),
    "no correlation id": Wrong(
        "listTaxCodes",
        no_correlation_id,
        "Error Handling Standards",
        "following keys: correlationId",
    ),
    "an answer for everybody": Wrong("getCustomer", everybody, "Authentication", "401 but was 200"),
    "a word of its own": Wrong("searchParts", own_word, BY_ID["searchParts"].clause, "MAYBE"),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_broken_provider_is_failed_by_pacts_alone_with_the_clause_that_it_breaks(how: str) -> None:
    wrong = WRONG[how]
    _, server = served(wrong.spoil)
    with server:
        stranger = Target(name=server.url, base_url=server.url, dataset=True)
        told = put(stranger, operation=wrong.operation, strict=True)
    assert told.finished.exit_code == 1
    failed = told.having("failed")
    assert [case for case in failed if wrong.clause in case.clause and wrong.says in case.actual], failed
    for case in failed:
        assert case.curl.splitlines()[-1].startswith("curl -sS -i ")
        assert f"--only pacts --case '{case.name}'" in case.replay.replace("'\"'\"'", "'")


def test_a_wrapper_that_spoils_nothing_is_not_found_wrong() -> None:
    _, server = served()
    with server:
        told = put(Target(name="x", base_url=server.url, dataset=True), reachable=True)
    assert [(case.name, case.actual) for case in told.having("failed")] == []


def test_the_curl_lines_of_a_failure_show_it_again() -> None:
    _, server = served(no_memory)
    with server:
        told = put(service(server.url, None, dataset=False), operation="createAuditEvent")
        [failure] = told.having("failed")
        shown = [
            subprocess.run(line, shell=True, capture_output=True, text=True, check=True).stdout  # noqa: S602  # it is for a shell
            for line in failure.curl.splitlines()
        ]
    assert len(shown) == 2
    assert " 202 " in shown[1].splitlines()[0]


def test_the_users_token_reaches_the_provider_and_no_report_and_no_caller_without_one() -> None:
    wrapper, server = served(token="a-secret-token")
    with server:
        told = put(service(server.url, "a-secret-token", dataset=True), domains=("crm",))
    assert wrapper.tokens == {"Bearer a-secret-token"}
    assert about(StateKind.NO_TOKEN) & names(told, Verdict.PASSED)
    assert told.having("failed") == []
    assert "a-secret-token" not in "".join(case.model_dump_json() for case in told.cases)


def test_a_token_that_an_answer_repeats_is_taken_out_of_the_report() -> None:
    _, server = served(token="another-token")
    with server:
        told = put(service(server.url, "a-secret-token", dataset=True), operation="getCustomer")
    [first, *_] = told.having("failed")
    assert "who is Bearer $WXC_TOKEN?" in first.actual
    assert 'Authorization: Bearer $WXC_TOKEN"' in first.curl
    assert "a-secret-token" not in "".join(case.model_dump_json() for case in told.cases)


def test_a_stranger_who_breaks_a_pending_pact_fails_the_build_only_with_strict() -> None:
    _, server = served(as_text)
    with server:
        stranger = service(server.url, None, dataset=False)
        for strict, code in ((False, 0), (True, 1)):
            told = put(stranger, domains=("pricing",), reachable=True, strict=strict)
            assert (told.finished.verdict, told.finished.exit_code) == (Verdict.FAILED, code)
            assert {case.pending for case in told.having("failed")} == {True}


def test_without_a_states_endpoint_what_needs_one_is_unknown_with_the_reason_or_left_out() -> None:
    wrapper, server = served()
    with server:
        told = put(service(server.url, None, dataset=True))
        left = put(service(server.url, None, dataset=True), reachable=True)
    assert names(told, Verdict.UNKNOWN) == about(StateKind.DOWN)
    assert {case.asked for case in told.having("unknown")} == {False}
    assert all("--states-url" in case.actual for case in told.having("unknown"))
    assert (told.finished.exit_code, wrapper.asked) == (3, [])
    assert names(left, Verdict.PASSED) == {found.description for found in HTTP} - about(StateKind.DOWN)
    assert left.finished.exit_code == 0


def test_rows_of_our_dataset_are_needed_where_the_document_has_none() -> None:
    _, server = served()
    with server:
        told = put(service(server.url, None, dataset=False))
    undocumented = {f.description for f in HTTP if not all(state.documented for state in f.states)}
    assert names(told, Verdict.UNKNOWN) == about(StateKind.DOWN) | undocumented
    assert undocumented


def test_a_states_endpoint_is_asked_by_the_standard_call_and_everything_is_verified() -> None:
    wrapper, server = served()
    with server:
        stranger = service(server.url, None, dataset=False, states_url=server.url + STATES)
        told = put(stranger, operation="getCustomer")
    assert [case.actual for case in told.cases if case.verdict != Verdict.PASSED] == []
    given = [state for found in HTTP if found.operation == "getCustomer" for state in found.states]
    setups = [asked for asked in wrapper.asked if asked["action"] == "setup"]
    assert sorted(json.dumps(asked["params"], sort_keys=True) for asked in setups) == sorted(
        json.dumps(dict(state.parameters), sort_keys=True) for state in given
    )
    assert {asked["consumer"] for asked in setups} == {"workexec"}
    assert len([asked for asked in wrapper.asked if asked["action"] == "teardown"]) == len(setups)


def test_a_states_endpoint_that_fails_makes_its_interactions_unknown_and_is_not_asked_for_minutes() -> None:
    wrapper, server = served(states_status=500)
    with server:
        stranger = service(server.url, None, dataset=False, states_url=server.url + STATES)
        told = put(stranger, operation="getApprovalPolicy", case="without a token")
    [case] = told.cases
    assert (case.verdict, case.asked, told.finished.exit_code) == (Verdict.UNKNOWN, True, 3)
    assert "'the caller has no token'" in case.actual
    assert "answered 500" in case.actual
    assert len([asked for asked in wrapper.asked if asked["action"] == "setup"]) == 1


def test_a_service_that_goes_away_is_unknown() -> None:
    _, server = served()
    with server:
        stranger = service(server.url, None, dataset=False)
    told = put(stranger, operation="getVehicle", reachable=True)
    assert {case.verdict for case in told.cases} == {Verdict.UNKNOWN}
    assert all(case.actual.startswith("no answer") for case in told.cases)


def test_an_answer_that_does_not_come_in_time_fails_with_the_clause_about_time() -> None:
    async def silent(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401  # of ASGI
        while (await receive())["type"] != "http.disconnect":
            pass

    with Server(silent) as server:
        told = put(
            Target(name="x", base_url=server.url), operation="getCustomer", case="with customerId CUST-001"
        )
    [case] = told.cases
    assert (case.verdict, case.clause) == (Verdict.FAILED, BY_ID["getCustomer"].policy.clause)
    assert case.actual.startswith("no answer within")


def test_pacts_of_somebody_else_are_verified_as_well(our_providers: Target, tmp_path: Path) -> None:
    interaction = {
        "description": "my own request for a vehicle",
        "request": {
            "method": "GET",
            "path": BY_ID["getVehicle"].path.replace("{vehicleId}", "VEH-001"),
            "headers": {"Authorization": "x"},
        },
        "response": {"status": 418},
    }
    parties = {"consumer": {"name": "workshop"}, "provider": {"name": "pos-crm"}}
    metadata = {"metadata": {"pactSpecification": {"version": "3.0.0"}}}
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({**parties, **metadata, "interactions": [interaction]}))
    told = put(our_providers, operation="getVehicle", source=Source(pacts=file))
    [case] = told.cases
    assert (case.name, case.verdict) == (interaction["description"], Verdict.FAILED)
    assert case.expected == "status 418"
    assert case.clause == BY_ID["getVehicle"].clause
    assert f"--pacts {file}" in case.replay


def test_a_folder_without_a_pact_for_the_provider_is_unknown_even_where_all_cases_pass(
    our_providers: Target, tmp_path: Path
) -> None:
    told = run(our_providers, only=None, domains=("location",), source=Source(pacts=tmp_path))
    assert (told.finished.verdict, told.finished.exit_code) == (Verdict.UNKNOWN, 3)
    [unknown] = told.having("unknown")
    assert str(tmp_path) in unknown.actual
    assert told.having("failed") == []


@pytest.mark.parametrize("text", ["[", "{}", '{"provider": {"name": "pos-crm"}}'])
def test_what_is_no_pact_is_wrong_usage(our_providers: Target, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(WrongUsage, match="no pact can be read"):
        put(our_providers, domains=("crm",), source=Source(pacts=tmp_path))


def test_an_interaction_about_no_contract_is_wrong_usage(our_providers: Target, tmp_path: Path) -> None:
    request = {"method": "GET", "path": "/other"}
    interactions_ = [{"description": "another", "request": request, "response": {"status": 200}}]
    parties = {"consumer": {"name": "workshop"}, "provider": {"name": "pos-crm"}}
    (tmp_path / "a.json").write_text(json.dumps({**parties, "interactions": interactions_}))
    with pytest.raises(WrongUsage, match="'another'"):
        put(our_providers, domains=("crm",), source=Source(pacts=tmp_path))


def test_cases_and_pacts_are_told_by_the_same_events_unless_one_kind_is_chosen(our_providers: Target) -> None:
    both = run(our_providers, only=None, operation="getVehicle")
    assert {case.kind for case in both.cases} == {Kind.CASE, Kind.PACT}
    assert len(both.cases) == both.started.cases + (both.started.pacts or 0)
    assert {case.kind for case in run(our_providers, operation="getVehicle").cases} == {Kind.CASE}


def test_nothing_of_ours_stays_down_after_its_pacts(our_providers: Target) -> None:
    put(our_providers, operation="getVehicle", case="while the service is down")
    assert run(our_providers, operation="getVehicle", case="answers the request").finished.exit_code == 0


def test_a_run_that_ends_early_leaves_no_verifier_behind(our_providers: Target) -> None:
    async def first() -> Event:
        events = Runner(our_providers, Selection(domains=("crm",), only=Kind.PACT), "seed").events()
        async for event in events:
            if isinstance(event, CaseFinished):
                assert verifiers()
                return event
        raise AssertionError("no interaction was verified")

    assert isinstance(asyncio.run(first()), CaseFinished)
    assert verifiers() == []


def verifiers() -> list[int]:
    return [
        child.pid
        for child in psutil.Process().children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE and "workexec_contracts.pacts.verifier" in child.cmdline()
    ]
