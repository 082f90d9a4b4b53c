"""Where an answer differs from what it must hold. Objects may have more members (F05)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workexec_contracts.contracts.vocabulary import Data

from .documents import shown

if TYPE_CHECKING:
    from workexec_contracts.variations import Path

Json = Any


class Difference(Data):
    """One place, what should be there, and what is."""

    where: str
    expected: str
    actual: str


def difference(expected: Json, actual: Json, *, prefix: bool = False, at: Path = ()) -> Difference | None:
    """The first difference; with `prefix`, lists may go on after the expected items."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return _of_objects(expected, actual, prefix=prefix, at=at)
    if isinstance(expected, list) and isinstance(actual, list):
        return _of_lists(expected, actual, prefix=prefix, at=at)
    if _plain(expected) == _plain(actual):
        return None
    return Difference(where=shown(at), expected=_text(expected), actual=_text(actual))


def _of_objects(
    expected: dict[str, Json], actual: dict[str, Json], *, prefix: bool, at: Path
) -> Difference | None:
    for name, member in expected.items():
        if name not in actual:
            return Difference(where=shown((*at, name)), expected=_text(member), actual="absent")
        if found := difference(member, actual[name], prefix=prefix, at=(*at, name)):
            return found
    return None


def _of_lists(expected: list[Json], actual: list[Json], *, prefix: bool, at: Path) -> Difference | None:
    for index, (item, other) in enumerate(zip(expected, actual, strict=False)):
        if found := difference(item, other, prefix=prefix, at=(*at, index)):
            return found
    enough = len(actual) >= len(expected) if prefix else len(actual) == len(expected)
    wanted, got = f"{len(expected)} items", f"{len(actual)} items"
    return None if enough else Difference(where=shown(at), expected=wanted, actual=got)


def _plain(value: object) -> object:
    """A value to compare: 1 is 1.0 and is not true."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(str(value))
    return (type(value).__name__, value)


def _text(value: object) -> str:
    return str(value) if isinstance(value, Decimal) else repr(value)
