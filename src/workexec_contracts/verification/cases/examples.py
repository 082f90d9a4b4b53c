"""The document's own requests get the document's own answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Record, Search
from workexec_contracts.verification.case import Needs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.verification.case import Case
    from workexec_contracts.verification.subject import Sample, Subject


def cases(subject: Subject) -> Iterator[Case]:
    for sample in subject.samples:
        name = _name(sample)
        call, clause = subject.valid(sample, name), sample.example.clause
        everybody = _for_every_provider(subject, sample)
        yield subject.case(name, call, subject.succeeds(everybody), clause=clause)
        if everybody != sample.example.response and not sample.event:
            exact = f"{name}, member by member"
            prefix = isinstance(subject.operation.behaviour, Search)
            needs = Needs.DATASET if prefix else Needs.OURS
            expected = subject.succeeds(sample.example.response, prefix=prefix)
            call = subject.valid(sample, exact)
            yield subject.case(exact, call, expected, clause=clause, needs=needs)


def _name(sample: Sample) -> str:
    return f"answers the request of the document: {sample.example.name}"


def _for_every_provider(subject: Subject, sample: Sample) -> dict[str, Any]:
    """The members that do not depend on what else the provider holds, or on the ids that it gives."""
    match subject.operation.behaviour:
        case Search():
            paging = {parameter.name for parameter in subject.operation.parameters}
            return {name: value for name, value in sample.example.response.items() if name in paging}
        case Record(id_member=id_member, stamp_member=stamp):
            own = {id_member, stamp}
            return {name: value for name, value in sample.example.response.items() if name not in own}
        case _ if sample.event is not None:
            document = subject.document(sample, _name(sample))
            return {**sample.example.response, "eventId": document["id"]}
        case _:
            return sample.example.response
