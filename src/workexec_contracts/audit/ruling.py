"""What is known about each claim in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.verdict import Verdict, worst

from .claims.claim import Claim, Found, clause_of
from .recorded import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

TOLD = 5
"""Reasons that are repeated."""


class Ruling(Data):
    """The verdict about one claim and one operation, as bad as the worst that was found."""

    domain: str
    """Empty, as the operation, where it is about all of them."""
    operation: str
    claim: Claim
    clause: str
    verdict: Verdict
    tested: int
    """How often it was put to the test."""
    told: tuple[str, ...]
    evidence: tuple[str, ...]
    """Of the first breach: attempts and questions on a time line."""


def rulings(found: Iterable[Found], *, reachable: bool = False) -> tuple[Ruling, ...]:
    """In the order of the contracts and claims; with `reachable` without what could not be asked."""
    grouped: dict[tuple[str, Claim], list[Found]] = {}
    for one in found:
        if not (reachable and one.unasked):
            grouped.setdefault((one.operation, one.claim), []).append(one)
    operations, claims = ["", *OPERATIONS], list(Claim)
    order = sorted(grouped, key=lambda key: (operations.index(key[0]), claims.index(key[1])))
    return tuple(_ruling(operation, claim, grouped[operation, claim]) for operation, claim in order)


def _ruling(operation: str, claim: Claim, found: list[Found]) -> Ruling:
    verdict = worst(one.verdict for one in found)
    decisive = [one for one in found if one.verdict is verdict and verdict is not Verdict.PASSED]
    domain, endpoint = OPERATIONS[operation] if operation else (None, None)
    return Ruling(
        domain=domain.name if domain else "",
        operation=operation,
        claim=claim,
        clause=clause_of(claim, endpoint),
        verdict=verdict,
        tested=sum(one.verdict is not Verdict.UNKNOWN for one in found),
        told=tuple(dict.fromkeys(one.told for one in decisive))[:TOLD],
        evidence=next((one.evidence for one in decisive if one.evidence), ()),
    )
