"""Each rule broken, by values that the rule itself leads to (F21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts import variations
from workexec_contracts.verification.documents import schema_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def breaking(subject: Subject, sample: Sample, rule: Rule, document: Json) -> Json | None:
    """A valid document that breaks this rule before any other; None where none is found."""
    return variations.breaking(
        sample.rules, rule, document, lambda moved: schema_fault(subject.operation, moved) is None
    )
