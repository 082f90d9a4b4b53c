"""What the pages of operations and events have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts import FINDINGS
from workexec_contracts.contracts.vocabulary import FailMode

from .table import section, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from workexec_contracts.contracts.vocabulary import Cache, ErrorCode, Known, Outcome, Policy, Rule

FAIL_MODES = {
    FailMode.OPEN: "open: the step completes, the loss is logged, replayed or shown as a placeholder",
    FailMode.CLOSED: "closed: the step is blocked until the neighbour has acknowledged; nothing is lost",
    FailMode.SHOWN: "shown: the document names no mode, the user is told",
}


def facts(rows: Iterable[tuple[str, str]]) -> list[str]:
    """The table at the top."""
    return [*table(("fact", "value"), rows), ""]


def errors(listed: Sequence[ErrorCode]) -> list[str]:
    """Refusals, with what WorkExec shows to its user."""
    rows = [
        (
            f"`{error.code}`",
            str(error.status),
            error.message,
            error.display or "the provider's message",
            error.clause + (f" ({error.assumed_by})" if error.assumed_by else ""),
        )
        for error in sorted(listed, key=lambda error: (error.status, error.code))
    ]
    columns = ("code", "status", "message", "WorkExec shows", "clause")
    return section("Errors", table(columns, rows))


def policy(one: Policy | None, cache: Cache | None = None) -> list[str]:
    """How it is called, and what failure means."""
    return section("Policy", table(("what", "value"), _policy(one, cache))) if one else []


def _policy(one: Policy, cache: Cache | None) -> Iterator[tuple[str, str]]:
    delays = ", ".join(f"{delay:g} s" for delay in one.retry.delays_s)
    yield "time-out", f"{one.timeout_s:g} s for each attempt"
    yield "retries", f"after {delays}, on {_outcomes(one.retry.on)}" if delays else "none"
    yield "most attempts", str(one.retry.attempts)
    yield "fail mode", FAIL_MODES[one.fail_mode]
    yield "SLA", f"{one.sla_s:g} s for each attempt{', assumed' if one.sla_assumed else ''}"
    level = one.service_level
    yield "SLA under load", f"{level.percentile:.0%} of attempts, at most {level.max_error_share:.0%} errors"
    yield "dead letters", "yes" if one.dead_letter else "no"
    yield "clause", one.clause
    if cache is None:
        yield "cache", "none"
        return
    yield "cache", f"{cache.ttl_s} s by {', '.join(f'`{name}`' for name in cache.key)} ({cache.clause})"
    if cache.stale_on:
        yield "stale entries", f"served on {_outcomes(cache.stale_on)}"


def _outcomes(outcomes: Iterable[Outcome]) -> str:
    return ", ".join(sorted(outcome.value for outcome in outcomes))


def rules(across: Sequence[Rule], known: Sequence[Known]) -> list[str]:
    """What holds beyond the schema."""
    rows = [(rule.says, f"`{rule.field}`", f"`{rule.code}`", rule.clause) for rule in across]
    rows += [(one.says, f"`{one.member}`", f"`{one.error.code}`", one.clause) for one in known]
    return section("Rules", table(("rule", "member", "else", "clause"), rows))


def findings(names: Iterable[str]) -> list[str]:
    """What was decided where the document is silent or contradicts itself."""
    known = {finding.id: finding for finding in FINDINGS}
    rows = [(name, known[name].problem, known[name].decision) for name in dict.fromkeys(names)]
    return section("Findings it rests on", table(("finding", "problem", "decision"), rows))
