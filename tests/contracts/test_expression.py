from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.contracts.vocabulary import (
    Comparison,
    Const,
    Difference,
    Member,
    Sum,
    evaluate,
    holds,
    minutes_since_epoch,
)

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Expression

DOCUMENT = {"a": 0.1, "b": {"c": 0.2}, "d": -3, "t": "1970-01-01T00:01:30Z"}
EXACT = {"a": Fraction(1, 10), "b.c": Fraction(1, 5), "d": Fraction(-3), "t": Fraction(3, 2)}

members = st.sampled_from(sorted(EXACT)).map(lambda path: (Member(path=path), EXACT[path]))
constants = st.integers(-1000, 1000).map(lambda value: (Const(value=value), Fraction(value)))
Pair = tuple["Expression", Fraction]


def _sum(pairs: list[Pair]) -> Pair:
    return Sum(terms=tuple(term for term, _ in pairs)), sum((value for _, value in pairs), Fraction(0))


def _difference(pairs: tuple[Pair, Pair]) -> Pair:
    (left, first), (right, second) = pairs
    return Difference(left=left, right=right), first - second


expressions: st.SearchStrategy[Pair] = st.recursive(
    st.one_of(members, constants),
    lambda inner: st.one_of(st.lists(inner, max_size=4).map(_sum), st.tuples(inner, inner).map(_difference)),
)


@given(expressions)
def test_an_expression_is_plain_exact_arithmetic(pair: Pair) -> None:
    expression, value = pair
    assert evaluate(expression, DOCUMENT) == value


@given(expressions, expressions)
def test_a_comparison_is_plain_comparison(one: Pair, other: Pair) -> None:
    def held(sign: Literal["<", "<=", "==", ">="]) -> bool:
        return holds(Comparison(left=one[0], is_=sign, right=other[0]), DOCUMENT)

    left, right = one[1], other[1]
    assert [held("<"), held("<="), held("=="), held(">=")] == [
        left < right,
        left <= right,
        left == right,
        left >= right,
    ]


@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001  # the zone is drawn beside
    st.integers(-1439, 1439),
)
def test_minutes_count_from_1970_in_any_zone(moment: datetime, offset: int) -> None:
    there = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    since = there - datetime(1970, 1, 1, tzinfo=UTC)
    expected = Fraction(since // timedelta(microseconds=1), 60_000_000)
    assert minutes_since_epoch(there.isoformat()) == expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:00Z", Fraction(0)),
        ("1970-01-01T00:00:00.5Z", Fraction(1, 2)),
        ("1970-01-01T00:00:00.123456789Z", Fraction(123456789, 10**9)),
        ("1970-01-01T01:00:00+01:00", Fraction(0)),
        ("1969-12-31T23:59:59.75Z", Fraction(-1, 4)),
    ],
)
def test_fractions_of_a_second_count_to_their_last_digit(text: str, seconds: Fraction) -> None:
    assert minutes_since_epoch(text) == seconds / 60


BIG, SMALL = Decimal("1e40"), Decimal("1e-40")


def test_no_digit_is_lost_however_far_two_amounts_are_apart() -> None:
    document = {"big": BIG, "small": SMALL}
    both = Sum(terms=(Member(path="big"), Member(path="small")))
    assert evaluate(both, document) == Fraction(BIG) + Fraction(SMALL)
    assert evaluate(Difference(left=both, right=Member(path="big")), document) == Fraction(SMALL)
    assert holds(Comparison(left=Member(path="big"), is_="<", right=both), document)


@pytest.mark.parametrize(("minutes", "held"), [(1, True), (2, False)])
def test_times_and_numbers_are_held_against_each_other(minutes: int, held: bool) -> None:  # noqa: FBT001  # a case
    document = {"from": "1970-01-01T00:00:20Z", "to": "1970-01-01T00:02:10Z", "minutes": minutes}
    lasted = Difference(left=Member(path="to"), right=Member(path="from"))
    spent = Sum(terms=(Member(path="minutes"), Const(value=0)))
    assert holds(Comparison(left=spent, is_="<=", right=lasted), document) is held


def test_a_rule_says_nothing_of_the_document_before() -> None:
    comparison = Comparison(left=Member(path="a"), is_="<=", right=Const(value=1))
    assert [holds(comparison, {"a": value}) for value in (0, 2, 1)] == [True, False, True]


def test_an_absent_member_is_an_error() -> None:
    with pytest.raises(KeyError, match="nothing"):
        evaluate(Member(path="nothing"), DOCUMENT)
