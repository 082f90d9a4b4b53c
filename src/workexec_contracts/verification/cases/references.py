"""What the provider must know already: unknown values, and rows that do not fit (F21, F45)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.dataset import rows
from workexec_contracts.variations import at, changed, steps
from workexec_contracts.verification.case import Needs
from workexec_contracts.verification.documents import schema_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Known
    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.subject import Sample, Subject

UNKNOWN = "NO-SUCH-ID"


def cases(subject: Subject) -> Iterator[Case]:
    for sample in subject.samples:
        for known in sample.requires:
            yield from _unknown(subject, sample, known)
            yield from _later(subject, sample, known)
            if known.where or known.linked:
                yield from _misfit(subject, sample, known)


def _unknown(subject: Subject, sample: Sample, known: Known) -> Iterator[Case]:
    name = f"refuses an unknown {known.member}: {known.says}"
    document = subject.document(sample, name, full=True)
    if reaches(document, known):
        broken = changed(document, steps(known.member), UNKNOWN)
        blamed = first_missed(sample, broken)
        if blamed is not None and schema_fault(subject.operation, broken) is None:
            call = subject.write(sample, name, broken)
            yield subject.case(name, call, subject.refuses(blamed.error.code), clause=blamed.clause)


def _later(subject: Subject, sample: Sample, known: Known) -> Iterator[Case]:
    """Of a list, the first item is known and the second is not."""
    holder, _, rest = known.member.partition("[].")
    name = f"refuses an unknown {known.member} in a later item: {known.says}"
    document = subject.document(sample, name, full=True)
    if rest and reaches(document, known):
        items = at(document, steps(holder))
        second = changed(items[0], steps(rest), UNKNOWN)
        broken = changed(document, steps(holder), [*items[:1], second])
        if first_missed(sample, document) is None and schema_fault(subject.operation, broken) is None:
            call = subject.write(sample, name, broken)
            yield subject.case(name, call, subject.refuses(known.error.code), clause=known.clause)


def _misfit(subject: Subject, sample: Sample, known: Known) -> Iterator[Case]:
    """Every row would do; the first that breaks this reference alone is taken."""
    name = f"refuses a known {known.member} that does not fit: {known.says}"
    document = subject.document(sample, name, full=True)
    for row in rows(known.collection) if reaches(document, known) else ():
        broken = changed(document, steps(known.member), row[known.by])
        if first_missed(sample, broken) is known:
            call = subject.write(sample, name, broken)
            expected = subject.refuses(known.error.code)
            yield subject.case(name, call, expected, clause=known.clause, needs=Needs.DATASET)
            return


def reaches(document: dict[str, Any], known: Known) -> bool:
    """Whether the document has the member."""
    try:
        at(document, steps(known.member))
    except (KeyError, IndexError):
        return False
    return True


def first_missed(sample: Sample, document: dict[str, Any]) -> Known | None:
    """The reference that a provider with our dataset names."""
    reached = (known for known in sample.requires if reaches(document, known))
    return next((known for known in reached if not _holds(known, document)), None)


def _holds(known: Known, document: dict[str, Any]) -> bool:
    value = at(document, steps(known.member))
    return any(
        row[known.by] == value
        and all(row.get(column) in values for column, values in known.where.items())
        and all(at(document, steps(path)) in row[column] for column, path in known.linked.items())
        for row in rows(known.collection)
    )
