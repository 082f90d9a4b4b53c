"""One difference between what one side relies on and what the other one offers."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from workexec_contracts.contracts.vocabulary import Data
from workexec_contracts.verdict import Verdict, worst

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .reading import Node


class Class(StrEnum):
    """What a difference means for WorkExec as it is."""

    BREAKING = "breaking"
    UNKNOWN = "unknown"
    """The document does not say, or says it in a way that cannot be compared."""
    STYLE = "style"
    """The same thing said otherwise: an adapter can translate it, without it nothing works."""
    COMPATIBLE = "not breaking"


ORDER = tuple(Class)


class Style(StrEnum):
    """The ways in which documents of other people say the same thing."""

    PREFIX = "another path prefix"
    NAMING = "another way to write names"
    IDS = "ids of another form"
    MONEY = "numbers as decimal strings"
    PAGING = "another shape of paging"
    WRAPPER = "the answer wrapped in a member"
    ENVELOPE = "another error envelope"
    MEDIA = "another media type of JSON"


class Difference(Data):
    """`at` is the place in the contract, `pointer` the place in the document that was compared with it."""

    kind: Class
    aspect: str
    """What differs: `member`, `type`, `enum`, `required`, ..."""
    operation: str
    at: str
    relied: str
    """What WorkExec relies on."""
    offered: str
    """What the document says."""
    file: str
    pointer: str
    clause: str
    style: Style | None = None


class Row(Data):
    """The same difference in all operations and answers that share the place."""

    kind: Class
    aspect: str
    style: Style | None
    relied: str
    offered: str
    file: str
    pointer: str
    clauses: tuple[str, ...]
    places: tuple[str, ...]
    """Operation and place in the contract."""


def difference(  # noqa: PLR0913  # the seven facts of a difference, by name
    kind: Class,
    aspect: str,
    node: Node,
    *,
    relied: str,
    offered: str,
    operation: str,
    at: str,
    clause: str,
    style: Style | None = None,
) -> Difference:
    """A difference that `node` shows."""
    return Difference(
        kind=kind,
        aspect=aspect,
        operation=operation,
        at=at,
        relied=relied,
        offered=offered,
        file=node.file,
        pointer=node.written,
        clause=clause,
        style=style,
    )


def rows(found: Iterable[Difference]) -> list[Row]:
    """Told once for each place in the document, the worst first."""
    groups: dict[tuple[object, ...], list[Difference]] = {}
    for one in found:
        key = (one.kind, one.aspect, one.style, one.relied, one.offered, one.file, one.pointer)
        groups.setdefault(key, []).append(one)
    made = [
        Row(
            kind=group[0].kind,
            aspect=group[0].aspect,
            style=group[0].style,
            relied=group[0].relied,
            offered=group[0].offered,
            file=group[0].file,
            pointer=group[0].pointer,
            clauses=tuple(dict.fromkeys(one.clause for one in group)),
            places=tuple(dict.fromkeys(f"{one.operation} {one.at}".strip() for one in group)),
        )
        for group in groups.values()
    ]
    return sorted(made, key=lambda row: ORDER.index(row.kind))


def verdict_of(kinds: Iterable[Class], *, strict: bool = False) -> Verdict:
    """What differences mean for a pipeline; with `strict` a style counts as breaking."""
    failing = {Class.BREAKING, *([Class.STYLE] if strict else [])}
    found = set(kinds)
    if found & failing:
        return Verdict.FAILED
    return Verdict.UNKNOWN if Class.UNKNOWN in found else worst([Verdict.PASSED])
