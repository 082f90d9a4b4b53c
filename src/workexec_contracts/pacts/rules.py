"""A valid document that breaks one rule across members: found by moving what the rule compares."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Const, Difference, Member, Sum

from .documents import at, changed, steps
from .making import fits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workexec_contracts.contracts.vocabulary import Endpoint, Expression, Rule

MOVES = (1, -1, 1000, -1000)
"""By how much a number is moved; a time by as many minutes."""


def breaking(
    operation: Endpoint, rules: Sequence[Rule], rule: Rule, document: dict[str, Any]
) -> dict[str, Any] | None:
    """A document that breaks this rule before any other; None where none is found."""
    members = sorted({path for other in rules for path in _paths(other)})
    for count in (1, 2):
        for chosen in combinations(members, count):
            for amounts in product(MOVES, repeat=count):
                moved = document
                for member, amount in zip(chosen, amounts, strict=True):
                    moved = _moved(moved, member, amount)
                first = next((other for other in rules if other.broken_by(moved)), None)
                if first is rule and fits(operation, moved):
                    return moved
    return None


def _paths(rule: Rule) -> set[str]:
    return _members(rule.requires.left) | _members(rule.requires.right)


def _members(expression: Expression) -> set[str]:
    match expression:
        case Member(path=path):
            return {path}
        case Const():
            return set()
        case Sum(terms=terms):
            return set().union(*(_members(term) for term in terms))
        case Difference(left=left, right=right):
            return _members(left) | _members(right)


def _moved(document: dict[str, Any], member: str, amount: int) -> dict[str, Any]:
    path = steps(member)
    value = at(document, path)
    if isinstance(value, str):
        later = datetime.fromisoformat(value) + timedelta(minutes=amount)
        return changed(document, path, later.isoformat().replace("+00:00", "Z"))
    exact = Decimal(str(value)) + amount
    return changed(document, path, int(exact) if isinstance(value, int) else float(exact))
