"""A document of a provider team, found to be about some domains and compared with them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from workexec_contracts.contracts import domains
from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.documents.openapi import openapi
from workexec_contracts.drift.difference import Class, Row, rows, verdict_of
from workexec_contracts.drift.reading import Library
from workexec_contracts.problem import Problem
from workexec_contracts.verdict import EXIT, Verdict

from .compare import answered, compare
from .paths import hint, mapped, paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from workexec_contracts.contracts.vocabulary import Domain

    from .paths import Mapped

FORMAT: Literal["workexec-contracts/drift/1"] = "workexec-contracts/drift/1"


class Comparison(Data):
    """What one document says otherwise than the contracts."""

    format: Literal["workexec-contracts/drift/1"] = FORMAT
    document: str
    domains: tuple[str, ...]
    operations: tuple[str, ...]
    """Those that were looked for."""
    mappings: tuple[str, ...]
    strict: bool
    verdict: Verdict
    exit_code: int
    differences: tuple[Row, ...]

    def count(self, kind: Class) -> int:
        """How many differences of a class."""
        return sum(row.kind is kind for row in self.differences)

    @property
    def counts(self) -> Counter[Class]:
        """The same of all classes."""
        return Counter(row.kind for row in self.differences)


def against(
    path: Path, names: Iterable[str], mappings: Sequence[Mapped], *, strict: bool = False
) -> Comparison:
    """Compare a file. Without names the domains are those of which it has an operation. Raises Problem."""
    offered = Library.open(path)
    wanted = set(names)
    relied = {domain.name: relied_by(domain) for domain in domains() if not wanted or domain.name in wanted}
    if not wanted:
        relied = {name: own for name, own in relied.items() if answered(own, offered, mappings)}
    if not relied:
        raise _about_nothing(path, offered, [relied_by(domain) for domain in domains()])
    chosen = [domain for domain in domains() if domain.name in relied]
    _check_used(mappings, chosen)
    found = [one for own in relied.values() for one in compare(own, offered, mappings)]
    verdict = verdict_of((one.kind for one in found), strict=strict)
    return Comparison(
        document=path.as_posix(),
        domains=tuple(domain.name for domain in chosen),
        operations=tuple(operation.operation_id for domain in chosen for operation in domain.operations),
        mappings=tuple(one.written for one in mappings),
        strict=strict,
        verdict=verdict,
        exit_code=EXIT[verdict],
        differences=tuple(rows(found)),
    )


def relied_by(domain: Domain) -> Library:
    """What WorkExec relies on at a domain: our own document of it."""
    return Library(f"documents/openapi/{domain.name}.yaml", openapi(domain))


def _about_nothing(path: Path, offered: Library, relied: Iterable[Library]) -> Problem:
    there = paths(offered)
    tips = (hint(one.written, there) for own in relied for one in paths(own))
    tip = next((tip for tip in tips if tip), "--map /api/v1/pricing=/v1/tax")
    return Problem(
        f"no operation that WorkExec calls is among its {len(there)} paths",
        f"{path}#/paths",
        "a document with paths of at least one domain",
        f"name the domain, or its prefix there, for example: --domain pricing {tip}",
    )


def _check_used(mappings: Sequence[Mapped], chosen: Sequence[Domain]) -> None:
    """Raises Problem for a mapping that no path of the domains begins with."""
    called = [operation.path for domain in chosen for operation in domain.operations]
    for one in mappings:
        if not any(mapped(path, [one])[1] for path in called):
            raise Problem(
                f"--map {one.written} maps nothing",
                "--map",
                f"a prefix of {', '.join(dict.fromkeys(called))}",
                "correct it, or leave it out",
            )
