from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import Wxc, wxc
from tests.verification.app import STATES, served
from tests.verification.broker import Broker
from tests.verification.test_messages import publishing
from workexec_contracts.pacts import WORKEXEC

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["wxc"]
DEAD = "http://127.0.0.1:1"
PRICE, CRM = "pos-price", "pos-crm"


def total(status: int, body: dict[str, object]) -> None:
    if "grandTotal" in body:
        body["grandTotal"] = "a lot"


def test_the_pacts_of_a_broker_are_verified_and_its_selectors_asked(wxc: Wxc, tmp_path: Path) -> None:
    broker = Broker(PRICE)
    with broker.server:
        arguments = ("--only", "pacts", "--against", "providers", "--json", "report.json")
        done = wxc(
            "verify",
            "pricing",
            "--broker-url",
            broker.url,
            "--provider-branch",
            "main",
            *arguments,
            cwd=tmp_path,
        )
    report = json.loads((tmp_path / "report.json").read_text())
    cases = [case for contract in report["contracts"] for case in contract["cases"]]
    assert (done.code, {case["verdict"] for case in cases}) == (0, {"passed"}), done.out
    assert len(cases) == 21
    assert {case["clause"] for case in cases} >= {"Pricing Domain / Calculate Tax"}
    [asked] = broker.selectors
    assert asked["providerVersionBranch"] == "main"
    assert asked["consumerVersionSelectors"]
    assert broker.published == []


def test_results_are_published_for_the_version_and_the_branch(wxc: Wxc, tmp_path: Path) -> None:
    broker = Broker(PRICE, token="broker-secret")
    with broker.server:
        options = ("--broker-url", broker.url, "--broker-token", "broker-secret", "--publish")
        version = ("--provider-version", "1.4.2", "--provider-branch", "main", "--only", "pacts")
        done = wxc("verify", "pricing", "--against", "providers", *options, *version, cwd=tmp_path)
    assert done.code == 0, done.err
    [result] = broker.published
    assert (result["success"], result["providerApplicationVersion"]) == (True, "1.4.2")
    assert broker.branches == ["main"]


def test_a_broken_provider_is_published_as_a_failure_and_fails(wxc: Wxc, tmp_path: Path) -> None:
    broker, (_, server) = Broker(CRM), served(lambda status, body: body.pop("vin", None) and None)
    with broker.server, server:
        options = ("--broker-url", broker.url, "--publish", "--provider-version", "1", "--only", "pacts")
        where = ("--base-url", server.url, "--states-url", server.url + STATES)
        done = wxc("verify", "crm", *where, *options, cwd=tmp_path)
    assert done.code == 1
    assert "missing the following keys: vin" in done.out
    assert [result["success"] for result in broker.published] == [False]


def test_a_failed_publication_is_an_error_beside_the_report(wxc: Wxc, tmp_path: Path) -> None:
    broker = Broker(PRICE, publishing=403, token="broker-secret")
    with broker.server:
        options = ("--broker-url", broker.url, "--publish", "--provider-version", "1", "--only", "pacts")
        more = ("--against", "providers", "--broker-token", "broker-secret", "--json", "report.json")
        done = wxc("verify", "pricing", *options, *more, cwd=tmp_path)
    assert done.code == 2
    assert "the results were not published: " in done.err
    report = (tmp_path / "report.json").read_text()
    assert json.loads(report)["exit_code"] == 2
    assert "broker-secret" not in done.out + done.err + report


def test_a_broker_without_a_pact_for_the_provider_is_unknown(wxc: Wxc, tmp_path: Path) -> None:
    broker = Broker(CRM)
    with broker.server:
        done = wxc(
            "verify",
            "pricing",
            "--broker-url",
            broker.url,
            "--against",
            "providers",
            "--only",
            "pacts",
            cwd=tmp_path,
        )
    assert done.code == 3
    assert "nothing was verified: No pacts found for provider 'pos-price'" in done.out


def test_a_state_that_nobody_can_set_up_makes_an_interaction_of_a_broker_unknown(
    wxc: Wxc, tmp_path: Path
) -> None:
    broker, (_, server) = Broker(PRICE), served()
    with broker.server, server:
        options = ("--broker-url", broker.url, "--only", "pacts", "--base-url", server.url)
        done = wxc("verify", "pricing", *options, cwd=tmp_path)
    assert done.code == 3
    assert "2 unknown" in done.out
    assert "the service is down" in done.out


def test_an_event_that_satisfies_the_brokers_pact_but_that_its_consumer_must_refuse_fails(
    wxc: Wxc, tmp_path: Path
) -> None:
    def no_sum(event: dict[str, Any]) -> None:
        event["data"]["billableSnapshot"]["grandTotal"] = 1

    with (broker := Broker(WORKEXEC)).server, publishing(no_sum) as (url, _):
        options = ("--broker-url", broker.url, "--message-url", url, "--format", "json", "--strict")
        done = wxc("verify", "workexec", *options, cwd=tmp_path)
    contracts = json.loads(done.out)["contracts"]
    failed = [
        case for found in contracts for case in found["cases"] if "grandTotal must be" in case["expected"]
    ]
    assert (done.code, {case["verdict"] for case in failed}) == (1, {"failed"})
    assert {case["actual"].partition(";")[0] for case in failed} == {"data.billableSnapshot.grandTotal 1"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--publish",), "--publish without --broker-url"),
        (("--provider-version", "1"), "--provider-version without --broker-url"),
        (("--provider-branch", "main"), "--provider-branch without --broker-url"),
        (("--broker-url", DEAD, "--provider-version", "1"), "--provider-version without --publish"),
        (("--broker-url", DEAD, "--publish"), "--publish without --provider-version"),
        (("--broker-url", DEAD), "the broker cannot be asked"),
        (("--broker-url", "http://a:b@127.0.0.1:1"), "the broker's URL holds a password"),
        (
            ("--broker-url", DEAD, "--publish", "--provider-version", "1", "--base-url", DEAD),
            "--publish without --states-url",
        ),
        (("--broker-url", DEAD, "--case", "x"), "--broker-url with a selection"),
    ],
)
def test_options_that_make_no_sense_start_nothing(
    wxc: Wxc, tmp_path: Path, options: tuple[str, ...], says: str
) -> None:
    done = wxc("verify", "pricing", *options, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_a_wrong_token_for_the_broker_is_told_before_anything_is_asked(wxc: Wxc, tmp_path: Path) -> None:
    broker = Broker(PRICE, token="right")
    with broker.server:
        done = wxc("verify", "pricing", "--broker-url", broker.url, "--broker-token", "wrong", cwd=tmp_path)
    assert done.code == 2
    assert "it answered 401" in done.err
