"""A contradiction is found no more when the document is mended, and found where one is put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workexec_contracts import lint

if TYPE_CHECKING:
    from collections.abc import Callable

    Break = Callable[..., lint.Given]

MENDED = [
    (
        "F03",
        "| Results per page. Default: 20 |",
        "| Results per page (1-100). Default: 20 |",
        "parameter-described-differently",
    ),
    ("F04", "search?customerId=CUST-001`", "search?query=x&customerId=CUST-001`", "call-breaks-parameters"),
    ("F09", "No cache (high volatility; always fetch fresh)", "per search", "cache-stated-twice"),
    ("F10", "2x linear", "2x constant", "retry-stated-two-ways"),
    ("F11", "3 retries with exponential backoff;", "3 retries (1s, 2s, 4s);", "retry-delays-unstated:People"),
    (
        "F17",
        "| snapshot_finalized | One-way |",
        "| snapshot_finalized | One-way → Ack |",
        "one-way-fail-closed",
    ),
    ("F23", '"taxTotal": 33.60', '"taxTotal": 28.80', "tax-total-differs"),
    ("F25", "/crm/customer/{customerId}", "/crm/customers/{customerId}", "path-singular-and-plural:customer"),
    ("F36", "PROD-BRAKE-PAD", "PART-001", "one-sku-two-products"),
    ("F37", "Validate customer exists in Order system", "Validate the customer", "existence-stated-twice"),
    ("F39", '"correlationId"', '"correlation"', "header-repeated-in-event:correlationId"),
    ("F51", "after 3 failures", "after 4 failures", "attempts-ambiguous"),
    ("F60", "ordering guarantees", "idempotency", "claim-unkept"),
]


@pytest.mark.parametrize(("old", "new", "key"), [row[1:] for row in MENDED], ids=[row[0] for row in MENDED])
def test_a_mended_contradiction_is_found_no_more(
    old: str, new: str, key: str, with_text: Break, today: lint.LintReport
) -> None:
    def of(report: lint.LintReport) -> list[str]:
        return [each for problem in report.problems for each in [problem.keys[1]] if each.startswith(key)]

    assert len(of(lint.run(with_text(old, new)))) < len(of(today))


PUT_IN = [
    (
        "| ready_for_billing | One-way → Ack | 3x",
        "| ready_for_billing | One-way → Ack | 4x",
        "retry-stated-two-ways:Order",
    ),
    ("| Closed | 5s |", "| Closed | 9s |", "sla-stated-two-ways:Accounting"),
    ("| 2x linear | Open | 2s |", "| 2x linear | Closed | 2s |", "policy-differs:getCustomer"),
]


@pytest.mark.parametrize(("old", "new", "problem"), PUT_IN, ids=[row[2] for row in PUT_IN])
def test_a_contradiction_put_in_is_found(
    old: str, new: str, problem: str, with_text: Break, today: lint.LintReport
) -> None:
    report = lint.run(with_text(old, new))
    assert problem in {each.keys[1] for each in report.uncovered}
    assert problem not in {each.keys[1] for each in today.problems}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("| READY | None |", "| PENDING | CRM |", "status-differs:searchCustomers"),
        ("Page size out of range (1-100)", "Too large", "error-differs:searchParts INVALID_PAGE_SIZE"),
        (
            "`LOCATION_NOT_FOUND` | 404",
            "`LOCATION_NOT_FOUND` | 400",
            "error-differs:getApprovalPolicy LOCATION_NOT_FOUND",
        ),
        (
            "| `categoryId` | String | No |",
            "| `categoryId` | String | Yes |",
            "parameter-differs:searchParts categoryId",
        ),
        ('"totalCount": 142', '"totalCount": 141', "example-differs:searchParts unfiltered"),
        ("1 hour (low", "2 hours (low", "cache-differs:getVehicle"),
        ('"billableMinutes": 240', '"billableMinutes": 239', "event-differs:work_session_recorded"),
        ("`pos-people`", "`pos-staff`", "event-differs:work_session_recorded"),
        (
            "GET /api/v1/pricing/tax-codes",
            "GET /api/v2/pricing/tax-codes",
            "endpoint-not-in-document:listTaxCodes",
        ),
        ("#### Calculate Tax", "#### Tax", "unknown-clause:Pricing Domain / Calculate Tax"),
    ],
)
def test_data_that_the_document_left_behind_is_found(
    old: str, new: str, problem: str, with_text: Break
) -> None:
    report = lint.run(with_text(old, new))
    assert problem in {each.keys[1] for each in report.uncovered}


def test_a_document_without_any_known_heading_is_read_without_a_crash(
    with_text: Break, now: lint.Given
) -> None:
    report = lint.run(with_text(now.document.text, "# Another document\n\n## Overview\n\nNothing.\n"))
    assert report.exit_code == 1
    assert "endpoint-not-in-document:searchParts" in {each.keys[1] for each in report.uncovered}
