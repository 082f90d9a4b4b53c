"""What no pact speaks of is unknown, and said so: an empty set of pacts is never a success."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import Status
from workexec_contracts.verification.events import CaseFinished, Kind
from workexec_contracts.verification.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workexec_contracts.verification.contract import Contract

NAME = "has interactions in a pact"


def missing(
    contracts: Iterable[Contract], spoken: Iterable[str], where: str, why: str = ""
) -> Iterator[CaseFinished]:
    """A verdict about every contract of a neighbour of which no interaction is about any."""
    asked = list(contracts)
    names = set(spoken)
    domains = {found.domain for found in asked if found.name in names}
    for found in asked:
        if found.domain not in domains:
            yield CaseFinished(
                domain=found.domain,
                operation=found.name,
                kind=Kind.PACT,
                name=NAME,
                verdict=Verdict.UNKNOWN,
                pending=found.status is Status.PENDING,
                clause=found.clause,
                asked=True,
                expected=f"a pact with {found.provider} for a provider",
                actual=f"nothing was verified: {why or f'{where} has no such interaction'}",
                curl="",
                replay="",
                seconds=0.0,
            )
