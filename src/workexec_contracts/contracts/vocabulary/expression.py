"""Arithmetic over the members of a JSON object, as data.

A rule is written once: Python evaluates it here, and the stubs translate it for WireMock.
Times are in minutes, amounts in currency units.
"""

from __future__ import annotations

import operator
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from functools import cached_property, lru_cache, partial, reduce
from typing import TYPE_CHECKING, Any, Literal

from .data import Data

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Number = Decimal | Fraction
    Value = Callable[[Mapping[str, Any]], Number]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_SIGNS = {"<": operator.lt, "<=": operator.le, "==": operator.eq, ">=": operator.ge}


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

    @cached_property
    def holds(self) -> Callable[[Mapping[str, Any]], bool]:
        """Whether it is true of a valid document."""
        left, right, held = _compiled(self.left), _compiled(self.right), _SIGNS[self.is_]
        return lambda document: held(left(document), right(document))


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
    whole_s = (whole - _EPOCH) // _SECOND
    if not digits:
        return Fraction(whole_s, 60)
    return (whole_s + Fraction(int(rest[:digits]), 10**digits)) / 60


def evaluate(expression: Expression, document: Mapping[str, Any]) -> Fraction:
    """The exact value of an expression over a valid document."""
    return Fraction(_compiled(expression)(document))


def holds(comparison: Comparison, document: Mapping[str, Any]) -> bool:
    """Whether the comparison is true of a valid document."""
    return comparison.holds(document)


def _compiled(expression: Expression) -> Value:
    """The expression as a function of a document: its shape is looked at once, not for every document."""
    match expression:
        case Member(path=path):
            names = path.split(".")
            return lambda document: _number(reduce(operator.getitem, names, document))
        case Const(value=value):
            constant = Decimal(value)
            return lambda _: constant
        case Sum(terms=terms):
            compiled = [_compiled(term) for term in terms]
            return lambda document: reduce(_add, [term(document) for term in compiled], _ZERO)
        case Difference(left=left, right=right):
            minuend, subtrahend = _compiled(left), _compiled(right)
            return lambda document: _subtract(minuend(document), subtrahend(document))


def _number(value: Any) -> Number:  # noqa: ANN401  # a JSON number or text
    if isinstance(value, Decimal):
        return value
    return _minutes(value) if isinstance(value, str) else Decimal(str(value))


@lru_cache(maxsize=1024)
def _minutes(text: str) -> Number:
    exact = minutes_since_epoch(text)
    return Decimal(exact.numerator) if exact.denominator == 1 else exact


def _exact(
    quick: Callable[[Decimal, Decimal], Decimal],
    exact: Callable[[Fraction, Fraction], Fraction],
    left: Number,
    right: Number,
) -> Number:
    """Decimals stay decimals, which are quicker than fractions, where the result has few digits."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        try:
            return quick(left, right)
        except Inexact:
            pass
    return exact(Fraction(left), Fraction(right))


_ZERO: Number = Decimal(0)
_FEW_DIGITS = Context(prec=60, traps=[Inexact])
_add = partial(_exact, _FEW_DIGITS.add, operator.add)
_subtract = partial(_exact, _FEW_DIGITS.subtract, operator.sub)
