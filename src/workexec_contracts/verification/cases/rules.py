"""Each rule broken, and at its very edge, by values that the rule itself leads to (F21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts import variations
from workexec_contracts.verification.documents import schema_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.contracts.vocabulary import Rule
    from workexec_contracts.variations import Json
    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.subject import Sample, Subject


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
            yield from _edge(subject, sample, rule)


def _edge(subject: Subject, sample: Sample, rule: Rule) -> Iterator[Case]:
    """Where both sides are equal, or all but equal."""
    strict = rule.requires.is_ == "<"
    refused = subject.refuses(rule.code, rule.field)
    name = f"{'refuses' if strict else 'accepts'} the very edge of the rule: {rule.says}"
    document = subject.document(sample, name)
    edge = variations.at_edge(sample.rules, rule, document, _fits(subject))
    if edge is not None and rule.requires.is_ != "==":
        expected = refused if strict else subject.succeeds()
        yield subject.case(name, subject.write(sample, name, edge), expected, clause=rule.clause)
    for word, _ in variations.off_by_a_cent(sample.rules, rule, document):
        name = f"refuses a little {word} than the rule allows: {rule.says}"
        other = dict(variations.off_by_a_cent(sample.rules, rule, subject.document(sample, name)))[word]
        yield subject.case(name, subject.write(sample, name, other), refused, clause=rule.clause)


def _fits(subject: Subject) -> Callable[[Json], bool]:
    return lambda moved: schema_fault(subject.operation, moved) is None


def breaking(subject: Subject, sample: Sample, rule: Rule, document: Json) -> Json | None:
    """A valid document that breaks this rule before any other; None where none is found."""
    return variations.breaking(sample.rules, rule, document, _fits(subject))
