"""What one fuzzing process is asked for, and what it tells."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from workexec_contracts.contracts.vocabulary.data import Data

if TYPE_CHECKING:
    from collections.abc import Iterable

Phase = Literal["examples", "coverage", "fuzzing", "stateful"]
PHASES: tuple[Phase, ...] = ("examples", "coverage", "fuzzing", "stateful")


class Plan(Data):
    """One domain of one service. The token and what the service holds are told by the environment."""

    domain: str
    base_url: str
    seed: int
    examples: int
    """Drawn for each operation, in each phase that draws."""
    operation: str | None = None
    phases: tuple[Phase, ...] = PHASES
    first_only: bool = False
    """Whether to end at the first failure."""
    har: str | None = None
    """Where the failing exchanges are written."""


class Found(Data):
    """One broken clause of an operation; the first request that showed it."""

    check: str
    title: str
    clause: str
    expected: str
    actual: str
    curl: str
    phase: str
    seed: int
    times: int


class Outcome(Data):
    """What is known about an operation at the end."""

    operation: str
    requests: int
    """Generated and answered; what checks asked beyond that is not counted."""
    successes: int
    passed: dict[str, int]
    """By check, how often it held."""
    found: tuple[Found, ...]
    errors: tuple[str, ...]
    """Why something could not be asked or judged."""
    excepted: int
    seconds: float


def together(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """One outcome for each operation, whatever seeds it was tried with."""
    by_operation: dict[str, Outcome] = {}
    for outcome in outcomes:
        before = by_operation.get(outcome.operation)
        by_operation[outcome.operation] = outcome if before is None else _both(before, outcome)
    return list(by_operation.values())


def _both(one: Outcome, other: Outcome) -> Outcome:
    passed = Counter(one.passed) + Counter(other.passed)
    found = {(broken.check, broken.title): broken for broken in one.found}
    for broken in other.found:
        before = found.get((broken.check, broken.title))
        times = broken.times + (before.times if before else 0)
        found[broken.check, broken.title] = (before or broken).model_copy(update={"times": times})
    return Outcome(
        operation=one.operation,
        requests=one.requests + other.requests,
        successes=one.successes + other.successes,
        passed=dict(passed),
        found=tuple(found.values()),
        errors=tuple(dict.fromkeys([*one.errors, *other.errors])),
        excepted=one.excepted + other.excepted,
        seconds=one.seconds + other.seconds,
    )


class Progress(Data):
    """So many requests of a domain are answered."""

    domain: str
    requests: int
