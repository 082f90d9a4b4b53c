"""Bounds, lengths and steps of values, exact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workexec_contracts.drift.reading import Node

LOWER = ("minimum", "minLength", "minItems", "minProperties")
UPPER = ("maximum", "maxLength", "maxItems", "maxProperties")
EXCLUSIVE = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}
DECIMALS = "x-decimal-places"
"""How our documents say `multipleOf` of amounts in answers."""

Bound = tuple[Decimal, bool]
"""The value, and whether it is itself left out."""


@dataclass(frozen=True)
class Limits:
    """Each bound by its keyword; `step` is `multipleOf`."""

    bounds: tuple[tuple[str, Bound], ...] = ()
    step: Decimal | None = None
    unique: bool = False

    def of(self, keyword: str) -> Bound | None:
        """The bound, None where there is none."""
        return dict(self.bounds).get(keyword)

    def hold(self, value: object) -> bool:
        """Whether a number or a text keeps them."""
        sized = ((keyword, size_of(keyword, value), bound) for keyword, bound in self.bounds)
        return all(size is None or within(keyword, (size, False), bound) for keyword, size, bound in sized)

    def tightened(self, other: Limits) -> Limits:
        """Both hold."""
        merged = dict(self.bounds)
        for keyword, bound in other.bounds:
            own = merged.get(keyword)
            merged[keyword] = bound if own is None or within(keyword, bound, own) else own
        steps = [step for step in (self.step, other.step) if step is not None]
        step = max(steps) if steps else None  # of two steps the wider one nearly always includes the other
        return Limits(tuple(merged.items()), step, self.unique or other.unique)


def within(keyword: str, inner: Bound | None, outer: Bound | None) -> bool:
    """Whether every value that keeps the bound `inner` keeps `outer` too."""
    if outer is None:
        return True
    if inner is None:
        return keyword in LOWER[1:] and outer[0] <= 0  # no length is below 0
    if inner[0] == outer[0]:
        return inner[1] or not outer[1]
    return inner[0] > outer[0] if keyword in LOWER else inner[0] < outer[0]


def multiple(inner: Decimal | None, outer: Decimal | None) -> bool:
    """Whether every multiple of `inner` is one of `outer`."""
    if outer is None:
        return True
    try:
        return inner is not None and inner % outer == 0
    except InvalidOperation:
        return False


def limits_of(node: Node) -> Limits:
    """What a schema states; in OpenAPI 3.0 `exclusiveMinimum` is a boolean."""
    found: dict[str, Bound] = {}
    for keyword in (*LOWER, *UPPER):
        value = number(node, keyword)
        exclusive = EXCLUSIVE.get(keyword, "")
        if value is not None:
            found[keyword] = (value, node.flag(exclusive))
        beyond = number(node, exclusive)
        if beyond is not None and within(keyword, (beyond, True), found.get(keyword)):
            found[keyword] = (beyond, True)
    return Limits(tuple(found.items()), _step(node), node.flag("uniqueItems"))


def _step(node: Node) -> Decimal | None:
    places = number(node, DECIMALS)
    if places is not None and 0 <= places < MANY_PLACES:
        return Decimal(1).scaleb(-int(places))
    step = number(node, "multipleOf")
    return step if step is not None and step > 0 else None


MANY_PLACES = 30


def size_of(keyword: str, value: object) -> Decimal | None:
    """What a bound is about: the number itself, or how long a text is; None for anything else."""
    if keyword in EXCLUSIVE:
        return exact(value)
    return Decimal(len(value)) if keyword.endswith("Length") and isinstance(value, str) else None


def number(node: Node, key: str) -> Decimal | None:
    """The member where it is a number."""
    member = node.get(key)
    return exact(member.value) if member is not None else None


def exact(value: object) -> Decimal | None:
    """A finite JSON number, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = Decimal(str(value))
    except (InvalidOperation, ValueError):  # more digits than Python writes
        return None
    return found if found.is_finite() else None


def written(bound: Bound | None) -> str:
    """For people."""
    if bound is None:
        return "none"
    text = format(bound[0].normalize(), "f")
    return f"{text}, itself left out" if bound[1] else text
