"""A valid document that breaks one rule across members: found by moving what the rules compare (F21)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations, product
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import Const, Difference, Member, Sum

from .paths import Json, at, changed, steps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workexec_contracts.contracts.vocabulary import Expression, Rule

MOVES = (1, -1, 1000, -1000)
"""By how much a number is moved; a time by as many minutes."""


def breaking(rules: Sequence[Rule], rule: Rule, document: Json, fits: Callable[[Json], bool]) -> Json | None:
    """A document that fits its schema and breaks this rule before any other; None where none is found."""
    members = sorted({path for other in rules for path in paths_of(other)})
    for count in (1, 2):
        for chosen in combinations(members, count):
            for amounts in product(MOVES, repeat=count):
                moved = document
                for member, amount in zip(chosen, amounts, strict=True):
                    moved = _moved(moved, member, amount)
                if first_broken(rules, moved) is rule and fits(moved):
                    return moved
    return None


def first_broken(rules: Sequence[Rule], document: Json) -> Rule | None:
    """The rule that a provider names."""
    return next((rule for rule in rules if rule.broken_by(document)), None)


def paths_of(rule: Rule) -> set[str]:
    """The members that a rule compares."""
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


def _moved(document: Json, member: str, amount: int) -> Json:
    path = steps(member)
    value = at(document, path)
    if isinstance(value, str):
        later = datetime.fromisoformat(value) + timedelta(minutes=amount)
        moved: object = later.isoformat().replace("+00:00", "Z")
    else:
        exact = Decimal(str(value)) + amount
        moved = int(exact) if isinstance(value, int) else float(exact)
    copy: Json = changed(document, path, moved)
    return copy
