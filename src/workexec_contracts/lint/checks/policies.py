"""Policies: what waits, time-outs, caches and fail modes cannot be."""

from __future__ import annotations

from http import HTTPStatus
from itertools import pairwise
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import FailMode
from workexec_contracts.lint.problem import Problem, of_operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.lint.given import Given


def waits_fit_the_sla(given: Given) -> Iterator[Problem]:
    """The waits between attempts and the time-out of one attempt end before the SLA does."""
    for _, operation in given.operations:
        policy = operation.policy
        budget, sla = policy.retry.budget_s, policy.sla_s
        if budget > sla:
            yield of_operation("retry-budget-beyond-sla", operation, f"waits {budget:g} s, SLA {sla:g} s")
        if policy.timeout_s > sla:
            detail = f"time-out {policy.timeout_s:g} s, SLA {sla:g} s"
            yield of_operation("timeout-beyond-sla", operation, detail)


def waits_do_not_shrink(given: Given) -> Iterator[Problem]:
    """A wait is never negative and never shorter than the one before."""
    for _, operation in given.operations:
        delays = operation.policy.retry.delays_s
        if any(delay < 0 for delay in delays):
            yield of_operation("retry-delay-negative", operation, f"waits {delays}")
        if any(later < earlier for earlier, later in pairwise(delays)):
            yield of_operation("retry-delay-decreasing", operation, f"waits {delays}")


def caches_hold_reads(given: Given) -> Iterator[Problem]:
    """What has an effect or a body is not cached."""
    for _, operation in given.operations:
        if operation.cache and (operation.mutates or operation.method != "GET"):
            yield of_operation("cached-mutation", operation, f"{operation.method} has a cache")


def dead_letters_are_fail_open(given: Given) -> Iterator[Problem]:
    """What blocks a step stays in the outbox; only what does not block is given up."""
    for _, operation in given.operations:
        if operation.policy.dead_letter and operation.policy.fail_mode is not FailMode.OPEN:
            detail = f"fail-{operation.policy.fail_mode} events are not given up"
            yield of_operation("dead-letter-of-blocking-event", operation, detail)


def one_trigger_has_one_fail_mode(given: Given) -> Iterator[Problem]:
    """The events of one step can be completed or blocked together."""
    modes: dict[str, dict[str, FailMode]] = {}
    for event in given.delivered:
        if event.policy:
            modes.setdefault(event.trigger, {})[event.name] = event.policy.fail_mode
    for trigger, by_event in modes.items():
        if len(set(by_event.values())) > 1:
            detail = "one step, " + ", ".join(f"{name} fail-{mode}" for name, mode in by_event.items())
            clause = next(event.clause for event in given.delivered if event.trigger == trigger)
            yield Problem(kind="trigger-with-mixed-fail-modes", subject=trigger, detail=detail, clause=clause)


def effects_can_be_read(given: Given) -> Iterator[Problem]:
    """A domain that keeps what it is sent offers a read by which its effect could be verified."""
    for domain, operation in given.operations:
        reads = any(other.method == "GET" for other in domain.endpoints)
        if operation.mutates and not reads:
            yield of_operation("effect-unreadable", operation, f"{domain.name} has no operation that reads")


def refusals_have_an_order(given: Given) -> Iterator[Problem]:
    """Of refusals that one request can earn together, the document says which is answered."""
    for _, operation in given.operations:
        section = given.section_of(operation)
        if section is None or "precedence" in section.text:
            continue
        business = dict.fromkeys(known.error.code for known in operation.requires)
        if len(business) > 1:
            detail = f"one request can earn {', '.join(business)}; which is answered is not said"
            yield of_operation("business-errors-without-order", operation, detail)
        malformed = [error.code for error in operation.errors if error.status == HTTPStatus.BAD_REQUEST]
        if len(malformed) > 1:
            codes = ", ".join(malformed)
            detail = f"one request can earn {codes}; which is answered is not said"
            yield of_operation("refusals-without-order", operation, detail)
