from __future__ import annotations

from inspect import ismodule
from typing import TYPE_CHECKING

import pytest

from workexec_contracts import contracts, lint

if TYPE_CHECKING:
    from collections.abc import Callable

    Break = Callable[..., lint.Given]

NOT_COMPUTABLE = {"F30", "F32", "F47", "F56"}


def uncovered(what: lint.Given) -> set[str]:
    return {problem.keys[1] for problem in lint.run(what).uncovered}


def test_today_every_problem_is_covered_and_no_finding_is_stale(today: lint.LintReport) -> None:
    report = today
    assert report.uncovered == ()
    assert report.unused == ()
    assert report.exit_code == 0
    assert len(report.problems) > 250


def test_computation_finds_every_finding_but_four(today: lint.LintReport) -> None:
    assert set(today.computed) == {f"F{number:02d}" for number in range(1, 66)} - NOT_COMPUTABLE


def test_what_no_computation_finds_is_recorded_without_problems() -> None:
    assert {finding.id for finding in contracts.FINDINGS if not finding.problems} == NOT_COMPUTABLE


@pytest.mark.parametrize("finding", [f.id for f in contracts.FINDINGS if f.problems and f.id != "F11"])
def test_without_its_finding_a_problem_is_uncovered(finding: str, with_finding: Break) -> None:
    report = lint.run(with_finding(finding, gone=True))
    assert [problem for problem in report.uncovered if problem.kind != "unknown-finding"]
    assert report.exit_code == 1


def test_a_problem_that_two_findings_cover_survives_one_of_them(with_finding: Break) -> None:
    left = uncovered(with_finding("F11", gone=True))
    assert "retry-delays-unstated:People" in left
    assert "outcome-unanswered:502" not in left  # F52 covers it too


def test_a_finding_that_covers_nothing_is_stale(with_finding: Break) -> None:
    broken = with_finding("F08", problems=("no-such-problem",))
    assert uncovered(broken) == {
        "stale-finding:F08 no-such-problem",
        "unknown-id-unanswered:GET /api/v1/pricing/tax-codes locationId",
    }
    assert lint.run(broken).unused == (("F08", "no-such-problem"),)


def test_a_document_mended_by_its_owner_makes_the_finding_stale(with_text: Break) -> None:
    mended = with_text('taxTotal": 33.60', 'taxTotal": 28.80')
    assert "stale-finding:F23 tax-total-differs" in uncovered(mended)


def test_the_same_contracts_give_the_same_report(today: lint.LintReport) -> None:
    assert lint.run() == today


def test_the_front_door() -> None:
    names = {name for name, value in vars(lint).items() if name[0] != "_" and not ismodule(value)}
    assert names == set(lint.__all__)
