"""A valid document that breaks one rule across members: found by moving what the rules compare (F21)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations, product
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import CENT, Const, Difference, Member, Sum
from workexec_contracts.contracts.vocabulary.expression import evaluate

from .paths import Json, at, changed, steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workexec_contracts.contracts.vocabulary import Expression, Rule

    from .paths import Path

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


def at_edge(rules: Sequence[Rule], rule: Rule, document: Json, fits: Callable[[Json], bool]) -> Json | None:
    """A document at which both sides of the rule are equal: it breaks a strict one, and keeps all others."""
    members = sorted({path for other in rules for path in paths_of(other)})
    numbers = [path for path in members if not isinstance(at(document, steps(path)), str)]
    due = rule if rule.requires.is_ == "<" else None
    for count in range(len(numbers) + 1):
        for zeroed in combinations(numbers, count):
            base = document
            for path in zeroed:
                base = changed(base, steps(path), 0)
            for path in sorted(paths_of(rule)):
                for amount in _gaps(rule, base):
                    moved = _moved(base, path, amount)
                    if not any(_gaps(rule, moved)) and first_broken(rules, moved) is due and fits(moved):
                        return moved
    return None


def _gaps(rule: Rule, document: Json) -> tuple[Decimal, Decimal]:
    """By how much the sides differ, either way."""
    gap = evaluate(rule.requires.left, document) - evaluate(rule.requires.right, document)
    exact = Decimal(gap.numerator) / gap.denominator
    return exact, -exact


def balanced(rules: Sequence[Rule], document: Json) -> Json:
    """The document, the last member of each equality made what the others make it."""
    for rule in rules:
        if rule.requires.is_ == "==" and isinstance(rule.requires.right, Member) and rule.broken_by(document):
            amount, _ = _gaps(rule, document)
            document = _moved(document, rule.requires.right.path, amount)
    return document


def alone(rules: Sequence[Rule], path: Path, document: Json) -> Json:
    """The document, what is added to a member in an equality made zero."""
    for rule in rules:
        terms = sorted(_members(rule.requires.left))
        if rule.requires.is_ == "==" and path in map(steps, terms):
            for term in terms:
                document = document if steps(term) == path else changed(document, steps(term), 0)
    return document


def off_by_a_cent(rules: Sequence[Rule], rule: Rule, document: Json) -> Iterator[tuple[str, Json]]:
    """Of a rule that two sides are equal: its last member a little more, and a little less."""
    if rule.requires.is_ == "==" and isinstance(rule.requires.right, Member):
        for word, amount in (("more", CENT), ("less", -CENT)):
            moved = _moved(document, rule.requires.right.path, amount)
            if first_broken(rules, moved) is rule:
                yield word, moved


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


def _moved(document: Json, member: str, amount: int | Decimal) -> Json:
    path = steps(member)
    value = at(document, path)
    if isinstance(value, str):
        later = datetime.fromisoformat(value) + timedelta(minutes=float(amount))
        moved: object = later.isoformat().replace("+00:00", "Z")
    else:
        exact = Decimal(str(value)) + amount
        moved = int(exact) if isinstance(value, int) and exact == int(exact) else float(exact)
    copy: Json = changed(document, path, moved)
    return copy
