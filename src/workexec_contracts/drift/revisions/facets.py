"""What was agreed beyond schemas: policies, caches, rules, standing; who keeps each, whom it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workexec_contracts.drift.schema.oracle import same, shown

from .change import Side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.drift.reading import Node

BOTH = (Side.CONSUMER, Side.PROVIDER)
Breaks = tuple[Side, ...]


@dataclass(frozen=True)
class Facet:
    """A value of one side; None where it has none."""

    name: str
    old: Any
    new: Any
    node: Node
    breaks: Breaks


def _kept_by_workexec(_old: Any, _new: Any) -> Breaks:  # noqa: ANN401  # JSON values
    return (Side.CONSUMER,)


def _nobody(_old: Any, _new: Any) -> Breaks:  # noqa: ANN401  # JSON values
    return ()


def _everybody(_old: Any, _new: Any) -> Breaks:  # noqa: ANN401  # JSON values
    return BOTH


def _allowance(old: Any, new: Any) -> Breaks:  # noqa: ANN401  # JSON values
    """A larger value gives the provider more room, on which WorkExec did not count."""
    if not _numbers(old, new):
        return (Side.PROVIDER,) if old is None else (Side.CONSUMER,) if new is None else BOTH
    return (Side.CONSUMER,) if new > old else (Side.PROVIDER,)


def _demand(old: Any, new: Any) -> Breaks:  # noqa: ANN401  # JSON values
    """A larger value asks more of the provider."""
    return _allowance(new, old) if _numbers(old, new) else _allowance(old, new)


def _patience(old: Any, new: Any) -> Breaks:  # noqa: ANN401  # JSON values
    """Seconds after which WorkExec gives up: it has to change; fewer of them the provider feels too."""
    return BOTH if _numbers(old, new) and new < old else (Side.CONSUMER,)


def _numbers(*values: object) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


_POLICY: dict[str, Callable[[Any, Any], Breaks]] = {
    "x-policy/retry/delaysS": _kept_by_workexec,
    "x-policy/retry/on": _kept_by_workexec,
    "x-policy/failMode": _kept_by_workexec,
    "x-policy/deadLetter": _kept_by_workexec,
    "x-policy/timeoutS": _patience,
    "x-policy/slaS": _allowance,
    "x-policy/slaAssumed": _nobody,
    "x-policy/serviceLevel/percentile": _demand,
    "x-policy/serviceLevel/maxErrorShare": _allowance,
    "x-policy/serviceLevel/confidence": _nobody,
    "x-policy/serviceLevel/minSamples": _nobody,
    "x-policy/clause": _nobody,
    "x-cache/ttlS": _kept_by_workexec,
    "x-cache/key": _kept_by_workexec,
    "x-cache/staleOn": _kept_by_workexec,
    "x-cache/clause": _nobody,
}
_STANDING: dict[str, Callable[[Any, Any], Breaks]] = {
    "x-status": _nobody,
    "x-blocked-by": _nobody,
    "x-clause": _nobody,
    "x-empty-display": _nobody,
    "x-manual-entry-permission": _kept_by_workexec,
    "x-consumption": _everybody,
}


def facets(old: Node, new: Node) -> Iterator[Facet]:
    """Every facet that differs between two operations."""
    for name, judge in {**_POLICY, **_STANDING}.items():
        before, after = old.get(*name.split("/")), new.get(*name.split("/"))
        left, right = (node.value if node is not None else None for node in (before, after))
        if not same(left, right):
            yield Facet(name, left, right, after or before or new, judge(left, right))
    yield from _one_of(old, new)
    yield from _rules(old, new)


def _one_of(old: Node, new: Node) -> Iterator[Facet]:
    """`x-at-least-one`: more names to choose from ask the provider for more, fewer ask WorkExec."""
    name = "x-at-least-one"
    before, after = old.get(name), new.get(name)
    left = frozenset(before.texts()) if before is not None else None
    right = frozenset(after.texts()) if after is not None else None
    if left == right:
        return
    breaks = [Side.CONSUMER] if right is not None and (left is None or not left <= right) else []
    breaks += [Side.PROVIDER] if left is not None and (right is None or not right <= left) else []
    old_names, new_names = (sorted(found) if found is not None else None for found in (left, right))
    yield Facet(name, old_names, new_names, after or before or new, tuple(breaks))


def _rules(old: Node, new: Node) -> Iterator[Facet]:
    """Rules across members: a new one refuses what WorkExec could send, a dropped one lets it send more."""
    before, after = _named(old), _named(new)
    for name in dict.fromkeys([*before, *after]):
        left, right = before.get(name), after.get(name)
        if left is None and right is not None:
            yield Facet(f"x-rules/{name}", None, right.value, right, (Side.CONSUMER,))
        elif right is None and left is not None:
            yield Facet(f"x-rules/{name}", left.value, None, left, (Side.PROVIDER,))
        elif left is not None and right is not None and not same(left.value, right.value):
            harmless = _but_clause(left.value) == _but_clause(right.value)
            yield Facet(f"x-rules/{name}", left.value, right.value, right, () if harmless else BOTH)


def _named(operation: Node) -> dict[str, Node]:
    found = operation.get("x-rules")
    listed = found.elements() if found is not None else []
    return {node.text("name") or str(at): node for at, node in enumerate(listed)}


def _but_clause(rule: Any) -> Any:  # noqa: ANN401  # a JSON value
    return {key: value for key, value in rule.items() if key != "clause"} if isinstance(rule, dict) else rule


def text(value: Any) -> str:  # noqa: ANN401  # a JSON value
    """A value for people."""
    return "nothing" if value is None else shown(value)
