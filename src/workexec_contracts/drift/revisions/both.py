"""A comparison in both directions: what breaks for the old consumer, what for the old provider."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workexec_contracts.drift.difference import Class

from .change import Change, Side

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.drift.difference import Difference

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Told:
    """A change of one place, before the same changes of several places are told together."""

    place: str
    aspect: str
    old: str
    new: str
    breaks: tuple[Side, ...]
    unknown: bool
    file: str
    pointer: str
    clause: str


def both(forward: Iterable[Difference], backward: Iterable[Difference]) -> list[Told]:
    """`forward`: the old contract relied on, the new one offered; `backward`: the reverse."""
    ahead, back = _by_place(forward), _by_place(backward)
    return [_told(ahead.get(key), back.get(key)) for key in dict.fromkeys([*ahead, *back])]


def _by_place(found: Iterable[Difference]) -> dict[Key, Difference]:
    """The worst difference of each place."""
    rank = {Class.COMPATIBLE: 0, Class.STYLE: 1, Class.UNKNOWN: 2, Class.BREAKING: 3}
    worst: dict[Key, Difference] = {}
    for one in found:
        key = (one.operation, one.at, one.aspect)
        if key not in worst or rank[one.kind] > rank[worst[key].kind]:
            worst[key] = one
    return worst


def _told(ahead: Difference | None, back: Difference | None) -> Told:
    shown = ahead or back
    if shown is None:
        raise ValueError("a place with no difference")
    sides = ((Side.CONSUMER, ahead), (Side.PROVIDER, back))
    found = Told(
        place=f"{shown.operation} {shown.at}".strip(),
        aspect=shown.aspect,
        old=shown.relied,
        new=shown.offered,
        breaks=tuple(side for side, one in sides if one is not None and one.kind is Class.BREAKING),
        unknown=any(one is not None and one.kind is Class.UNKNOWN for one in (ahead, back)),
        file=shown.file,
        pointer=shown.pointer,
        clause=shown.clause,
    )
    return found if ahead is not None else replace(found, old=shown.offered, new=shown.relied)


def together(found: Iterable[Told]) -> list[Change]:
    """The same change of one place, or of one policy, told once with all operations that share it."""
    groups: dict[tuple[object, ...], list[Told]] = {}
    for one in found:
        where = () if one.aspect.startswith("x-") else (one.file, one.pointer)
        key = (one.aspect, one.old, one.new, one.breaks, one.unknown, *where)
        groups.setdefault(key, []).append(one)
    made = [
        Change(
            aspect=group[0].aspect,
            old=group[0].old,
            new=group[0].new,
            breaks=group[0].breaks,
            unknown=group[0].unknown,
            file=group[0].file,
            pointer=group[0].pointer,
            clauses=tuple(dict.fromkeys(one.clause for one in group)),
            places=tuple(dict.fromkeys(one.place for one in group)),
        )
        for group in groups.values()
    ]
    return sorted(made, key=lambda change: (-len(change.breaks), not change.unknown))
