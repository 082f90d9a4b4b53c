"""Members of the success: left out, renamed, nulled, of another type, out of their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workexec_contracts.verification.mutation.bends import is_success, spoilt
from workexec_contracts.verification.mutation.places import members
from workexec_contracts.verification.mutation.spoiling import ways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.verification.mutation.mutant import Mutant

    from .subject import Subject


def mutants(subject: Subject) -> Iterator[Mutant]:
    clause = subject.operation.examples[0].clause
    for member in members(subject.operation.response):
        for way in ways(member):
            yield subject.mutant(
                f"response/{member.words}/{way.how}",
                way.kind,
                f"{member.words} {way.says}",
                spoilt(is_success, member.place, way.change),
                clause=clause,
            )
