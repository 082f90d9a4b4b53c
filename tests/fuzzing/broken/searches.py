"""Searches that find too little or too much, or fail on unusual texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.fuzzing.asking import ask
from tests.fuzzing.broken.pages import CUSTOMERS, PARTS, SERVICES, VEHICLES, found, page_of, with_query
from tests.fuzzing.spoiling import crashed, refused_as, succeeded
from tests.fuzzing.variant import BY_ID, FINDINGS, Broken, breaks, clauses_of
from workexec_contracts.contracts.vocabulary import NOT_FOUND, STANDARDS, VALIDATION_ERROR

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.providers import Call, Reply

CODES = BY_ID["listTaxCodes"]


def ignoring(provider: Broken, call: Call, name: str) -> Reply:
    """As if that filter had not been given; a wrong value of it is refused all the same."""
    reply = provider.right(call)
    return provider.right(with_query(call, **{name: None})) if succeeded(provider, reply) else reply


def matching(provider: Broken, call: Call, fits: Callable[[dict[str, Any]], bool]) -> Reply:
    """Only those of the rows found that fit, paged and counted as they should be."""
    reply = provider.right(call)
    if not succeeded(provider, reply):
        return reply
    return page_of([row for row in found(provider, call) if fits(row)], reply)


def searching(provider: Broken, call: Call, *columns: str) -> Reply:
    """As if there were no other columns of text."""
    text = call.query.get("query", "").lower()
    return matching(provider, call, lambda row: any(text in row.get(name, "").lower() for name in columns))


@breaks(PARTS, by=(ask(PARTS, availability="OUT_OF_STOCK"),))
def availability_filter_ignored(provider: Broken, call: Call) -> Reply:
    return ignoring(provider, call, "availability")


@breaks(SERVICES, by=(ask(SERVICES, category="INSPECTION"),))
def category_filter_ignored(provider: Broken, call: Call) -> Reply:
    return ignoring(provider, call, "category")


@breaks(SERVICES, *clauses_of(SERVICES), VALIDATION_ERROR.clause, by=(ask(SERVICES, pricingModel="HOURLY"),))
def unknown_pricing_model_finds_nothing(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    faults = reply.body.get("fieldErrors", [])
    if [fault["field"] for fault in faults] != ["pricingModel"]:
        return reply
    unfiltered = provider.right(with_query(call, pricingModel=None))
    return page_of([], unfiltered) if succeeded(provider, unfiltered) else unfiltered


@breaks(VEHICLES, by=(ask(VEHICLES, query="fleet", customerId="CUST-001"),))
def customer_filter_ignored_beside_a_query(provider: Broken, call: Call) -> Reply:
    return (
        ignoring(provider, call, "customerId")
        if call.query.get("query", "").strip()
        else provider.right(call)
    )


@breaks(CODES, by=(ask(CODES, locationId="LOC-001", itemType="LABOR"),))
def item_type_filter_ignored(provider: Broken, call: Call) -> Reply:
    return ignoring(provider, call, "itemType")


@breaks(CODES, CODES.clause, FINDINGS["F08"], by=(ask(CODES, locationId="LOC-999"),))
def codes_of_an_unknown_location_answered_404(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    empty = reply.body.get("taxCodes") == [] and "itemType" not in call.query
    return refused_as(reply, NOT_FOUND) if empty else reply


@breaks(PARTS, by=(ask(PARTS, query="brake"),))
def search_minds_capitals(provider: Broken, call: Call) -> Reply:
    text = call.query.get("query", "")
    columns = ("sku", "name", "description")
    return matching(provider, call, lambda row: any(text in row.get(name, "") for name in columns))


@breaks(SERVICES, by=(ask(SERVICES, query="of one axle"),))
def descriptions_not_searched(provider: Broken, call: Call) -> Reply:
    return searching(provider, call, "name")


@breaks(VEHICLES, by=(ask(VEHICLES, query="abc-1234"),))
def license_plates_not_searched(provider: Broken, call: Call) -> Reply:
    return searching(provider, call, "vin", "unitNumber")


@breaks(CUSTOMERS, by=(ask(CUSTOMERS, query="cust-00"),))
def ids_searched_too(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if not succeeded(provider, reply):
        return reply
    text = call.query["query"].lower()
    hits = {row["customerId"] for row in found(provider, call)}
    rows = provider.state.table("customers").items()
    return page_of([row for key, row in rows if key in hits or text in key.lower()], reply)


@breaks(SERVICES, by=(ask(SERVICES, query="there is no such service"),))
def nothing_found_answered_404(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    nothing = succeeded(provider, reply) and not reply.body["totalCount"]
    return refused_as(reply, NOT_FOUND) if nothing else reply


@breaks(VEHICLES, *clauses_of(VEHICLES), STANDARDS, by=(ask(VEHICLES, query="FLEET-(001"),))
def query_that_is_no_pattern_crashes(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    try:
        re.compile(call.query.get("query", ""))
    except re.error:
        return crashed(reply) if succeeded(provider, reply) else reply
    return reply


@breaks(CUSTOMERS, *clauses_of(CUSTOMERS), STANDARDS, by=(ask(CUSTOMERS, query="Zoë"),))
def name_that_is_not_ascii_crashes(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    odd = succeeded(provider, reply) and not call.query["query"].isascii()
    return crashed(reply) if odd else reply
