"""The hand-broken variants of the foreign provider: one clause broken by each, in one way."""

from __future__ import annotations

from dataclasses import dataclass

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import AUTHENTICATION, IDEMPOTENCY_CONFLICT, STANDARDS

BY_ID = {operation.operation_id: operation for _, operation in operations()}
TAX, CODES = BY_ID["calculateTax"], BY_ID["listTaxCodes"]
POLICY, EVENT = BY_ID["getApprovalPolicy"], BY_ID["deliverInventoryEvent"]


@dataclass(frozen=True)
class Variant:
    """The clause that it breaks, and words of the failure that follows."""

    clause: str
    says: str
    by_pact: str = ""
    """The same in the words of Pact's verifier, where they differ."""

    def told(self, kind: str) -> str:
        return (self.by_pact or self.says) if kind == "pacts" else self.says


VARIANTS = {
    "wrong-total": Variant(TAX.clause, "grandTotal"),
    "half-even": Variant(TAX.clause, "taxAmount 0.05", "$.items[0].taxAmount 0.05"),
    "amount-as-text": Variant(
        TAX.clause, "totalTax: Input should be a number", "'10.80' (String) to be a number"
    ),
    "missing-member": Variant(
        CODES.clause,
        "applicableItemTypes: Field required",
        "missing the following keys: applicableItemTypes",
    ),
    "own-enum-value": Variant(
        POLICY.clause, "approvalMethod: Input should be 'SIGNATURE'", "$.approvalMethod: Expected 'WET_INK'"
    ),
    "unconfigured-code-taxed": Variant(
        TAX.error("TAX_CODE_NOT_CONFIGURED").clause,
        "409 TAX_CODE_NOT_CONFIGURED",
        "expected 409 but was 200",
    ),
    "other-error-code": Variant(POLICY.error("LOCATION_NOT_FOUND").clause, "LOCATION_NOT_FOUND"),
    "no-correlation-id": Variant(
        STANDARDS, "correlationId: Field required", "missing the following keys: correlationId"
    ),
    "anybody-may-ask": Variant(AUTHENTICATION, "401 UNAUTHORIZED", "expected 401 but was 200"),
    "accepted-as-200": Variant(EVENT.clause, "202"),
    "conflict-ignored": Variant(
        IDEMPOTENCY_CONFLICT.clause, "409 IDEMPOTENCY_CONFLICT", "expected 409 but was 202"
    ),
}
"""The keys are those of provider/behaviour.mjs."""
