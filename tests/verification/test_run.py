from __future__ import annotations

import subprocess

import pytest

from tests.verification.conftest import Answer, run, spoilt
from workexec_contracts.contracts import operations
from workexec_contracts.verification import Target, Unreachable, Verdict, WrongUsage, cases_of, service, worst


def teapot(answer: Answer) -> None:
    answer.status = 418


def test_our_own_stubs_hold_every_contract(our_stubs: Target) -> None:
    told = run(our_stubs)
    assert [(case.operation, case.name, case.actual) for case in told.cases if case.verdict != "passed"] == []
    assert told.finished.exit_code == 0
    assert told.started.cases == len(told.cases) > 1000


def test_results_come_in_the_order_of_the_cases_whatever_ran_when(our_stubs: Target) -> None:
    told = run(our_stubs, domains=("audit",))
    expected = [c.name for d, o in operations() if d.name == "audit" for c in cases_of(d, o, "seed")]
    assert [case.name for case in told.cases] == expected


def test_nothing_executed_is_unknown_with_exit_code_3(our_stubs: Target) -> None:
    told = run(our_stubs, case="no case has this in its name")
    assert (told.finished.verdict, told.finished.exit_code) == (Verdict.UNKNOWN, 3)


def test_failed_beats_unknown_beats_passed_and_nothing_is_unknown() -> None:
    assert worst([Verdict.PASSED, Verdict.UNKNOWN, Verdict.FAILED]) is Verdict.FAILED
    assert worst([Verdict.PASSED, Verdict.UNKNOWN]) is Verdict.UNKNOWN
    assert worst([Verdict.PASSED]) is Verdict.PASSED
    assert worst([]) is Verdict.UNKNOWN


def test_what_a_stranger_cannot_be_asked_is_unknown_and_never_passed(our_stubs: Target) -> None:
    told = run(service(our_stubs.base_url, None, dataset=False), operation="getCustomer")
    unknown = told.having("unknown")
    assert {case.asked for case in unknown} == {False}
    assert {case.name for case in unknown} >= {"answers SERVICE_UNAVAILABLE while the service is down"}
    assert told.finished.exit_code == 3


def test_a_stranger_passes_where_what_cannot_be_asked_is_left_out(our_stubs: Target) -> None:
    stranger = service(our_stubs.base_url, None, dataset=False)
    assert run(stranger, operation="getCustomer", reachable=True).finished.exit_code == 0


def test_a_stranger_who_breaks_a_pending_contract_fails_the_build_only_with_strict(our_stubs: Target) -> None:
    with spoilt(our_stubs.base_url, teapot) as url:
        stranger = service(url, None, dataset=False)
        for domain, strict, code in (("location", False, 0), ("location", True, 1), ("crm", False, 1)):
            told = run(stranger, strict=strict, domains=(domain,), reachable=True, case="UNAUTHORIZED")
            assert (told.finished.verdict, told.finished.exit_code) == (Verdict.FAILED, code)


def test_a_service_that_goes_away_is_unknown(our_stubs: Target) -> None:
    with spoilt(our_stubs.base_url, lambda _: None) as url:
        stranger = service(url, None, dataset=False)
    told = run(stranger, operation="getVehicle", reachable=True)
    assert {case.verdict for case in told.cases} == {Verdict.UNKNOWN}
    assert all(case.actual.startswith("no answer") for case in told.cases)
    assert told.finished.exit_code == 3


def test_an_unreachable_service_is_told_before_anything_is_asked() -> None:
    with pytest.raises(Unreachable, match="nobody answers") as refused:
        service("http://127.0.0.1:1", None, dataset=False)
    assert refused.value.where == "http://127.0.0.1:1"


@pytest.mark.parametrize("url", ["127.0.0.1:9000", "ftp://example.com", "http://user:secret@example.com", ""])
def test_what_is_no_base_url_is_wrong_usage(url: str) -> None:
    with pytest.raises(WrongUsage, match="is no base URL"):
        service(url, None, dataset=False)


def test_a_name_that_no_contract_has_is_wrong_usage(our_stubs: Target) -> None:
    with pytest.raises(WrongUsage, match="noSuchOperation"):
        run(our_stubs, operation="noSuchOperation")


def test_the_token_of_a_user_is_sent_and_never_written(our_stubs: Target) -> None:
    with spoilt(our_stubs.base_url, teapot) as url:
        told = run(service(url, "a-secret-token", dataset=False), operation="getCustomer", reachable=True)
    assert "a-secret-token" not in "".join(case.model_dump_json() for case in told.cases)
    assert 'Authorization: Bearer $WXC_TOKEN"' in told.having("failed")[0].curl
    assert run(
        service(our_stubs.base_url, "not a token", dataset=False), operation="getCustomer", case="echoes"
    ).having("failed")


def test_the_curl_line_of_a_failure_shows_the_failure_again(our_stubs: Target) -> None:
    with spoilt(our_stubs.base_url, teapot) as url:
        stranger = service(url, None, dataset=False)
        told = run(stranger, domains=("people",), reachable=True, case="breaks the rule")
        for case in told.cases:
            shown = subprocess.run(case.curl, shell=True, capture_output=True, text=True, check=True)  # noqa: S602  # it is for a shell
            assert " 418 " in shown.stdout
            assert "VALIDATION_ERROR" in shown.stdout
