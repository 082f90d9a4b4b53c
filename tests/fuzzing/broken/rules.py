"""Rules of payloads and references to the provider's data that nobody checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fuzzing.asking import send
from tests.fuzzing.spoiling import body_of, forgiving, refused_as
from tests.fuzzing.variant import DELIVERIES, FINDINGS, Broken, breaks
from workexec_contracts.contracts.vocabulary import VALIDATION_ERROR
from workexec_contracts.providers.effects import effect_of

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint, Known, Rule
    from workexec_contracts.providers import Call, Reply

PEOPLE, ORDER, ACCOUNTING = (DELIVERIES[name] for name in ("people", "order", "accounting"))


def rule(operation: Endpoint, name: str) -> Rule:
    return next(found for found in operation.rules if found.name == name)


def known(operation: Endpoint, name: str) -> Known:
    return next(found for found in operation.requires if found.name == name)


ORDERED, BILLABLE = (
    rule(PEOPLE, name) for name in ("session_starts_before_it_ends", "billable_within_session")
)
PERSON, RECORDER, ASSIGNED = (
    known(PEOPLE, name) for name in ("person_known", "recorder_may_record", "person_assigned_to_location")
)
TOTALS, NO_CREDIT = (rule(ORDER, name) for name in ("totals_add_up", "work_is_no_credit"))
CUSTOMER, SKUS = (known(ORDER, name) for name in ("customer_known", "skus_recognised"))
LEDGER = known(ACCOUNTING, "gl_account_configured")
UNKNOWN_PART = {"productId": "PART-999", "sku": "NO-SUCH-SKU", "quantity": 1, "unitPrice": 1.5}


def unchecked(provider: Broken, call: Call, rule: Rule) -> Reply:
    return forgiving(provider, call, field=rule.field, says=rule.says)


def unasked(provider: Broken, call: Call, known: Known) -> Reply:
    return forgiving(provider, call, known.error, field=known.member.replace("[", r"\["), says=known.says)


def snapshot(**members: object) -> dict[str, object]:
    return {"data": {"billableSnapshot": members}}


@breaks(PEOPLE, ORDERED.clause, by=(send(PEOPLE, {"data": {"endTime": "2026-01-25T07:59:59Z"}}),))
def session_may_end_before_it_starts(provider: Broken, call: Call) -> Reply:
    return unchecked(provider, call, ORDERED)


@breaks(PEOPLE, BILLABLE.clause, by=(send(PEOPLE, {"data": {"billableMinutes": 241}}),))
def more_minutes_billed_than_worked(provider: Broken, call: Call) -> Reply:
    return unchecked(provider, call, BILLABLE)


@breaks(PEOPLE, PERSON.error.clause, PERSON.clause, by=(send(PEOPLE, {"data": {"personId": "TECH-999"}}),))
def unknown_person_accepted(provider: Broken, call: Call) -> Reply:
    return unasked(provider, call, PERSON)


@breaks(
    PEOPLE,
    RECORDER.clause,
    RECORDER.error.clause,
    FINDINGS["F45"],
    by=(send(PEOPLE, {"data": {"recordedBy": "USR-001"}}),),
)
def anybody_may_record(provider: Broken, call: Call) -> Reply:
    return unasked(provider, call, RECORDER)


@breaks(
    PEOPLE, ASSIGNED.error.clause, ASSIGNED.clause, by=(send(PEOPLE, {"data": {"locationId": "LOC-002"}}),)
)
def person_of_another_location_refused_with_400(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    found = reply.body.get("code") == ASSIGNED.error.code
    return refused_as(reply, ASSIGNED.error, status=VALIDATION_ERROR.status) if found else reply


@breaks(ORDER, TOTALS.clause, by=(send(ORDER, snapshot(grandTotal=453.59)),))
def order_totals_need_not_add_up(provider: Broken, call: Call) -> Reply:
    return unchecked(provider, call, TOTALS)


@breaks(
    ORDER,
    NO_CREDIT.clause,
    by=(send(ORDER, snapshot(partsTotal=-240.01, taxTotal=0, grandTotal=-0.01)),),
)
def credit_accepted(provider: Broken, call: Call) -> Reply:
    return unchecked(provider, call, NO_CREDIT)


@breaks(
    ORDER, CUSTOMER.error.clause, CUSTOMER.clause, by=(send(ORDER, {"data": {"customerId": "CUST-999"}}),)
)
def unknown_customer_accepted(provider: Broken, call: Call) -> Reply:
    return unasked(provider, call, CUSTOMER)


@breaks(ORDER, ORDER.clause, by=(send(ORDER, {"data": {"customerId": "CUST-999"}}),))
def refused_order_created_all_the_same(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if reply.body.get("code") == CUSTOMER.error.code:
        effect_of("order")(body_of(call), provider.state)
    return reply


@breaks(ORDER, SKUS.error.clause, SKUS.clause, by=(send(ORDER, snapshot(parts=[UNKNOWN_PART])),))
def unknown_sku_refused_as_invalid(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return refused_as(reply, VALIDATION_ERROR) if reply.body.get("code") == SKUS.error.code else reply


@breaks(
    ACCOUNTING,
    LEDGER.error.clause,
    LEDGER.clause,
    by=(send(ACCOUNTING, {"data": {"locationId": "LOC-005"}}),),
)
def location_without_account_accepted(provider: Broken, call: Call) -> Reply:
    return unasked(provider, call, LEDGER)
