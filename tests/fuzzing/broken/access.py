"""Tokens and correlation ids: who may ask, and what an answer repeats."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from tests.fuzzing.asking import WITHOUT, ask
from tests.fuzzing.broken.pages import CUSTOMERS, SERVICES, VEHICLES
from tests.fuzzing.spoiling import having
from tests.fuzzing.variant import BY_ID, FINDINGS, Broken, breaks
from workexec_contracts.contracts.vocabulary import AUTHORIZATION, CORRELATION_ID, UNAUTHORIZED

if TYPE_CHECKING:
    from workexec_contracts.providers import Call, Reply

CUSTOMER, POLICY = BY_ID["getCustomer"], BY_ID["getApprovalPolicy"]
TOKEN, CORRELATION = AUTHORIZATION.name.lower(), CORRELATION_ID.name.lower()
OTHER_ID = str(UUID(int=2))


def with_right_token(call: Call) -> Call:
    return replace(call, headers={**call.headers, TOKEN: AUTHORIZATION.example})


@breaks(
    CUSTOMER,
    AUTHORIZATION.clause,
    UNAUTHORIZED.clause,
    by=(ask(CUSTOMER, customerId="CUST-001", headers={TOKEN: WITHOUT}),),
)
def token_not_asked_for(provider: Broken, call: Call) -> Reply:
    return provider.right(with_right_token(call))


@breaks(
    VEHICLES,
    AUTHORIZATION.clause,
    UNAUTHORIZED.clause,
    by=(ask(VEHICLES, query="fleet", headers={TOKEN: "Basic dXNlcjpwYXNz"}),),
)
def any_token_will_do(provider: Broken, call: Call) -> Reply:
    return provider.right(with_right_token(call) if call.headers.get(TOKEN) else call)


@breaks(CUSTOMERS, CORRELATION_ID.clause, by=(ask(CUSTOMERS, query="john"),), in_example=True)
def correlation_id_not_echoed(provider: Broken, call: Call) -> Reply:
    kept = {name: value for name, value in call.headers.items() if name != CORRELATION}
    return provider.right(replace(call, headers=kept))


@breaks(
    SERVICES,
    CORRELATION_ID.clause,
    FINDINGS["F39"],
    by=(ask(SERVICES, pageSize="0"),),
)
def correlation_id_of_an_error_is_another(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return having(reply, correlationId=OTHER_ID) if "correlationId" in reply.body else reply


@breaks(
    POLICY,
    CORRELATION_ID.clause,
    by=(ask(POLICY, locationId="LOC-001", headers={CORRELATION: WITHOUT}),),
)
def correlation_id_never_made(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if call.headers.get(CORRELATION, "").strip():
        return reply
    kept = {name: value for name, value in reply.headers.items() if name != CORRELATION_ID.name}
    return replace(reply, headers=kept)
