"""Each check of the data is clean today and fires on a copy in which one thing is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from workexec_contracts import lint
from workexec_contracts.contracts import accounting, catalog, crm, order, people, pricing
from workexec_contracts.contracts.vocabulary import (
    MUTATION_HEADERS,
    PAGE_INDEX,
    PAGE_SIZE,
    Comparison,
    Const,
    FailMode,
    Member,
    Parameter,
    Rule,
    Status,
    Sum,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Break = Callable[..., lint.Given]

PARTS = catalog.search_parts
TAX = pricing.calculate_tax
SESSION = people.work_session_recorded
BILLING = order.ready_for_billing


def copy(model: Any, **update: object) -> Any:  # noqa: ANN401  # any piece of a contract
    return model.model_copy(update=update)


def policy(**update: object) -> dict[str, Any]:
    return {"policy": copy(PARTS.policy, **update)}


def waits(*delays: float) -> dict[str, Any]:
    return policy(retry=copy(PARTS.policy.retry, delays_s=delays))


def example(operation: Any, **update: object) -> dict[str, Any]:  # noqa: ANN401  # an endpoint
    return {"examples": (copy(operation.examples[0], **update),)}


OPERATIONS: dict[str, dict[str, Any]] = {
    "duplicate-operation-id:searchServices": {"operation_id": "searchServices"},
    "duplicate-path:GET /api/v1/product/services/search": {"path": "/api/v1/product/services/search"},
    "pending-without-blocker:searchParts": {"blocked_by": None},
    "ready-but-blocked:searchParts": {"status": Status.READY},
    "status-differs:searchParts": {"blocked_by": "somebody"},
    "unknown-clause:Nowhere": {"clause": "Nowhere"},
    "unknown-finding:F99": {"assumptions": ("F99",)},
    "error-without-status:searchParts GONE_WRONG": {
        "errors": (*PARTS.errors, copy(PARTS.errors[0], code="GONE_WRONG", status=200))
    },
    "error-not-in-document:GONE_WRONG": {"errors": (*PARTS.errors, copy(PARTS.errors[0], code="GONE_WRONG"))},
    "display-not-in-document:UNAUTHORIZED": {
        "errors": (copy(PARTS.errors[0], display="Go away"), *PARTS.errors[1:])
    },
    "assumption-differs:INVALID_PAGE_SIZE": {
        "errors": tuple(
            copy(each, assumed_by="F02") if each.code == "INVALID_PAGE_SIZE" else each
            for each in PARTS.errors
        )
    },
    "error-differs:searchParts CATALOG_SERVICE_UNAVAILABLE": {
        "errors": tuple(copy(each, message="other") for each in PARTS.errors)
    },
    "undeclared-error:searchParts INVALID_PAGE_SIZE": {
        "errors": tuple(each for each in PARTS.errors if each.code != "INVALID_PAGE_SIZE")
    },
    "unknown-collection:searchParts nothing": {"behaviour": copy(PARTS.behaviour, collection="nothing")},
    "unknown-column:searchParts parts.colour": {"behaviour": copy(PARTS.behaviour, text=("colour",))},
    "unknown-parameter:searchParts colour": {"behaviour": copy(PARTS.behaviour, query="colour")},
    "unknown-cache-key:searchParts colour": {"cache": copy(PARTS.cache, key=("colour",))},
    "cache-differs:searchParts": {"cache": copy(PARTS.cache, ttl_s=301)},
    "cached-mutation:searchParts": {"headers": MUTATION_HEADERS},
    "default-out-of-range:searchParts pageSize": {
        "parameters": (*PARTS.parameters[:3], PAGE_INDEX, copy(PAGE_SIZE, default=101))
    },
    "parameter-example-refused:searchParts pageSize": {
        "parameters": (*PARTS.parameters[:3], PAGE_INDEX, copy(PAGE_SIZE, example="many"))
    },
    "parameter-differs:searchParts pageSize": {
        "parameters": (*PARTS.parameters[:3], PAGE_INDEX, copy(PAGE_SIZE, maximum=50))
    },
    "parameter-differs:searchParts colour": {
        "parameters": (*PARTS.parameters, Parameter(name="colour", description="colour"))
    },
    "parameter-differs:searchParts availability": {
        "parameters": tuple(
            copy(each, values=("IN_STOCK",)) if each.name == "availability" else each
            for each in PARTS.parameters
        )
    },
    "path-parameter-differs:searchParts sku": {"path": "/api/v1/product/parts/{sku}"},
    "endpoint-not-in-document:searchParts": {"path": "/api/v1/product/parts/find"},
    "endpoint-without-contract:GET /api/v1/product/parts/search": {"path": "/api/v1/product/parts/find"},
    "retry-budget-beyond-sla:searchParts": waits(3),
    "retry-delay-negative:searchParts": waits(-1),
    "retry-delay-decreasing:searchParts": waits(0.5, 0.25),
    "dead-letter-of-blocking-event:searchParts": policy(dead_letter=True),
    "policy-differs:searchParts": policy(sla_assumed=False),
    "example-breaks-response:searchParts unfiltered": example(PARTS, response={"items": []}),
    "example-breaks-request:searchParts unfiltered": example(PARTS, request={"pageSize": "0"}),
    "example-differs:searchParts unfiltered": example(
        PARTS, response={**PARTS.examples[0].response, "totalCount": 143}
    ),
}


@pytest.mark.parametrize("problem", OPERATIONS)
def test_a_broken_operation_is_found(problem: str, with_operation: Break, today: lint.LintReport) -> None:
    report = lint.run(with_operation("searchParts", **OPERATIONS[problem]))
    found = {each.keys[1] for each in report.problems}
    assert problem in found
    assert problem not in {each.keys[1] for each in today.problems}
    assert report.exit_code == (0 if problem.startswith("retry-budget") else 1)


def test_a_body_that_breaks_its_schema_is_found(with_operation: Break) -> None:
    broken = with_operation("calculateTax", **example(TAX, request={"locationId": "LOC-001", "items": []}))
    assert "example-breaks-request:calculateTax two lines" in keys(broken)


def test_a_search_example_without_any_of_its_terms_is_found(with_operation: Break) -> None:
    broken = with_operation("searchVehicles", **example(crm.search_vehicles, request={}))
    assert "example-breaks-request:searchVehicles vehicles of CUST-001" in keys(broken)


def test_an_sla_that_is_not_the_summary_tables_is_found(with_operation: Break) -> None:
    broken = with_operation("getCustomer", policy=copy(crm.POLICY, sla_s=3))
    assert "policy-differs:getCustomer" in keys(broken)


NEGATIVE = Rule(
    name="no_such_member",
    says="it must be positive",
    field="data.nothing",
    requires=Comparison(left=Member(path="data.nothing"), is_=">=", right=Const(value=0)),
    clause=people.CLAUSE,
)
IMPOSSIBLE = copy(
    NEGATIVE,
    field="data.billableMinutes",
    requires=Comparison(left=Member(path="data.billableMinutes"), is_="<", right=Const(value=0)),
)
CREDIT = copy(
    IMPOSSIBLE,
    name="credit",
    requires=Comparison(
        left=Sum(terms=(Member(path="data.billableMinutes"),)), is_=">=", right=Const(value=0)
    ),
)
EVENTS: dict[str, dict[str, Any]] = {
    "duplicate-event-type:com.durion.workexec.workorder.ready_for_billing": {"type": BILLING.type},
    "event-type-malformed:work_session_recorded": {"type": "com.durion.people.work_session_recorded"},
    "consumer-differs:work_session_recorded": {"consumer": "order"},
    "event-differs:work_session_recorded": {"trigger": "POST /api/v1/workorder/{workorderId}/finalize"},
    "example-breaks-event:work_session_recorded": {"example": {**SESSION.example, "time": "today"}},
    "example-breaks-rule:work_session_recorded": {"rules": (IMPOSSIBLE,)},
    "unknown-member:work_session_recorded data.nothing": {"rules": (NEGATIVE,)},
    "sum-bounded-but-not-its-terms:work_session_recorded credit": {"rules": (CREDIT,)},
    "unknown-column:deliverPeopleEvent people.name": {"requires": (copy(SESSION.requires[0], by="name"),)},
    "unknown-collection:deliverPeopleEvent staff": {
        "requires": (copy(SESSION.requires[0], collection="staff"),)
    },
    "policy-differs:deliverPeopleEvent": {"policy": copy(SESSION.policy, fail_mode=FailMode.OPEN)},
    "ready-but-blocked:work_session_recorded": {"blocked_by": "somebody"},
}


@pytest.mark.parametrize("problem", EVENTS)
def test_a_broken_event_is_found(problem: str, with_event: Break, today: lint.LintReport) -> None:
    broken = with_event("work_session_recorded", **EVENTS[problem])
    assert problem in keys(broken)
    assert problem not in {each.keys[1] for each in today.problems}


def test_a_finding_for_an_unknown_domain_is_found(with_finding: Break) -> None:
    assert "unknown-domain:marketing" in keys(with_finding("F08", confirm=("marketing",)))


def test_two_findings_of_one_id_are_found(with_finding: Break) -> None:
    assert "duplicate-finding:F09" in keys(with_finding("F08", id="F09"))


def test_a_domain_that_consumes_two_events_is_checked_too(with_domain: Break) -> None:
    broken = with_domain("order", consumes=(BILLING, accounting.snapshot_finalized))
    assert "consumer-differs:snapshot_finalized" in keys(broken)


def test_an_example_with_a_status_that_nobody_answers_is_found(with_operation: Break) -> None:
    broken = with_operation("calculateTax", **example(TAX, status=418))
    assert "example-breaks-response:calculateTax two lines" in keys(broken)


def test_two_rows_of_one_key_are_found(with_domain: Break) -> None:
    parts = catalog.DOMAIN.collections[0]
    twice = copy(parts, rows=(*parts.rows, *parts.rows))
    assert "collection-misfit:parts" in keys(with_domain("catalog", collections=(twice,)))


def keys(what: lint.Given) -> set[str]:
    return {problem.keys[1] for problem in lint.run(what).problems}
