"""What each command's result shows, as evidence: from results, without running anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.audit.test_reports import collected as audited
from tests.audit.test_reports import ruling
from tests.load.conftest import CALM
from tests.load.test_result import ABOUT, PROFILE, outage
from tests.load.test_throughput import LIMITS, ORDER, step
from tests.report.conftest import case, collected
from tests.report.mutation.test_mutation_reports import RUN as MUTATION
from tests.report.mutation.test_mutation_reports import trial
from workexec_contracts.audit import Claim
from workexec_contracts.load import ThroughputResult, conclude, concluded, consumers, objectives
from workexec_contracts.report.bundle import Evidence, shown
from workexec_contracts.report.bundle.shown.gathering import MOST, gathered
from workexec_contracts.verdict import Verdict
from workexec_contracts.verification.mutation import Layer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.report.bundle import Shown


def of(shown_: Shown, contract: str) -> list[Evidence]:
    return [row for row in shown_.evidence if row.contract == contract]


def counts(rows: Iterable[Evidence]) -> list[tuple[str, Verdict, int]]:
    return [(row.what, row.verdict, row.count) for row in rows]


def test_what_passed_alike_is_one_row_and_what_did_not_has_its_own_up_to_a_limit() -> None:
    def row(verdict: Verdict, what: str = "a case") -> Evidence:
        return Evidence(contract="getCustomer", what=what, verdict=verdict, clause="a clause")

    passed = [row(Verdict.PASSED)] * 7
    failed = [row(Verdict.FAILED, f"case {number}") for number in range(MOST + 5)]
    found = gathered([*passed, *failed, row(Verdict.UNKNOWN, "who knows")])
    assert len(found) == MOST + 3
    assert counts(found[MOST:]) == [
        ("and 5 more like them: the run's own report has all", Verdict.FAILED, 5),
        ("who knows", Verdict.UNKNOWN, 1),
        ("a case", Verdict.PASSED, 7),
    ]
    total = sum(one.count for one in found)
    assert total == 7 + MOST + 5 + 1


def test_a_verification_has_a_row_for_each_failure_with_all_that_is_known_of_it() -> None:
    cases = [case(Verdict.PASSED, "one"), case(Verdict.PASSED, "two"), case(Verdict.FAILED, "three")]
    found = shown.of_verification(collected(*cases))
    failed, passed = of(found, "getCustomer")
    assert (passed.what, passed.count, passed.verdict) == ("cases of the contract", 2, Verdict.PASSED)
    told = {"what", "clause", "expected", "actual", "request", "replay"}
    assert failed.model_dump(include=told) == {
        "what": "case three",
        "clause": "clause three",
        "expected": "200 three",
        "actual": "500 three",
        "request": "curl three",
        "replay": "wxc verify crm --case three",
    }
    assert (found.verdict, found.exit_code, found.target) == (Verdict.FAILED, 1, "http://service")
    assert found.mends == "", "the owner of the contract mends a service that is not ours"


def test_a_contract_to_which_nothing_was_put_is_unknown() -> None:
    found = shown.of_verification(collected(case(Verdict.PASSED, "one"), verdict=Verdict.PASSED))
    assert counts(of(found, "getVehicle")) == [("no case was executed", Verdict.UNKNOWN, 1)]


def test_our_own_neighbours_are_mended_by_us() -> None:
    ours = shown.of_verification(collected(case(Verdict.FAILED, "one"), ours=True))
    assert ours.mends == "maintainers of the stubs"


def test_a_mutant_that_nobody_notices_is_no_pass_and_has_the_command_that_shows_it() -> None:
    found = shown.of_mutation(MUTATION)
    gap = next(row for row in found.evidence if row.contract and row.verdict is not Verdict.PASSED)
    assert gap.contract == "searchParts"
    assert gap.replay == "wxc mutate --mutant 's/p/gap' --seed 1"
    assert not found.proves, "it is about the harness: no contract is broken by it"
    held = [(row.what, row.count) for row in of(found, "searchParts") if row.verdict is Verdict.PASSED]
    assert held == [("noticed: paging broken", 1), ("equivalent: nobody can tell", 1)]
    (problem,) = of(found, "")
    assert (problem.what, problem.verdict) == ("a new survivor: s/p/gap", Verdict.FAILED)
    assert (found.verdict, found.exit_code) == (Verdict.FAILED, 1)


def test_mutants_that_were_noticed_are_counted() -> None:
    trials = tuple(trial(f"s/p/{number}", Layer.RULES) for number in range(4))
    run = MUTATION.model_copy(update={"trials": trials, "problems": (), "verdict": Verdict.PASSED})
    found = shown.of_mutation(run)
    assert counts(found.evidence) == [("noticed: paging broken", Verdict.PASSED, 4)]
    shares = {figure.name: figure.value for figure in found.figures}
    assert shares == {"killed by pacts": 0.0, "killed by rules": 100.0, "killed by fuzzing": 0.0}


def test_a_load_has_a_verdict_for_each_operation_and_percentiles_beside_their_limits() -> None:
    clocks = outage()
    for number in range(600):
        clocks.attempt("getVehicle", number / 10, 2.049)
    result = conclude(clocks, ABOUT, PROFILE, CALM, objectives(["crm"]))
    found = shown.of_load(result)
    assert (found.mends, shown.of_load(result, ours=True).mends) == ("", "maintainers of the stubs")
    (broken,) = of(found, "getVehicle")
    assert broken.verdict is Verdict.FAILED
    assert broken.expected
    assert "2,049 ms" in broken.actual
    figure, *others = [one for one in found.figures if one.contract == "getVehicle"]
    assert (figure.name, figure.unit) == ("p95", "s")
    assert [(one.name, one.limit) for one in others] == [("p50", None), ("p99", None)]
    assert figure.value == pytest.approx(2.049)
    (limit,) = {one.limit_s for one in objectives(["crm"]) if one.operation == "getVehicle"}
    assert figure.limit == limit
    (unasked,) = of(found, "searchCustomers")
    assert unasked.verdict is Verdict.UNKNOWN


def test_of_a_search_for_throughput_what_was_not_tried_is_unknown() -> None:
    steps = [step(100), step(200, seconds=1), step(210, seconds=4, failed=0.1)]
    people = consumers(["people"])[0]
    result = ThroughputResult(
        target="providers",
        seed="1",
        workers=1,
        started_at="2026-01-25T14:30:00Z",
        seconds=21,
        limits=LIMITS,
        exit_code=3,
        endpoints=(concluded(ORDER, LIMITS, steps), concluded(people, LIMITS, [])),
    )
    found = shown.of_throughput(result)
    assert found.verdict is Verdict.UNKNOWN
    (untried,) = of(found, people.operation)
    assert untried.verdict is Verdict.UNKNOWN
    assert [(one.contract, one.unit) for one in found.figures] == [(ORDER.operation, "events/s")]


def test_an_audit_has_each_broken_claim_with_its_time_line_and_names_who_mends_it() -> None:
    found = shown.of_audit(audited(ruling(Verdict.PASSED), ruling(Verdict.FAILED, claim=Claim.HEADERS)))
    failed, passed = of(found, "getCustomer")
    assert (failed.what, failed.verdict) == (Claim.HEADERS.value, Verdict.FAILED)
    assert failed.actual == "retried <too> early"
    assert "+0.000 s  GET /x: 503" in failed.request
    assert (passed.what, passed.count) == ("claims kept", 1)
    assert found.mends == "ours", "the audited service, not the owner of the contract"


def test_a_recording_is_named_by_its_file_and_mended_by_who_was_recorded() -> None:
    result = audited(ruling(Verdict.FAILED))
    started = result.started.model_copy(update={"service": "a recording", "source": "here/journal.har"})
    found = shown.of_audit(result.model_copy(update={"started": started}))
    assert (found.target, found.mends) == ("journal.har", "the recorded WorkExec")
