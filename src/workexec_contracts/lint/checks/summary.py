"""The summary and status tables: what they state holds for the data; what they leave out is assumed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import CACHING, SUMMARY, Domain, Endpoint
from workexec_contracts.lint.document import bullets, table
from workexec_contracts.lint.problem import Problem, of_operation
from workexec_contracts.lint.statements import retries, seconds, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.lint.document import Row
    from workexec_contracts.lint.given import Given

STATUS = "Status Tracking"


def summary_rows(given: Given) -> tuple[Row, ...]:
    """The rows of the summary table of integrations."""
    section = given.document.section(SUMMARY)
    return table(section.text) if section else ()


def row_of(rows: tuple[Row, ...], domain: Domain, operation: Endpoint) -> Row | None:
    """The row that names the operation or an event that it delivers."""
    for row in rows:
        named = row.get("Event Type", row.get("Contract", ""))
        delivers = named in {event.name for event in operation.events}
        if row["Domain"] == domain.title and (delivers or words(operation.title) <= words(named)):
            return row
    return None


def policies_agree(given: Given) -> Iterator[Problem]:
    """Retries, fail mode and SLA are those of the summary table; where it names none, they are assumed."""
    rows = summary_rows(given)
    for domain, operation in given.operations:
        row = row_of(rows, domain, operation)
        if row is None:
            yield from _unstated(operation)
            continue
        policy = operation.policy
        stated = (retries(row["Retry"]).count, row["Fail Mode"].lower(), row["Latency SLA"])
        data = (len(policy.retry.delays_s), policy.fail_mode.value, f"{policy.sla_s:g}s")
        if stated != data:
            detail = f"{stated} in the summary table, {data} in the data"
            yield of_operation("policy-differs", operation, detail)
        if policy.sla_assumed:
            yield of_operation("policy-differs", operation, "the SLA is stated, the data calls it assumed")


def slas_name_their_share(given: Given) -> Iterator[Problem]:
    """A latency SLA says of which share of the calls it speaks."""
    for row in summary_rows(given):
        if not re.search(r"\bp\d\d|percentile|%", row["Latency SLA"]):
            detail = f"{row['Latency SLA']!r}: of all calls, or of which share?"
            yield Problem(
                kind="sla-percentile-unstated", subject=row["Domain"], detail=detail, clause=SUMMARY
            )


def _unstated(operation: Endpoint) -> Iterator[Problem]:
    missing = "the summary table names no"
    yield of_operation("retry-unstated", operation, f"{missing} retry policy for it")
    yield of_operation("sla-unstated", operation, f"{missing} SLA for it")
    if not operation.policy.sla_assumed:
        yield of_operation("policy-differs", operation, "the SLA is not stated, the data calls it stated")
    if operation.mutates:
        yield of_operation(
            "fail-mode-unstated", operation, f"{missing} fail mode for it, and it has an effect"
        )


def statuses_agree(given: Given) -> Iterator[Problem]:
    """PENDING or READY, and by what it is blocked, are those of the status table."""
    section = given.document.section(STATUS)
    rows = table(section.text) if section else ()
    for domain, operation in given.operations:
        row = row_of(rows, domain, operation)
        data = (operation.status.value, operation.blocked_by or "None")
        if row and (row["Status"], row["Blocked By"]) != data:
            detail = f"{row['Status']}, {row['Blocked By']} in the status table, {data} in the data"
            yield of_operation("status-differs", operation, detail)


def caches_agree(given: Given) -> Iterator[Problem]:
    """The time to live of a cache is the one of its clause."""
    for domain, operation in given.operations:
        cache = operation.cache
        section = given.document.section(cache.clause) if cache else None
        if cache is None or section is None:
            continue
        title = words(f"{domain.title} {operation.title}")
        stated = [
            (len(title & words(line.partition(":")[0])), seconds(_time(line)))
            for line in bullets(section.text)
        ]
        best = max((score for score, time in stated if time is not None), default=0)
        times = {time for score, time in stated if score == best}
        if not best or cache.ttl_s not in times:
            yield of_operation(
                "cache-differs", operation, f"{cache.ttl_s} s in the data, {times} s in the clause"
            )


def cache_keys_are_stated(given: Given) -> Iterator[Problem]:
    """A bullet that has results cached says per what."""
    section = given.document.section(CACHING)
    for line in bullets(section.text) if section else ():
        name, _, rest = line.replace("**", "").partition(":")
        if seconds(rest.strip()) and " per " not in rest:
            detail = f"{rest.strip()!r} does not say per what"
            yield Problem(kind="cache-key-unstated", subject=name, detail=detail, clause=CACHING)


def _time(line: str) -> str:
    return line.replace("**", "").partition(":")[2].strip()
