"""Rules: the members that they hold against each other exist, and what they bound is bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import (
    Comparison,
    Const,
    Difference,
    Event,
    Expression,
    Member,
    Sum,
)
from workexec_contracts.lint.problem import Problem
from workexec_contracts.lint.schema import has_member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.lint.given import Given


def rules_find_their_members(given: Given) -> Iterator[Problem]:
    """Each member path of a rule is a member of the event's model."""
    for event in given.events:
        for path in _paths(event):
            if not has_member(event.envelope, path.replace("[]", "").split(".")):
                yield Problem(
                    kind="unknown-member",
                    subject=f"{event.name} {path}",
                    detail="a rule names a member that the model has not",
                    clause=event.clause,
                )


def _paths(event: Event) -> Iterator[str]:
    for rule in event.rules:
        yield rule.field
        yield from _terms(rule.requires)
    for known in event.requires:
        yield from (known.member, *known.linked.values())


def _terms(expression: Expression | Comparison) -> Iterator[str]:
    inner: tuple[Any, ...] = ()
    match expression:
        case Member(path=path):
            yield path
        case Sum(terms=terms):
            inner = terms
        case Difference(left=left, right=right) | Comparison(left=left, right=right):
            inner = (left, right)
        case Const():
            return
    for term in inner:
        yield from _terms(term)


def sums_bound_their_terms(given: Given) -> Iterator[Problem]:
    """Where a rule bounds a sum, the bound of each term is known too."""
    for event in given.delivered:
        for rule in event.rules:
            held = rule.requires
            if held.is_ == ">=" and isinstance(held.left, Sum) and isinstance(held.right, Const):
                yield Problem(
                    kind="sum-bounded-but-not-its-terms",
                    subject=f"{event.name} {rule.name}",
                    detail=f"{rule.says}; whether one term may be negative is not said",
                    clause=rule.clause,
                )
