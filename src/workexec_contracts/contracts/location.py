"""Location: the approval policy and its legal terms."""

from __future__ import annotations

from typing import Literal

from .vocabulary import (
    CACHING,
    COMMON_ERRORS,
    GENERAL_READ,
    HEADERS,
    Cache,
    Collection,
    Count,
    Domain,
    Endpoint,
    ErrorCode,
    Example,
    Lookup,
    Parameter,
    Response,
    Status,
    Text,
)

CLAUSE = "Location Domain"
REQUIRED = f"{CLAUSE} / Required Contract"
ONE_HOUR = 3600


class ApprovalPolicy(Response):
    """How an estimate is approved at a location (F41)."""

    location_id: Text
    approval_method: Literal["SIGNATURE", "CLICK_CONFIRM", "ELECTRONIC_SIGNATURE", "VERBAL_CONFIRMATION"]
    require_signature: bool
    legal_terms_text: Text
    legal_terms_version: Text
    policy_mode: Literal["LOCATION_SPECIFIC", "DEFAULT"]
    expires_in_days: Count


LOCATION_NOT_FOUND = ErrorCode(
    code="LOCATION_NOT_FOUND",
    status=404,
    message="Location does not exist",
    display="Resource not found",
    clause=REQUIRED,
)
APPROVAL_POLICY_NOT_CONFIGURED = ErrorCode(
    code="APPROVAL_POLICY_NOT_CONFIGURED",
    status=409,
    message="No approval policy configured for location",
    display=None,
    clause=REQUIRED,
)
SIGNATURE_POLICY = {
    "locationId": "LOC-001",
    "approvalMethod": "SIGNATURE",
    "requireSignature": True,
    "legalTermsText": "By signing below, you authorize the work described in this estimate...",
    "legalTermsVersion": "2024-01-01",
    "policyMode": "LOCATION_SPECIFIC",
    "expiresInDays": 7,
}
DEFAULT_TERMS = "By confirming, you authorize the work described in this estimate."


def _policy(location_id: str, method: str, mode: str, days: int) -> dict[str, object]:
    return {
        **SIGNATURE_POLICY,
        "locationId": location_id,
        "approvalMethod": method,
        "requireSignature": "SIGNATURE" in method,
        "legalTermsText": DEFAULT_TERMS,
        "policyMode": mode,
        "expiresInDays": days,
    }


POLICIES = (
    SIGNATURE_POLICY,
    _policy("LOC-002", "CLICK_CONFIRM", "LOCATION_SPECIFIC", 14),
    _policy("LOC-003", "ELECTRONIC_SIGNATURE", "LOCATION_SPECIFIC", 30),
    _policy("LOC-005", "VERBAL_CONFIRMATION", "DEFAULT", 3),
)

get_approval_policy = Endpoint(
    operation_id="getApprovalPolicy",
    title="Approval Policy",
    method="GET",
    path="/api/v1/location/approval-policy",
    summary="Reads the approval policy and legal terms of a location",
    clause=REQUIRED,
    status=Status.PENDING,
    blocked_by="Ownership unclear (Location vs WorkExec)",
    status_code=200,
    parameters=(
        Parameter(name="locationId", description="Location identifier", required=True, example="LOC-001"),
    ),
    response=ApprovalPolicy,
    headers=HEADERS,
    errors=(*COMMON_ERRORS, LOCATION_NOT_FOUND, APPROVAL_POLICY_NOT_CONFIGURED),
    policy=GENERAL_READ,
    cache=Cache(ttl_s=ONE_HOUR, key=("locationId",), clause=CACHING),
    behaviour=Lookup(
        collection="approvalPolicies",
        parameter="locationId",
        missing="LOCATION_NOT_FOUND",
        parent="locations",
        unlinked="APPROVAL_POLICY_NOT_CONFIGURED",
    ),
    examples=(
        Example(
            name="policy of LOC-001",
            request={"locationId": "LOC-001"},
            response=SIGNATURE_POLICY,
            status=200,
            clause=REQUIRED,
        ),
    ),
    assumptions=("F01", "F02", "F05", "F28", "F41", "F49", "F55"),
)

DOMAIN = Domain(
    name="location",
    title="Location",
    owner="pos-location",
    clause=CLAUSE,
    endpoints=(get_approval_policy,),
    collections=(
        Collection(
            name="locations",
            key="locationId",
            size=5,
            rows=tuple({"locationId": f"LOC-{number:03d}"} for number in range(1, 6)),
        ),
        Collection(name="approvalPolicies", key="locationId", size=len(POLICIES), rows=POLICIES),
    ),
)
