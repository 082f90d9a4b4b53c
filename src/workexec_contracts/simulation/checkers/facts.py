"""What several checkers read out of records: parsed bodies, exact amounts, how attempts failed."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from workexec_contracts.bodies import exact_json, read_json
from workexec_contracts.contracts.vocabulary import CENT, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_AMOUNTS = 16_384
_ANSWERS = 1_024
_EVENTS = 4_096
"""How many parsed bodies are kept: each event is parsed once, by whoever looks first."""
_FAILURES = {int(outcome): outcome for outcome in Outcome if outcome.isdecimal()}
"""What statuses tell, as the contracts name them: WorkExec's own table of them is under test."""


@lru_cache(_EVENTS)
def parsed(body: bytes) -> Any:  # noqa: ANN401  # JSON of any type
    """The JSON value with exact numbers. Shared: nobody changes it."""
    return exact_json(body)


@lru_cache(_ANSWERS)
def as_shown(body: bytes) -> dict[str, Any]:
    """The JSON object with numbers as WorkExec shows them. Shared: nobody changes it."""
    shown: dict[str, Any] = read_json(body)
    return shown


def unlike(told: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """The members that are other than they are to be."""
    if wanted.items() <= told.items():  # as nearly always, and sooner seen than member by member
        return ""
    wrong = [f"{name} {told.get(name)}, not {to}" for name, to in wanted.items() if told.get(name) != to]
    return f"says {'; '.join(wrong)}" if wrong else ""


def product(price: float | Decimal, count: float | Decimal) -> Decimal:
    """A line's amount, rounded half-up to cents (F06)."""
    return (exact(price) * exact(count)).quantize(CENT, ROUND_HALF_UP)


def exactly(values: Iterable[Any]) -> tuple[Any, ...]:
    """The values, each number as it was written."""
    return tuple(exact(value) if isinstance(value, float) else value for value in values)


def exact(value: float | Decimal) -> Decimal:
    """The decimal that a JSON number was written as."""
    return value if isinstance(value, Decimal) else _exact(value)


@lru_cache(_AMOUNTS)
def _exact(value: float) -> Decimal:
    return Decimal(str(value))


@cache
def failure(status: int | None, outcome: Outcome | None) -> Outcome | None:
    """How an attempt failed as far as policies care; None for an answer that is final (F11)."""
    return outcome if status is None else _FAILURES.get(status)
