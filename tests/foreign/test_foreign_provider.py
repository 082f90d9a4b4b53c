"""A provider in another language, written from the document alone: it passes, each broken variant fails."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import Wxc, wxc
from tests.foreign.variants import VARIANTS
from workexec_contracts.contracts.vocabulary import AUTHORIZATION
from workexec_contracts.pacts import interactions

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    Foreign = Callable[..., AbstractContextManager[str]]

__all__ = ["wxc"]
STATES = "/_pact/states"
DOMAINS = ("pricing", "location", "inventory")


def verify(wxc: Wxc, folder: Path, url: str, *more: str) -> tuple[int, str, list[dict[str, Any]]]:
    """The exit code, what was printed, and the cases of the report."""
    arguments = ("--base-url", url, "--reachable", "--strict", "--json", "report.json", *more)
    done = wxc("verify", *arguments, cwd=folder)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return done.code, done.out, [case for contract in report["contracts"] for case in contract["cases"]]


def test_the_right_provider_passes_every_case_that_a_stranger_can_be_asked(
    foreign: Foreign, wxc: Wxc, tmp_path: Path
) -> None:
    with foreign() as url:
        code, out, cases = verify(wxc, tmp_path, url, *DOMAINS, "--only", "cases")
    assert [case for case in cases if case["verdict"] != "passed"] == []
    assert len(cases) > 300
    assert (code, "passed" in out) == (0, True)


def test_the_right_provider_passes_every_interaction_of_its_pacts(
    foreign: Foreign, wxc: Wxc, tmp_path: Path
) -> None:
    with foreign() as url:
        code, _, cases = verify(
            wxc, tmp_path, url, *DOMAINS, "--only", "pacts", "--states-url", f"{url}{STATES}"
        )
    assert [case for case in cases if case["verdict"] != "passed"] == []
    promised = {f.description for f in interactions() if f.domain in DOMAINS and f.kind == "http"}
    assert {case["name"] for case in cases} == promised
    assert code == 0


@pytest.mark.parametrize("kind", ["cases", "pacts"])
@pytest.mark.parametrize("name", VARIANTS)
def test_a_broken_variant_fails_with_the_clause_that_it_breaks(
    name: str, kind: str, foreign: Foreign, wxc: Wxc, tmp_path: Path
) -> None:
    variant = VARIANTS[name]
    with foreign(name) as url:
        more = ("--only", kind, "--states-url", f"{url}{STATES}")
        code, out, cases = verify(wxc, tmp_path, url, *DOMAINS, *more)
    failed = [case for case in cases if case["verdict"] == "failed"]
    [(clause, _)] = Counter(case["clause"] for case in failed).most_common(1)
    assert (code, clause) == (1, variant.clause)
    assert f"clause:   {variant.clause}" in out
    named = [case for case in failed if case["clause"] == variant.clause]
    assert [case for case in named if variant.told(kind) in f"{case['expected']} {case['actual']}"], failed


def post(url: str, body: object) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(url, json.dumps(body).encode())  # noqa: S310  # our own provider
    try:
        with urllib.request.urlopen(request) as reply:  # noqa: S310  # the same
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)


def policy_of(url: str, location_id: str) -> int:
    request = urllib.request.Request(  # noqa: S310  # the same
        f"{url}/api/v1/location/approval-policy?locationId={location_id}",
        headers={AUTHORIZATION.name: AUTHORIZATION.example},
    )
    try:
        with urllib.request.urlopen(request) as reply:  # noqa: S310  # the same
            return int(reply.status)
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return refusal.code


def test_a_provider_state_is_true_until_it_is_torn_down(foreign: Foreign) -> None:
    state = {"state": "a location {locationId} without approval policy", "params": {"locationId": "OSLO"}}
    with foreign() as url:
        statuses = [policy_of(url, "OSLO")]
        for action in ("setup", "teardown"):
            assert post(f"{url}/_pact/states", {**state, "action": action})[0] == 200
            statuses.append(policy_of(url, "OSLO"))
    assert statuses == [200, 409, 200]


def test_an_unknown_provider_state_is_refused_by_its_name(foreign: Foreign) -> None:
    with foreign() as url:
        status, body = post(f"{url}/_pact/states", {"state": "a full moon", "action": "setup"})
    assert (status, "a full moon" in body["error"]) == (400, True)


def test_a_service_that_is_down_by_its_state_answers_503(foreign: Foreign) -> None:
    with foreign() as url:
        post(
            f"{url}/_pact/states",
            {"state": "the service is down", "params": {"operation": "getApprovalPolicy"}},
        )
        assert policy_of(url, "LOC-001") == 503
