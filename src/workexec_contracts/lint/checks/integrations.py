"""Integrations: retries, waits, caches, fail modes and SLAs that the document states in two ways, or half."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import CACHING, STANDARDS, Outcome
from workexec_contracts.lint.document import bullets
from workexec_contracts.lint.problem import Problem, in_section
from workexec_contracts.lint.reading import event_type
from workexec_contracts.lint.statements import retries, seconds, statuses, words

from .summary import summary_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.lint.document import Row, Section
    from workexec_contracts.lint.given import Given


def integrations(given: Given) -> Iterator[tuple[Row, Section]]:
    """The rows of the summary table, each with the section of its domain."""
    for row in summary_rows(given):
        section = given.document.section(f"↔ {row['Domain']} Domain")
        if section:
            yield row, section


def retries_are_stated_once(given: Given) -> Iterator[Problem]:
    """The section, the summary table and the general rule name the same retries, with their delays."""
    general = next((retries(line) for line in _standards(given) if "Retry" in line), None)
    for row, section in integrations(given):
        name, text = row["Domain"], section.labelled("Retry Policy")
        own, summary = retries(text), retries(row["Retry"])
        if own.count != summary.count or len({own.shape, summary.shape} - {None}) > 1:
            detail = f"{text!r} against {row['Retry']!r} in the summary table"
            yield in_section("retry-stated-two-ways", name, detail, section)
        if not own.delays_s:
            yield in_section("retry-delays-unstated", name, f"{text!r} names no delays", section)
        failures = re.search(r"after (\d+) failures", section.text)
        if failures and own.count and int(failures[1]) != own.count + 1:
            detail = f"{own.count} retries are {own.count + 1} attempts, given up {failures[0]!r}"
            yield in_section("attempts-ambiguous", name, detail, section)
        if general and general.count != own.count:
            detail = f"{own.count} retries here, {general.count} in the general rule"
            yield in_section("retry-differs-from-general-rule", name, detail, section)


def timeouts_are_stated(given: Given) -> Iterator[Problem]:
    """Each integration names its time-out; the general rule's stands far beyond their SLAs."""
    for row, section in integrations(given):
        if not re.search(r"time-?out", section.text, re.IGNORECASE):
            yield in_section("timeout-unstated", row["Domain"], "only the general rule names one", section)


def caching_is_stated_once(given: Given) -> Iterator[Problem]:
    """Two cache bullets about one thing name the same time."""
    guidelines = given.document.section(CACHING)
    for line in bullets(guidelines.text) if guidelines else ():
        name, _, rest = line.replace("**", "").partition(":")
        for row, section in integrations(given):
            for other in bullets(section.labelled("Caching")):
                thing, _, text = other.partition(":")
                times = {seconds(rest.strip()), seconds(text.strip())} - {None}
                if words(thing) <= words(name) and len(times) > 1:
                    detail = f"{rest.strip()!r} in the guidelines, {text.strip()!r} for {row['Domain']}"
                    yield in_section("cache-stated-twice", thing, detail, section)


def one_way_awaits_nothing(given: Given) -> Iterator[Problem]:
    """Who fails closed waits for an answer, so the integration is not one-way."""
    for row, section in integrations(given):
        if row["Direction"] == "One-way" and row["Fail Mode"] == "Closed":
            refusals = ", ".join(str(status) for status in statuses(section.text))
            detail = f"one-way, yet fail-closed and answered with {refusals or 'nothing'}"
            yield in_section("one-way-fail-closed", row["Domain"], detail, section)


def slas_agree(given: Given) -> Iterator[Problem]:
    """The range in the status update holds the SLAs of the summary table."""
    found = re.search(r"\((\d+)-(\d+) second target[^;]*; (\d+)s for reads\)", given.document.text)
    if found is None:
        return
    low, high, read = (int(number) for number in found.groups())
    for row, section in integrations(given):
        sla = int(row["Latency SLA"].rstrip("s"))
        fits = sla == read if row["Direction"] == "Query" else low <= sla <= high
        if not fits:
            yield in_section("sla-stated-two-ways", row["Domain"], f"{sla} s against {found[0]}", section)


def outcomes_are_answered(given: Given) -> Iterator[Problem]:
    """The document says what to do for each way in which a call can fail."""
    codes = {outcome.value for outcome in Outcome if outcome.value.isdigit()} | {"429", "Retry-After"}
    for code in sorted(codes):
        if not re.search(rf"\b{code}\b", given.document.text):
            detail = "the document names it nowhere: retried, shown or ignored?"
            yield Problem(kind="outcome-unanswered", subject=code, detail=detail, clause=STANDARDS)


def stale_outcomes_are_stated(given: Given) -> Iterator[Problem]:
    """Each outcome on which a stale entry serves is one that the section names."""
    for _, operation in given.operations:
        section = given.section_of(operation)
        outcomes = operation.cache.stale_on if operation.cache else ()
        unnamed = sorted(
            outcome.value for outcome in outcomes if section and outcome.value not in section.text
        )
        if section and unnamed:
            detail = f"stale entries serve on {', '.join(unnamed)} by assumption"
            yield in_section("stale-outcome-unstated", operation.operation_id, detail, section)


def giving_up_is_stated(given: Given) -> Iterator[Problem]:
    """What happens after the last retry and on a refusal is said for each event."""
    for row, section in integrations(given):
        if event_type(section) is None:
            continue
        if row["Fail Mode"] == "Open" and "dead-letter" not in section.text:
            yield in_section("dead-letter-unstated", row["Event Type"], "fail-open, and then?", section)
        refused = [line for line in bullets(section.text) if re.search(r"\b4\d\d\b", line)]
        if not any("WorkExec must" in line for line in refused):
            said = f"{len(refused)} refusals are named" if refused else "no refusal is named"
            detail = f"{said}, and not what WorkExec does then"
            yield in_section("refusal-without-consequence", row["Event Type"], detail, section)


def _standards(given: Given) -> tuple[str, ...]:
    section = given.document.section(STANDARDS)
    return bullets(section.text) if section else ()
