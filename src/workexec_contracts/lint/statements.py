"""What a line of prose states: retries, times, statuses."""

from __future__ import annotations

import re

from workexec_contracts.contracts.vocabulary import Data

_UNITS_S = {"ms": 0.001, "s": 1, "minute": 60, "hour": 3600}


class Retries(Data):
    """A retry policy as some text states it; None where it says nothing."""

    count: int | None
    shape: str | None
    delays_s: tuple[float, ...]


def statuses(text: str) -> tuple[int, ...]:
    """The HTTP statuses that a text has somebody answer."""
    return tuple(int(status) for status in re.findall(r"\b([245]\d\d)\b(?= [A-Z]|;)", text))


def retries(text: str) -> Retries:
    """What a text says about retries."""
    count = re.search(r"(\d+)(?:x| retries)", text)
    once = "retry once" in text.lower()
    shape = re.search(r"exponential|linear|constant", text)
    delays = tuple(
        round(int(number) * _UNITS_S[unit], 3) for number, unit in re.findall(r"\b(\d+)(ms|s)\b", text)
    )
    constant = "constant" if delays and not shape else None
    return Retries(
        count=int(count[1]) if count else 1 if once else None,
        shape=shape[0] if shape else constant,
        delays_s=delays,
    )


def seconds(text: str) -> int | None:
    """A cache time: 0 for "No cache", None where none is given."""
    if text.lower().startswith("no cache"):
        return 0
    found = re.search(r"(\d+) (minute|hour)", text)
    return int(found[1]) * int(_UNITS_S[found[2]]) if found else None


def words(text: str) -> frozenset[str]:
    """The words of a title, singular and lower-case."""
    found = re.findall("[a-z]+", text.lower().replace("look-up", "lookup"))
    return frozenset(word.removesuffix("s") for word in found)
