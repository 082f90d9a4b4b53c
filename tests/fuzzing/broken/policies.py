"""Location: policies of another form, refusals with another code, status or header."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.fuzzing.asking import ask
from tests.fuzzing.broken.access import POLICY
from tests.fuzzing.spoiling import accepted, having, refused_as
from tests.fuzzing.variant import BY_ID, FINDINGS, Broken, breaks, clauses_of
from workexec_contracts.contracts.vocabulary import METHOD_NOT_ALLOWED, STANDARDS, VALIDATION_ERROR

if TYPE_CHECKING:
    from workexec_contracts.providers import Call, Reply

NOT_FOUND, NOT_CONFIGURED = (
    POLICY.error(code) for code in ("LOCATION_NOT_FOUND", "APPROVAL_POLICY_NOT_CONFIGURED")
)
TAX_NOT_CONFIGURED = BY_ID["calculateTax"].error("TAX_CODE_NOT_CONFIGURED")


@breaks(POLICY, *clauses_of(POLICY), FINDINGS["F41"], by=(ask(POLICY, locationId="LOC-005"),))
def own_approval_method_leaked(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    verbal = reply.body.get("approvalMethod") == "VERBAL_CONFIRMATION"
    return having(reply, approvalMethod="VERBAL") if verbal else reply


@breaks(POLICY, by=(ask(POLICY, locationId="LOC-002"),), in_example=True)
def days_as_text(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    days = reply.body.get("expiresInDays")
    return reply if days is None else having(reply, expiresInDays=f"{days}")


@breaks(POLICY, NOT_CONFIGURED.clause, STANDARDS, by=(ask(POLICY, locationId="LOC-004"),))
def code_of_another_operation(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return refused_as(reply, TAX_NOT_CONFIGURED) if reply.body.get("code") == NOT_CONFIGURED.code else reply


@breaks(POLICY, NOT_FOUND.clause, STANDARDS, by=(ask(POLICY, locationId="LOC-999"),))
def unknown_location_answered_400(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    found = reply.body.get("code") == NOT_FOUND.code
    return refused_as(reply, NOT_FOUND, status=VALIDATION_ERROR.status) if found else reply


@breaks(POLICY, NOT_FOUND.clause, by=(ask(POLICY, locationId="LOC-999"),))
def unknown_location_has_the_default_policy(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return accepted(provider, call, reply) if reply.body.get("code") == NOT_FOUND.code else reply


@breaks(
    POLICY,
    METHOD_NOT_ALLOWED.clause,
    POLICY.clause,
    by=(ask(POLICY, method="PUT", locationId="LOC-001"),),
)
def refused_method_without_allow(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    kept = {name: value for name, value in reply.headers.items() if name != "Allow"}
    return replace(reply, headers=kept)
