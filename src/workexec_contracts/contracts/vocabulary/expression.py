"""Arithmetic over the members of a JSON object, as data.

A rule is written once: Python evaluates it here, and the stubs translate it for WireMock.
Times are in minutes, amounts in currency units.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from .data import Data

if TYPE_CHECKING:
    from collections.abc import Mapping

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Member(Data):
    """A number, or a date-time in minutes since 1970, at a dotted path."""

    path: str


class Const(Data):
    """A fixed number."""

    value: int


class Sum(Data):
    """The sum of its terms."""

    terms: tuple[Expression, ...]


class Difference(Data):
    """`left` minus `right`."""

    left: Expression
    right: Expression


class Comparison(Data):
    """Two expressions held against each other."""

    left: Expression
    is_: Literal["<", "<=", "==", ">="]
    right: Expression


Expression = Member | Const | Sum | Difference
Sum.model_rebuild()
Difference.model_rebuild()
Comparison.model_rebuild()


def member_at(document: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401  # a JSON value of any type
    """The value at a dotted path. Raises KeyError where a member is absent."""
    value: Any = document
    for name in path.split("."):
        value = value[name]
    return value


def minutes_since_epoch(text: str) -> Fraction:
    """Exact minutes of an RFC 3339 date-time, to the last digit of its fraction."""
    seconds, _, rest = text.partition(".")
    digits = len(rest) - len(rest.lstrip("0123456789"))
    whole = datetime.fromisoformat(seconds + rest[digits:])
    fraction = Fraction(int(rest[:digits]), 10**digits) if digits else Fraction(0)
    return Fraction((whole - _EPOCH) // timedelta(seconds=1) + fraction) / 60


def evaluate(expression: Expression, document: Mapping[str, Any]) -> Fraction:
    """The exact value of an expression over a valid document."""
    match expression:
        case Member(path=path):
            value = member_at(document, path)
            return minutes_since_epoch(value) if isinstance(value, str) else Fraction(Decimal(str(value)))
        case Const(value=value):
            return Fraction(value)
        case Sum(terms=terms):
            return sum((evaluate(term, document) for term in terms), Fraction(0))
        case Difference(left=left, right=right):
            return evaluate(left, document) - evaluate(right, document)


def holds(comparison: Comparison, document: Mapping[str, Any]) -> bool:
    """Whether the comparison is true of a valid document."""
    left, right = evaluate(comparison.left, document), evaluate(comparison.right, document)
    return {"<": left < right, "<=": left <= right, "==": left == right, ">=": left >= right}[comparison.is_]
