"""What holds for every operation: error body, common errors, headers, paging, the general policy."""

from __future__ import annotations

from typing import Literal

from .endpoint import Header, Parameter
from .error import ErrorCode
from .policy import FailMode, Outcome, Policy, Retry
from .wire import Count, Response, Text

GUIDELINES = "Integration Guidelines"
STANDARDS = f"{GUIDELINES} / Error Handling Standards"
SUMMARY = "Phase 4.4 / Integration Patterns Summary"
CACHING = f"{GUIDELINES} / Caching Strategies"
AUTHENTICATION = f"{GUIDELINES} / Authentication & Authorization"
TIMEOUT_S = 30
BEARER_PATTERN = r"^Bearer [A-Za-z0-9._~+/=-]+$"
DEEPEST = 64
"""How many levels of objects and lists a body may have, itself the first (F64)."""


class FieldError(Response):
    """One member or parameter that is wrong, and how."""

    field: Text
    message: Text


class ErrorBody(Response):
    """The body of every refusal (F01)."""

    code: Text
    message: Text
    correlation_id: Text
    field_errors: list[FieldError] | None = None
    existing_resource_id: Text | None = None


class Accepted(Response):
    """The acknowledgement of an event (F14, F17)."""

    event_id: Text
    status: Literal["ACCEPTED"]


class Page(Response):
    """The paging members of a search result; `items` comes with each search."""

    page_index: Count
    page_size: Count
    total_count: Count
    has_next_page: bool


def common(code: str, status: int, message: str, display: str | None, finding: str = "F02") -> ErrorCode:
    """An error that every operation answers and no table of the document lists."""
    return ErrorCode(
        code=code, status=status, message=message, display=display, clause=STANDARDS, assumed_by=finding
    )


UNAUTHORIZED = common("UNAUTHORIZED", 401, "A bearer token is required", None)
NOT_FOUND = common("NOT_FOUND", 404, "Resource not found", "Resource not found")
METHOD_NOT_ALLOWED = common("METHOD_NOT_ALLOWED", 405, "Method not allowed", None)
VALIDATION_ERROR = common("VALIDATION_ERROR", 400, "The request is not valid", None)
SERVICE_UNAVAILABLE = common(
    "SERVICE_UNAVAILABLE",
    503,
    "Service temporarily unavailable",
    "Service temporarily unavailable; try again later",
)
IDEMPOTENCY_CONFLICT = common(
    "IDEMPOTENCY_CONFLICT", 409, "The idempotency key was used with another body", None, "F20"
)
INVALID_PAGE_SIZE = ErrorCode(
    code="INVALID_PAGE_SIZE",
    status=400,
    message="Page size out of range (1-100)",
    display=None,
    clause="Product/Catalog Domain / Search Parts",
)
COMMON_ERRORS = (UNAUTHORIZED, NOT_FOUND, METHOD_NOT_ALLOWED, VALIDATION_ERROR, SERVICE_UNAVAILABLE)

AUTHORIZATION = Header(
    name="Authorization",
    required=True,
    pattern=BEARER_PATTERN,
    example="Bearer eyJhbGciOiJub25lIn0.e30.c2ln",
    clause=AUTHENTICATION,
)
TRACEPARENT = Header(
    name="traceparent",
    required=False,
    pattern=r"^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
    example="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    clause=AUTHENTICATION,
)
CORRELATION_ID = Header(
    name="X-Correlation-Id", required=False, pattern=None, example="corr-1", clause=STANDARDS
)
IDEMPOTENCY_KEY = Header(
    name="Idempotency-Key",
    required=True,
    pattern=None,
    example="0b7c1a52-6f7e-4f0e-9c1d-5b1f6a3e2d10",
    clause=AUTHENTICATION,
)
HEADERS = (AUTHORIZATION, TRACEPARENT, CORRELATION_ID)
MUTATION_HEADERS = (*HEADERS, IDEMPOTENCY_KEY)

PAGE_INDEX = Parameter(name="pageIndex", description="0-indexed page number", kind="integer", default=0)
PAGE_SIZE = Parameter(
    name="pageSize",
    description="Results per page (1-100)",
    kind="integer",
    minimum=1,
    maximum=100,
    default=20,
    out_of_range="INVALID_PAGE_SIZE",
)
PAGING = (PAGE_INDEX, PAGE_SIZE)

TRANSIENT = frozenset(Outcome)
"""What an integration of the summary table retries (F11)."""


def general_policy(sla_s: float, *, fail_mode: FailMode = FailMode.SHOWN) -> Policy:
    """Where the summary table names no policy: one retry, after a time-out only (F12, F49, F52)."""
    return Policy(
        retry=Retry(delays_s=(1,), on=frozenset({Outcome.TIMED_OUT})),
        fail_mode=fail_mode,
        timeout_s=TIMEOUT_S,
        sla_s=sla_s,
        sla_assumed=True,
        clause=STANDARDS,
    )


GENERAL_READ = general_policy(2)
GENERAL_WRITE = general_policy(3)


def event_policy(sla_s: float, fail_mode: FailMode, clause: str) -> Policy:
    """An event's policy: one attempt and up to three retries after 1, 2 and 4 s (F11)."""
    return Policy(
        retry=Retry(delays_s=(1, 2, 4), on=TRANSIENT),
        fail_mode=fail_mode,
        timeout_s=TIMEOUT_S,
        sla_s=sla_s,
        dead_letter=fail_mode is FailMode.OPEN,
        clause=clause,
    )
