"""What the oracle expects, in the order of decision F31, with and without our rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.fuzzing.asking import WITHOUT, ask, send
from tests.fuzzing.in_process import sent
from tests.fuzzing.test_drawn_requests import requests
from tests.fuzzing.variant import BY_ID
from workexec_contracts.providers import Call, Neighbours, Reply
from workexec_contracts.verification.fuzzing.expected import expectation
from workexec_contracts.verification.fuzzing.knowledge import NOBODY

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint

PARTS, VEHICLES, CUSTOMER, POLICY, CODES, TAX, AUDIT, PEOPLE, ORDER = (
    BY_ID[name]
    for name in (
        "searchParts",
        "searchVehicles",
        "getCustomer",
        "getApprovalPolicy",
        "listTaxCodes",
        "calculateTax",
        "createAuditEvent",
        "deliverPeopleEvent",
        "deliverOrderEvent",
    )
)
NO_TOKEN = {"authorization": WITHOUT}
SUCCESS = "success"
HIDDEN = ("HEAD", "OPTIONS", "TRACE", "CONNECT")
LINE = TAX.examples[0].request["items"][0]
UNKNOWN_PERSON = "INVALID_PERSON_ID"
PERHAPS_NOBODY = f"{UNKNOWN_PERSON} PERSON_NOT_ASSIGNED_TO_LOCATION"
UNREAD = {"data": {"endTime": "2026-01-25T07:59:59Z", "personId": f"{NOBODY}person"}}
"""Breaks a rule, and names a person that nobody is."""


@dataclass(frozen=True)
class Row:
    """A request and what it may be answered with: of our own, and of a stranger."""

    operation: Endpoint
    call: Call
    codes: str
    stranger: str | None = None

    def may_be(self, *, dataset: bool) -> set[str]:
        return set((self.codes if dataset or self.stranger is None else self.stranger).split())


ROWS: dict[str, Row] = {
    "a search": Row(PARTS, ask(PARTS), SUCCESS),
    "a search with a blank filter": Row(PARTS, ask(PARTS, availability=" "), SUCCESS),
    "a search with another parameter": Row(PARTS, ask(PARTS, colour="red"), SUCCESS),
    "no token": Row(PARTS, ask(PARTS, headers=NO_TOKEN), "UNAUTHORIZED"),
    "no token and a wrong page": Row(PARTS, ask(PARTS, headers=NO_TOKEN, pageIndex="x"), "UNAUTHORIZED"),
    "another method": Row(PARTS, ask(PARTS, method="DELETE"), "METHOD_NOT_ALLOWED"),
    "another method without token": Row(
        PARTS, ask(PARTS, method="PUT", headers=NO_TOKEN), "METHOD_NOT_ALLOWED UNAUTHORIZED"
    ),
    "a page too large": Row(PARTS, ask(PARTS, pageSize="101"), "INVALID_PAGE_SIZE"),
    "a page too large and one that is no number": Row(
        PARTS, ask(PARTS, pageSize="101", pageIndex="x"), "VALIDATION_ERROR"
    ),
    "an enum value that is none": Row(PARTS, ask(PARTS, availability="SOON"), "VALIDATION_ERROR"),
    "neither of two parameters": Row(VEHICLES, ask(VEHICLES), "VALIDATION_ERROR"),
    "one of two parameters": Row(VEHICLES, ask(VEHICLES, customerId="CUST-001"), SUCCESS),
    "codes of nowhere": Row(CODES, ask(CODES, locationId=f"{NOBODY}place"), SUCCESS),
    "codes without a location": Row(CODES, ask(CODES), "VALIDATION_ERROR"),
    "a known id": Row(CUSTOMER, ask(CUSTOMER, customerId="CUST-001"), SUCCESS),
    "an id of our rows alone": Row(
        CUSTOMER, ask(CUSTOMER, customerId="CUST-150"), SUCCESS, f"{SUCCESS} NOT_FOUND"
    ),
    "an id that only the service knows": Row(
        CUSTOMER, ask(CUSTOMER, customerId="C-7"), "NOT_FOUND", f"{SUCCESS} NOT_FOUND"
    ),
    "an id of nobody": Row(CUSTOMER, ask(CUSTOMER, customerId=f"{NOBODY}1"), "NOT_FOUND"),
    "a location without policy": Row(
        POLICY,
        ask(POLICY, locationId="LOC-004"),
        "APPROVAL_POLICY_NOT_CONFIGURED",
        f"{SUCCESS} LOCATION_NOT_FOUND APPROVAL_POLICY_NOT_CONFIGURED",
    ),
    "a location of nobody": Row(POLICY, ask(POLICY, locationId=f"{NOBODY}1"), "LOCATION_NOT_FOUND"),
    "tax": Row(TAX, send(TAX), f"{SUCCESS} TAX_CODE_NOT_CONFIGURED"),
    "no tax code": Row(TAX, send(TAX, {"items": [{**LINE, "taxCode": " "}]}), "MISSING_TAX_CODE"),
    "no tax code and a negative amount": Row(
        TAX, send(TAX, {"items": [{**LINE, "taxCode": " ", "subtotal": -1}]}), "VALIDATION_ERROR"
    ),
    "another charset": Row(
        TAX, send(TAX, content_type="application/json; charset=latin-1"), "VALIDATION_ERROR"
    ),
    "the charset spelt out": Row(
        TAX,
        send(TAX, content_type='Application/JSON; charset="UTF-8"'),
        f"{SUCCESS} TAX_CODE_NOT_CONFIGURED",
    ),
    "half a body": Row(TAX, send(TAX, text='{"items": ['), "VALIDATION_ERROR"),
    "a record": Row(AUDIT, send(AUDIT), SUCCESS),
    "no key": Row(AUDIT, send(AUDIT, idempotency_key=" "), "VALIDATION_ERROR"),
    "an added member": Row(AUDIT, send(AUDIT, {"comment": "none"}), "VALIDATION_ERROR"),
    "an event": Row(PEOPLE, send(PEOPLE), SUCCESS, SUCCESS),
    "an event of nobody": Row(PEOPLE, send(PEOPLE, {"data": {"personId": f"{NOBODY}p"}}), UNKNOWN_PERSON),
    "an event of somebody whom only the service knows": Row(
        PEOPLE,
        send(PEOPLE, {"data": {"personId": "P-7"}}),
        UNKNOWN_PERSON,
        f"{SUCCESS} {PERHAPS_NOBODY}",
    ),
    "a broken rule before an unknown person": Row(PEOPLE, send(PEOPLE, UNREAD), "VALIDATION_ERROR"),
    "the key of another event": Row(PEOPLE, send(PEOPLE, idempotency_key="evt-1"), "VALIDATION_ERROR"),
    "a customer of nobody": Row(
        ORDER,
        send(ORDER, {"data": {"customerId": f"{NOBODY}1"}}),
        "CUSTOMER_NOT_FOUND",
    ),
}


def expected(operation: Endpoint, call: Call, *, dataset: bool) -> set[str]:
    found = expectation(operation, sent(call), dataset=dataset)
    assert found is not None
    return {*found.codes, *([SUCCESS] if found.success else [])}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("dataset", [True, False], ids=["ours", "a stranger"])
def test_the_oracle_expects_what_the_contract_gives(row: Row, *, dataset: bool) -> None:
    assert expected(row.operation, row.call, dataset=dataset) == row.may_be(dataset=dataset)


@pytest.mark.parametrize("method", HIDDEN)
def test_the_oracle_says_nothing_of_methods_that_servers_answer_themselves(method: str) -> None:
    assert expectation(PARTS, sent(ask(PARTS, method=method)), dataset=True) is None


def test_the_oracle_says_nothing_of_another_path() -> None:
    assert expectation(PARTS, sent(ask(VEHICLES)), dataset=True) is None


def test_an_expectation_says_what_may_come_and_why() -> None:
    found = expectation(POLICY, sent(ask(POLICY, locationId="L-7")), dataset=False)
    told = "the success or APPROVAL_POLICY_NOT_CONFIGURED or LOCATION_NOT_FOUND, because the request is valid"
    assert str(found) == told


def no_url(reply: Reply) -> bool:
    """Whether the URL was refused before anything else; no client library sends one like it."""
    return any(fault["field"] == "url" for fault in reply.body.get("fieldErrors", ()))


@pytest.mark.parametrize("operation", BY_ID.values(), ids=BY_ID)
@pytest.mark.parametrize("dataset", [True, False], ids=["ours", "a stranger"])
def test_the_reference_providers_answer_every_drawn_request_as_expected(
    operation: Endpoint, *, dataset: bool
) -> None:
    provider, judged = Neighbours(), 0
    for call in requests(operation.operation_id):
        provider.state.remembered.clear()
        reply = provider.handle(call)
        found = expectation(operation, sent(call), dataset=dataset)
        if found is not None and not no_url(reply):
            judged += 1
            told = {SUCCESS} if found.success else set()
            assert reply.body.get("code", SUCCESS) in found.codes | told, (call, found)
    assert judged >= 50
