from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from workexec_contracts.contracts.vocabulary import (
    Count,
    Currency,
    DateTime,
    Money,
    Rate,
    Request,
    Response,
    SignedMoney,
    Text,
    UtcDateTime,
    is_blank,
)


class Sample(Request):
    unit_price: Money
    note: Text | None = None


class Answer(Response):
    unit_price: Money


def accepts(kind: Any, value: object) -> bool:  # noqa: ANN401  # an annotated type
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("value", [0, 1, 0.1, 89.99, 1e2, Decimal("60.000"), Decimal("999999999.99")])
def test_money_has_at_most_two_decimals(value: object) -> None:
    assert accepts(Money, value)


@pytest.mark.parametrize(
    "value",
    [0.001, 89.999, -0.01, Decimal(1000000000), 1e300, float("nan"), float("inf"), True, "1.00", None],
)
def test_what_is_no_money(value: object) -> None:
    assert not accepts(Money, value)


def test_signed_money_may_be_a_credit() -> None:
    assert accepts(SignedMoney, -0.01)
    assert not accepts(SignedMoney, Decimal(-1000000000))


@given(st.integers(min_value=0, max_value=99_999_999_999))
def test_cents_survive_the_wire(cents: int) -> None:
    amount = Decimal(cents) / 100
    sample = Sample.parse(f'{{"unitPrice": {amount}}}')
    assert sample.unit_price == amount
    assert Decimal(str(sample.to_wire()["unitPrice"])) == amount


@pytest.mark.parametrize(
    ("value", "fits"), [(0, True), (0.08875, True), (1, True), (1.01, False), (-0.01, False)]
)
def test_a_rate_is_a_share_of_one(value: float, fits: bool) -> None:  # noqa: FBT001  # a table's column
    assert accepts(Rate, value) is fits


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        (0, True),
        (2.0, True),
        (2**31 - 1, True),
        (2**31, False),
        (1.5, False),
        (-1, False),
        (True, False),
        ("1", False),
    ],
)
def test_a_count_is_whole(value: object, fits: bool) -> None:  # noqa: FBT001  # a table's column
    assert accepts(Count, value) is fits


@pytest.mark.parametrize(("value", "fits"), [("USD", True), ("usd", False), ("US", False), ("USD\n", False)])
def test_a_currency_has_three_capitals(value: str, fits: bool) -> None:  # noqa: FBT001  # a table's column
    assert accepts(Currency, value) is fits


UTC_TIMES = [
    "2026-01-25T14:30:00Z",
    "2026-01-25T14:30:00.123Z",
    "2026-01-25T14:30:00.123456789Z",
    "2024-02-29T00:00:00Z",
    "2000-02-29T00:00:00Z",
    "2026-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
]
OFFSET_TIMES = ["2026-01-25T14:30:00+01:00", "2026-01-25T14:30:00-18:00", "2024-02-29T00:00:00.5+00:00"]
NO_TIMES = [
    "",
    "2026-01-25",
    "2026-01-25T14:30Z",
    "2026-01-25t14:30:00Z",
    "2026-01-25T14:30:00z",
    "2026-01-25 14:30:00Z",
    "2026-01-25T14:30:60Z",
    "2026-01-25T14:60:00Z",
    "2026-01-25T24:00:00Z",
    "2026-01-25T14:30:00",
    "2026-01-25T14:30:00.Z",
    "2026-01-25T14:30:00.1234567890Z",
    "2026-01-25T14:30:00+0100",
    "2026-01-25T14:30:00+24:00",
    "2026-01-25T14:30:00Z\n",
    "2026-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-01-00T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "٢٠٢٦-01-25T14:30:00Z",
]


@pytest.mark.parametrize("text", UTC_TIMES)
def test_a_utc_time_ends_in_z(text: str) -> None:
    assert accepts(UtcDateTime, text)
    assert accepts(DateTime, text)


@pytest.mark.parametrize("text", OFFSET_TIMES)
def test_an_offset_is_a_date_time_and_not_utc(text: str) -> None:
    assert accepts(DateTime, text)
    assert not accepts(UtcDateTime, text)


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_no_date_time(text: str) -> None:
    assert not accepts(DateTime, text)
    assert not accepts(UtcDateTime, text)


def test_every_day_of_four_years_is_a_date_time_and_no_other() -> None:
    kind = TypeAdapter(UtcDateTime)
    day = date(1896, 1, 1)
    real = {(day + timedelta(days=number)).isoformat() for number in range(366 + 365 * 3)}
    for year in (1896, 1897, 1898, 1899):
        for month in range(1, 13):
            for number in range(1, 32):
                text = f"{year}-{month:02d}-{number:02d}"
                try:
                    kind.validate_python(f"{text}T00:00:00Z")
                except ValidationError:
                    assert text not in real
                else:
                    assert text in real


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_python_writes_in_utc_is_a_date_time(moment: datetime) -> None:
    text = moment.isoformat()
    assert accepts(DateTime, text)
    assert accepts(UtcDateTime, text.replace("+00:00", "Z"))


@pytest.mark.parametrize(
    ("text", "blank"), [("", True), (" \t\n\x00", True), (" a ", False), ("\u00a0", False)]
)
def test_blank_is_control_characters_and_spaces(text: str, blank: bool) -> None:  # noqa: FBT001  # a table's column
    assert is_blank(text) is blank
    assert accepts(Text, text) is not blank


@given(st.text())
def test_text_and_blank_agree(text: str) -> None:
    assert accepts(Text, text) is not is_blank(text)


def test_a_request_is_closed_and_a_response_is_open() -> None:
    with pytest.raises(ValueError, match="Extra inputs"):
        Sample.parse('{"unitPrice": 1, "extra": 2}')
    assert Answer.parse('{"unitPrice": 1, "extra": 2}').to_wire()["extra"] == 2
    assert Answer.parse('{"unitPrice": 1, "extra": null}').unit_price == 1


@pytest.mark.parametrize(
    "text", ['{"unitPrice": 1, "note": null}', '{"unitPrice": null}', '{"unitPrice": NaN}', "[]", ""]
)
def test_what_is_no_sample(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Sample.parse(text)


def test_an_absent_member_stays_absent() -> None:
    assert Sample.parse('{"unitPrice": 1.50}').to_wire() == {"unitPrice": 1.5}


def test_null_is_in_no_schema() -> None:
    assert "null" not in str(Sample.model_json_schema())
