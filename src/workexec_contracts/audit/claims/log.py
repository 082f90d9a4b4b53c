"""The log of the audited service: no line of it holds a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.audit.secrets import BEARER, JWT, LEAST
from workexec_contracts.verdict import Verdict

from .claim import Claim, Found, passed
from .requests import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterable


def judge_log(lines: Iterable[str], tokens: Iterable[str]) -> Found:
    """`tokens` are those that were sent; any other JWT or bearer token counts too. No line is unknown."""
    known = [token for token in tokens if len(token) >= LEAST]
    count, wrong = 0, []
    for count, line in enumerate(lines, 1):
        if any(token in line for token in known) or JWT.search(line) or BEARER.search(line):
            wrong.append(count)
    if wrong:
        told = f"line {', '.join(map(str, wrong[:EXAMPLES]))}"
        return Found(Claim.LOG, "", Verdict.FAILED, f"a token in {len(wrong)} lines: {told}")
    if not count:
        return Found(Claim.LOG, "", Verdict.UNKNOWN, "the log is empty")
    return passed(Claim.LOG, "")
