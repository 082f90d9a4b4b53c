"""Searches whose pages do not partition what they found, or do not agree with their counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.fuzzing.asking import ask
from tests.fuzzing.spoiling import having, succeeded
from tests.fuzzing.variant import BY_ID, Broken, breaks
from workexec_contracts.contracts.vocabulary import INVALID_PAGE_SIZE, PAGE_INDEX, PAGE_SIZE, is_blank

if TYPE_CHECKING:
    from workexec_contracts.providers import Call, Reply

PARTS, SERVICES = BY_ID["searchParts"], BY_ID["searchServices"]
CUSTOMERS, VEHICLES = BY_ID["searchCustomers"], BY_ID["searchVehicles"]


def with_query(call: Call, **given: object) -> Call:
    """The same request with other parameters; None leaves one out."""
    query = {**call.query, **{name: str(value) for name, value in given.items() if value is not None}}
    return replace(
        call, query={name: value for name, value in query.items() if given.get(name, "") is not None}
    )


def found(provider: Broken, call: Call) -> list[dict[str, Any]]:
    """Everything that a search finds, page by page."""
    rows: list[dict[str, Any]] = []
    for index in range(PAGE_SIZE.maximum):
        page = {PAGE_INDEX.name: index, PAGE_SIZE.name: PAGE_SIZE.maximum}
        body = provider.right(with_query(call, **page)).body
        rows += body["items"]
        if not body["hasNextPage"]:
            break
    return rows


def page_of(rows: list[dict[str, Any]], reply: Reply) -> Reply:
    """The page of `rows` that was asked for."""
    size = reply.body["pageSize"]
    start = reply.body["pageIndex"] * size
    more = start + size < len(rows)
    return having(reply, items=rows[start : start + size], totalCount=len(rows), hasNextPage=more)


@breaks(PARTS, by=(ask(PARTS, pageIndex="1", pageSize="5"),))
def next_page_repeats_the_last_row(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if not succeeded(provider, reply) or not reply.body["pageIndex"]:
        return reply
    size = reply.body["pageSize"]
    start = reply.body["pageIndex"] * size - 1
    return having(reply, items=found(provider, call)[start : start + len(reply.body["items"])])


@breaks(SERVICES, by=(ask(SERVICES, pageSize="5"),), in_example=True)
def total_count_of_the_page(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    return having(reply, totalCount=len(reply.body["items"])) if succeeded(provider, reply) else reply


@breaks(CUSTOMERS, by=(ask(CUSTOMERS, query="john", pageSize="1"),))
def next_page_promised_after_the_last_full_one(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if not succeeded(provider, reply):
        return reply
    size = reply.body["pageSize"]
    return having(reply, hasNextPage=len(reply.body["items"]) == size)


@breaks(VEHICLES, by=(ask(VEHICLES, query="fleet", pageSize="5"),))
def page_size_ignored(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if not succeeded(provider, reply):
        return reply
    usual = provider.right(with_query(call, **{PAGE_SIZE.name: None}))
    return having(reply, items=usual.body["items"])


@breaks(SERVICES, by=(ask(SERVICES),), in_example=True)
def ten_rows_by_default(provider: Broken, call: Call) -> Reply:
    given = call.query.get(PAGE_SIZE.name, "")
    return provider.right(with_query(call, **{PAGE_SIZE.name: 10}) if is_blank(given) else call)


@breaks(PARTS, by=(ask(PARTS),), in_example=True)
def discontinued_parts_left_out_but_counted(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if not succeeded(provider, reply):
        return reply
    return having(reply, items=[row for row in reply.body["items"] if row["availability"] != "DISCONTINUED"])


@breaks(
    PARTS,
    INVALID_PAGE_SIZE.clause,
    by=(ask(PARTS, pageSize=str(PAGE_SIZE.maximum + 1)),),
)
def larger_pages_cut_to_the_maximum(provider: Broken, call: Call) -> Reply:
    reply = provider.right(call)
    if (
        reply.body.get("code") != INVALID_PAGE_SIZE.code
        or not call.query[PAGE_SIZE.name].strip("0").isdecimal()
    ):
        return reply  # zero or below
    return provider.right(with_query(call, **{PAGE_SIZE.name: PAGE_SIZE.maximum}))


def full_pages_are_late(call: Call) -> float:
    """A little longer than the contract allows."""
    full = call.query.get(PAGE_SIZE.name) == str(PAGE_SIZE.maximum)
    return CUSTOMERS.policy.sla_s + 0.2 if full else 0.0


@breaks(
    CUSTOMERS,
    CUSTOMERS.policy.clause,
    by=(ask(CUSTOMERS, query="john", pageSize=str(PAGE_SIZE.maximum)),),
    late=full_pages_are_late,
)
def full_page_later_than_the_sla(provider: Broken, call: Call) -> Reply:
    return provider.right(call)
