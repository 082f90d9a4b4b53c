from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from workexec_contracts import contracts, lint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Break = Callable[..., lint.Given]

VERDICT = {"verdict": "passed", "at": "2026-01-25T14:30:00Z", "against": "stubs"}


def test_each_problem_is_shown_with_where_clause_finding_and_decision(today: lint.LintReport) -> None:
    shown = lint.problem_rows(today)
    rows = {(row.problem, row.where): row for row in shown}
    row = rows["one-sku-two-products", "BRK-PAD-F"]
    assert row.covered_by == ("F36",)
    assert row.clause == "Phase 4.4 / 1. WorkExec ↔ Inventory Domain"
    assert row.decision == "Inventory finds stock by `productId`, then by `sku`."
    assert len(shown) == len(today.problems)


def test_uncovered_problems_are_shown_first(with_finding: Break) -> None:
    rows = lint.problem_rows(lint.run(with_finding("F36", gone=True)))
    uncovered = [not row.covered_by for row in rows]
    assert uncovered == sorted(uncovered, reverse=True)
    assert uncovered[0]


def test_findings_are_grouped_by_who_must_confirm_them() -> None:
    groups = lint.findings_by_domain()
    assert list(groups) == [*(domain.name for domain in contracts.domains()), "workexec"]
    assert all(name in finding.confirm for name, group in groups.items() for finding in group)
    assert {finding.id for group in groups.values() for finding in group} == {
        finding.id for finding in contracts.FINDINGS
    }


def test_findings_of_one_domain() -> None:
    assert list(lint.findings_by_domain("order")) == ["order"]


def test_findings_of_an_unknown_domain_name_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no domain 'marketing'; there are catalog, .*workexec"):
        lint.findings_by_domain("marketing")


def test_status_has_a_row_for_every_operation_and_every_event_that_is_not_delivered() -> None:
    names = [row.name for row in lint.status_rows({}, {})]
    operations = [operation.operation_id for _, operation in contracts.operations()]
    published = [event.name for event in contracts.events() if event.consumer is None]
    assert sorted(names) == sorted([*operations, *published])
    assert len(names) == len(set(names))


def test_status_says_what_blocks_what_is_stubbed_and_what_was_verified() -> None:
    verified = {"calculateTax": lint.Verification.model_validate(VERDICT)}
    rows = {row.name: row for row in lint.status_rows({"calculateTax": 12}, verified)}
    tax, parts = rows["calculateTax"], rows["searchParts"]
    assert (tax.domain, tax.contract, tax.status) == ("Pricing", "Tax Calculation", "PENDING")
    assert tax.blocked_by == "pos-price contracts undefined"
    assert "F07" in tax.assumptions
    assert tax.stubbed == 12
    assert tax.verified == verified["calculateTax"]
    assert (parts.stubbed, parts.verified) == (0, None)
    assert rows["searchCustomers"].status == "READY"


def test_verdicts_are_read_from_their_file(tmp_path: Path) -> None:
    path = tmp_path / "verified.json"
    assert lint.read_verified(path) == {}
    path.write_text(json.dumps({"calculateTax": VERDICT}), encoding="utf-8")
    assert lint.read_verified(path)["calculateTax"].verdict == "passed"


def test_a_verdict_of_another_word_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "verified.json"
    path.write_text(json.dumps({"calculateTax": {**VERDICT, "verdict": "green"}}), encoding="utf-8")
    with pytest.raises(ValueError, match="verdict"):
        lint.read_verified(path)
