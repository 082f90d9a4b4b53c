"""The claims, and what was found about one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import AUTHENTICATION, CACHING
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint

SHOWN = 40
"""Lines of evidence of one finding."""


class Claim(StrEnum):
    """What a consumer keeps."""

    ATTEMPTS = "as many attempts as the policy has"
    SPACING = "retries come at their times"
    FINAL = "no retry after a final answer"
    TIMEOUT = "the time-out is kept"
    SAME = "a retry has the same Idempotency-Key, event id and body"
    TRACE = "a retry has the same trace id and a new span"
    HEADERS = "every request has its headers"
    TOKEN = "no token in a URL"  # noqa: S105  # a claim, not a token
    LOG = "no token in a log line"
    PAYLOAD = "every request fits its schema and keeps its rules"
    KNOWN = "every request is one of the contracts"
    NEEDED = "the step calls what it needs, and no other neighbour"
    CACHED = "an answer serves again within its TTL"
    EXPIRES = "a new call after the TTL, which hits do not renew"
    UNCACHED = "what is not cached is asked every time"
    STALE = "a stale answer serves while the neighbour is down"
    OPEN = "a fail-open step completes while its neighbour is down"
    CLOSED = "a fail-closed step is blocked with 503"
    RECOVERS = "a blocked step goes on with the same event"
    REPLAY = "a dead letter is replayed as it was"


_FINDINGS = {
    Claim.ATTEMPTS: "F10-F12, F51",
    Claim.SPACING: "F10-F12, F53",
    Claim.FINAL: "F11, F52, F57",
    Claim.TIMEOUT: "F12, F53",
    Claim.SAME: "F11, F34",
    Claim.TRACE: "F11, F34",
    Claim.HEADERS: "F02, F20, F45",
    Claim.PAYLOAD: "F15, F21, F31, F40",
    Claim.CACHED: "F09, F55",
    Claim.EXPIRES: "F09, F55",
    Claim.UNCACHED: "F09",
    Claim.STALE: "F09, F54",
    Claim.OPEN: "F18, F19, F57, F61",
    Claim.CLOSED: "F18, F19, F58, F59",
    Claim.RECOVERS: "F18, F58, F59",
    Claim.REPLAY: "F19, F57",
    Claim.NEEDED: "F56",
}
_OF_REQUESTS = {Claim.HEADERS, Claim.TOKEN, Claim.LOG}
_OF_CACHES = {Claim.CACHED, Claim.EXPIRES, Claim.STALE, Claim.UNCACHED}


def clause_of(claim: Claim, operation: Endpoint | None) -> str:
    """Where the document says so, and the findings that decide the rest."""
    if claim in _OF_REQUESTS or operation is None:
        place = AUTHENTICATION
    elif claim in _OF_CACHES:
        place = operation.cache.clause if operation.cache else CACHING
    elif claim in {Claim.PAYLOAD, Claim.KNOWN, Claim.NEEDED}:
        place = operation.clause
    else:
        place = operation.policy.clause
    decided = _FINDINGS.get(claim)
    return f"{place} ({decided})" if decided else place


@dataclass(frozen=True, slots=True)
class Found:
    """A verdict about one claim, from one experiment or one set of requests."""

    claim: Claim
    operation: str
    """Empty where it is about no operation."""
    verdict: Verdict
    told: str = ""
    evidence: tuple[str, ...] = ()
    unasked: bool = False
    """Whether the service could not be asked: for lack of a trigger, or of knowledge of its TTLs."""


def passed(claim: Claim, operation: str) -> Found:
    """It was put to the test, and holds."""
    return Found(claim, operation, Verdict.PASSED)
