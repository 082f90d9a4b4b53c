"""Each rule broken, by values that the rule itself leads to (F21)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Const, Difference, Member, Sum
from workexec_contracts.verification.documents import at, changed, schema_fault, steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Expression, Rule
    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.subject import Sample, Subject

AMOUNTS = (1, -1, 1000, -1000)
"""By how much a number is moved; a time by as many minutes."""


def cases(subject: Subject) -> Iterator[Case]:
    for sample in subject.samples:
        for rule in sample.rules:
            name = f"refuses what breaks the rule: {rule.says}"
            document = breaking(subject, sample, rule, subject.document(sample, name))
            if document is not None:
                yield subject.case(
                    name,
                    subject.write(sample, name, document),
                    subject.refuses(rule.code, rule.field),
                    clause=rule.clause,
                )


def breaking(subject: Subject, sample: Sample, rule: Rule, document: dict[str, Any]) -> dict[str, Any] | None:
    """A valid document that breaks this rule before any other; None where none is found."""
    members = sorted({path for other in sample.rules for path in paths_of(other)})
    for count in (1, 2):
        for chosen in combinations(members, count):
            for amounts in product(AMOUNTS, repeat=count):
                moved = document
                for member, amount in zip(chosen, amounts, strict=True):
                    moved = _moved(moved, member, amount)
                if schema_fault(subject.operation, moved) is None and first_broken(sample, moved) is rule:
                    return moved
    return None


def first_broken(sample: Sample, document: dict[str, Any]) -> Rule | None:
    """The rule that a provider names."""
    return next((rule for rule in sample.rules if rule.broken_by(document)), None)


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


def _moved(document: dict[str, Any], member: str, amount: int) -> dict[str, Any]:
    path = steps(member)
    value = at(document, path)
    if isinstance(value, str):
        later = datetime.fromisoformat(value) + timedelta(minutes=amount)
        moved: Any = later.isoformat().replace("+00:00", "Z")
    else:
        exact = Decimal(str(value)) + amount
        moved = int(exact) if isinstance(value, int) else float(exact)
    copy: dict[str, Any] = changed(document, path, moved)
    return copy
