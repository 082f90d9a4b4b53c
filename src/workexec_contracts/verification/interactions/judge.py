"""From what Pact's verifier found, and what was really answered, to a verdict."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import CORRELATION_ID, Data
from workexec_contracts.verification.judge import summary
from workexec_contracts.verification.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .gate import Heard

Json = Any
FINE = "OK"
TOLD = 5
"""How many mismatches a failure tells."""
LONGEST = 300
OF_CORRELATION = ("correlationId", CORRELATION_ID.name)


class Finding(Data):
    """What is known about an interaction. `clause` is None where it is the interaction's own."""

    verdict: Verdict
    expected: str = ""
    """Empty where it is what the interaction says."""
    actual: str
    clause: str | None = None


def finding(results: Sequence[Mapping[str, Json]], errors: Sequence[str], heard: Heard) -> Finding:
    """The verdict about one interaction; anything but its one result is unknown."""
    if heard.not_held:
        reason = "; ".join(heard.not_held)
        return Finding(verdict=Verdict.UNKNOWN, actual=f"not asked: the state could not be set up: {reason}")
    if heard.missing is not None:
        verdict = Verdict.FAILED if heard.missing.late else Verdict.UNKNOWN
        return Finding(verdict=verdict, actual=str(heard.missing))
    if len(results) != 1:
        found = "; ".join(errors) or f"{len(results)} results"
        return Finding(
            verdict=Verdict.UNKNOWN, actual=f"the verifier looked at no single interaction: {found}"
        )
    if results[0]["result"] == FINE:
        return Finding(verdict=Verdict.PASSED, actual=str(heard.reply.status) if heard.reply else FINE)
    return broken(results[0], heard)


def broken(result: Mapping[str, Json], heard: Heard) -> Finding:
    """What a result has against an answer."""
    mismatch = result.get("mismatch", {})
    found = sorted(mismatch.get("mismatches", ()), key=_place)
    told = [_told(each) for each in found[:TOLD]] or [str(mismatch.get("message", "no reason is given"))]
    if len(found) > TOLD:
        told.append(f"and {len(found) - TOLD} more")
    answer = f"; answer: {summary(heard.reply)}" if heard.reply else ""
    return Finding(
        verdict=Verdict.FAILED,
        expected="; ".join(_wanted(each) for each in found[:TOLD]),
        actual="; ".join(told) + answer,
        clause=CORRELATION_ID.clause if found and all(_of_correlation(each) for each in found) else None,
    )


def _place(mismatch: Mapping[str, Json]) -> tuple[bool, str]:
    """The status first, then by path."""
    return mismatch.get("type") != "StatusMismatch", str(mismatch.get("path") or mismatch.get("key") or "")


def _wanted(mismatch: Mapping[str, Json]) -> str:
    kind = str(mismatch.get("type", ""))
    expected = mismatch.get("expected")
    where = mismatch.get("path") or mismatch.get("key") or kind.removesuffix("Mismatch").lower()
    shown = "a body" if kind == "BodyTypeMismatch" and not expected else _short(expected)
    return f"{where} {shown}".strip()


def _told(mismatch: Mapping[str, Json]) -> str:
    where = mismatch.get("path") or mismatch.get("key") or ""
    text = str(mismatch.get("mismatch") or f"{_short(mismatch.get('actual'))}")
    return _short(text if not where or where in text else f"{where}: {text}")


def _of_correlation(mismatch: Mapping[str, Json]) -> bool:
    """Whether it is about the correlation id, which has a clause of its own."""
    place, text = str(mismatch.get("path") or mismatch.get("key") or ""), str(mismatch.get("mismatch", ""))
    missing = text.rpartition("missing the following keys: ")[2] if "missing the following" in text else place
    return missing.removeprefix("$.").lower() in {name.lower() for name in OF_CORRELATION}


def _short(value: Json) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
