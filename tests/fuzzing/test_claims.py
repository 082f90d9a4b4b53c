"""What is claimed about an operation: held, broken with a command that repeats it, or unknown."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from tests.fuzzing.test_plan import found
from tests.fuzzing.variant import BY_ID
from workexec_contracts.verification import CaseFinished, Kind, Target, Verdict, worst
from workexec_contracts.verification.fuzzing.claims import REACHED, claims, replay
from workexec_contracts.verification.fuzzing.plan import Found, Outcome, Plan
from workexec_contracts.verification.fuzzing.tally import CLAUSES, clause_of
from workexec_contracts.verification.verdict import EXIT

if TYPE_CHECKING:
    from collections.abc import Sequence

URL = "https://test.example.com/base"
SECRET = "a-secret-of-the-user"
OURS = Target(name="providers", base_url="http://127.0.0.1:1", ours=True, dataset=True, switch="providers")
STRANGER = Target(name=URL, base_url=URL, dataset=True, token=SECRET, secret=True)
PLAN = Plan(domain="crm", base_url=URL, seed=7, examples=50)
CUSTOMER = BY_ID["getCustomer"]


def told(
    *broken: Found,
    target: Target = OURS,
    successes: int = 3,
    requests: int = 9,
    errors: Sequence[str] = (),
    passed: Sequence[str] = ("adds_up",),
) -> list[CaseFinished]:
    outcome = Outcome(
        operation=CUSTOMER.operation_id,
        requests=requests,
        successes=successes,
        passed=dict.fromkeys(passed, 4),
        found=broken,
        errors=tuple(errors),
        excepted=0,
        seconds=1.0,
    )
    return list(claims(target, PLAN, outcome))


def test_a_check_that_held_every_time_has_passed() -> None:
    (claim,) = told()
    assert (claim.verdict, claim.kind, claim.name) == (Verdict.PASSED, Kind.FUZZ, "adds up")
    assert claim.expected == "in 4 requests"
    assert claim.clause == CUSTOMER.clause
    assert not claim.curl + claim.replay


def test_a_check_that_failed_once_has_failed_however_often_it_held() -> None:
    broken = found("sums", 2, 7).model_copy(update={"check": "adds_up"})
    (claim,) = told(broken)
    assert (claim.verdict, claim.name, claim.clause) == (Verdict.FAILED, "adds up: sums", "clause")
    assert claim.actual == "that (2 times, first in fuzzing)"
    assert claim.curl == "curl 7"


@pytest.mark.parametrize(
    ("errors", "successes", "requests", "unknown"),
    [
        (["no answer to GET /"], 1, 9, ["can be asked and judged"]),
        ([], 0, 9, [REACHED]),
        (["it crashed"], 0, 9, ["can be asked and judged", REACHED]),
        ([], 0, 0, []),
    ],
)
def test_what_could_not_be_asked_is_unknown_and_never_a_success(
    errors: list[str], successes: int, requests: int, unknown: list[str]
) -> None:
    found_ = told(errors=errors, successes=successes, requests=requests)
    assert [claim.name for claim in found_ if claim.verdict is Verdict.UNKNOWN] == unknown
    verdict = worst(claim.verdict for claim in found_)
    assert EXIT[verdict] == (3 if unknown else 0)


def test_an_operation_that_nothing_was_claimed_about_is_unknown() -> None:
    assert worst(claim.verdict for claim in told(passed=(), requests=0, successes=0)) is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("target", "end"),
    [
        (OURS, ["--against", "providers"]),
        (STRANGER, ["--base-url", URL, "--dataset", "--token", "$WXC_TOKEN"]),
        (Target(name=URL, base_url=URL), ["--base-url", URL]),
    ],
    ids=["ours", "a stranger with a token", "a stranger"],
)
def test_a_replay_line_asks_the_same_service_for_the_same_requests(target: Target, end: list[str]) -> None:
    words = shlex.split(replay(target, PLAN, CUSTOMER.operation_id, 8))
    begin = ["wxc", "fuzz", "crm", "--operation", "getCustomer", "--seed", "8", "--examples", "50"]
    assert words == [*begin, *end]


def test_a_secret_token_is_in_no_claim() -> None:
    broken = found("leaks", 1, 7).model_copy(
        update={name: f"{name} {SECRET}" for name in ("expected", "actual", "curl")}
    )
    texts = [claim.model_dump_json() for claim in told(broken, target=STRANGER, errors=[f"who is {SECRET}?"])]
    assert SECRET not in "".join(texts)
    assert "".join(texts).count("$WXC_TOKEN") >= 4


@pytest.mark.parametrize("check", CLAUSES)
def test_a_check_of_schemathesis_names_a_clause_that_is_not_the_operations(check: str) -> None:
    assert clause_of(CUSTOMER, check) == CLAUSES[check] != CUSTOMER.clause


def test_a_late_answer_breaks_the_policy_and_any_other_check_the_operations_clause() -> None:
    assert clause_of(CUSTOMER, "max_response_time") == CUSTOMER.policy.clause
    assert clause_of(CUSTOMER, "response_schema_conformance") == CUSTOMER.clause
