"""What is simpler than a fault: narrower, rounder, more certain, shorter, aimed at less. Best first."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, Any

from .faults import (
    ALL,
    Aimed,
    At,
    Changing,
    Crash,
    Down,
    Duplicated,
    Failing,
    Flapping,
    How,
    LostAnswers,
    LostRequests,
    Poison,
    Skew,
    Window,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .attempts import Attempted
    from .faults import Fault

NARROW_S = 2.0
"""Narrower than this no window need be."""
SMALL = 1.0
_FIGURES = (
    "latency_ms_median",
    "latency_ms_first",
    "latency_ms_each",
    "later_ms_max",
    "skew_s",
    "down_s",
    "sigma",
)
_HOW = {How.REFUSED: "refused", How.BROKEN: "500", How.HANGING: "lost_request"}


def simpler(fault: Fault, attempts: Iterable[Attempted], end_s: float) -> Iterator[Fault]:
    """Candidates, one step away each. `attempts` are of a run with it, `end_s` is when all faults stop."""
    yield from certain(fault)
    if isinstance(fault, Window):
        yield from _narrower(fault, end_s)
    if isinstance(fault, Aimed):
        yield from _aimed_at_less(fault, attempts)
    for name in _FIGURES:
        figure = getattr(fault, name, 0.0)
        if abs(figure) > SMALL and not isinstance(fault, Changing | Flapping):
            yield _with(fault, **{name: float(round(figure / 2))})
    if isinstance(fault, Crash) and fault.at_s is not None and fault.at_s != round(fault.at_s):
        yield _with(fault, at_s=float(round(fault.at_s)))
    if isinstance(fault, Skew) and fault.skew_s != round(fault.skew_s):
        yield _with(fault, skew_s=float(round(fault.skew_s)))


def certain(fault: Fault) -> Iterator[Fault]:
    """The same, but always: no draw decides any more."""
    if 0 < getattr(fault, "percent", 0.0) < 100:  # noqa: PLR2004  # per cent
        yield _with(fault, percent=100.0)


def earlier(fault: Fault, by: int, than: Fault) -> Fault:
    """The same `by` attempts earlier, where it is about one by its number, after the other fault's."""
    number, first = _number(fault), _number(than)
    if number is None or (first is not None and number < first):
        return fault
    name = "attempt" if isinstance(fault, At) else "at_attempt"
    moved: Fault = _with(fault, **{name: max(number - by, 0)})
    return moved


def _number(fault: Fault) -> int | None:
    if isinstance(fault, At):
        return fault.attempt
    return fault.at_attempt if isinstance(fault, Crash) else None


def as_attempts(fault: Fault, attempts: Iterable[Attempted], end_s: float) -> tuple[At, ...]:
    """The attempts that it struck, one by one; none where no single attempt can meet such a thing."""
    does = _does(fault)
    if does is None or not isinstance(fault, Aimed):
        return ()
    until_s = end_s if fault.until_s is None else fault.until_s
    return tuple(
        At.model_validate({"attempt": one.number, "does": does})
        for one in attempts
        if fault.from_s <= one.at_s < until_s
        and fault.aims_at(one.domain, one.operation_id)
        and one.well == (does == "duplicated")
    )


def _does(fault: Fault) -> str | None:
    match fault:
        case Down() | Flapping() | Failing():
            return _HOW.get(fault.how, "503")
        case Poison():
            return fault.how
        case LostRequests() | LostAnswers() | Duplicated():
            return {"lost_requests": "lost_request", "lost_answers": "lost_answer"}.get(
                fault.kind, fault.kind
            )
        case _:
            return None


def _narrower(fault: Window, end_s: float) -> Iterator[Any]:
    """Half of the window, a quarter off either end, its bounds on whole seconds."""
    begin, end = fault.from_s, end_s if fault.until_s is None else fault.until_s
    width = end - begin
    if begin != round(begin) or end != round(end):
        yield _with(fault, from_s=float(floor(begin)), until_s=float(ceil(end)))
    elif width > NARROW_S:
        half, quarter = width // 2, max(width // 4, 1.0)
        yield _with(fault, until_s=begin + half)
        yield _with(fault, from_s=end - half, until_s=end)
        yield _with(fault, until_s=end - quarter)
        yield _with(fault, from_s=begin + quarter, until_s=end)


def _aimed_at_less(fault: Aimed, attempts: Iterable[Attempted]) -> Iterator[Any]:
    targets: dict[str, None] = {}
    for one in attempts:
        if fault.target == ALL:
            targets[one.domain] = None
        if fault.target == one.domain:
            targets[one.operation_id] = None
    yield from (_with(fault, target=target) for target in targets)


def _with(fault: Any, **changed: Any) -> Any:  # noqa: ANN401  # of the fault's own type, validated again
    return type(fault).model_validate({**fault.model_dump(), **changed})
