from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.contracts.vocabulary import PAGE_INDEX, PAGE_SIZE, Parameter

QUERY = Parameter(name="query", description="a term")
REQUIRED = Parameter(name="locationId", description="a location", required=True)
KIND = Parameter(name="itemType", description="a kind", kind="enum", values=("PART", "LABOR"))

INVALID = "VALIDATION_ERROR"
TABLE = [
    (QUERY, None, None),
    (QUERY, "", None),
    (QUERY, " \t", None),
    (QUERY, "brake", None),
    (REQUIRED, None, INVALID),
    (REQUIRED, "", INVALID),
    (REQUIRED, "  ", INVALID),
    (REQUIRED, "LOC-001", None),
    (KIND, "PART", None),
    (KIND, "part", INVALID),
    (KIND, " PART", INVALID),
    (KIND, "", None),
    (PAGE_SIZE, None, None),
    (PAGE_SIZE, "", None),
    (PAGE_SIZE, "1", None),
    (PAGE_SIZE, "100", None),
    (PAGE_SIZE, "020", None),
    (PAGE_SIZE, "0", "INVALID_PAGE_SIZE"),
    (PAGE_SIZE, "101", "INVALID_PAGE_SIZE"),
    (PAGE_SIZE, "-5", "INVALID_PAGE_SIZE"),
    (PAGE_SIZE, "9" * 500, "INVALID_PAGE_SIZE"),
    (PAGE_SIZE, "-" + "9" * 5000, "INVALID_PAGE_SIZE"),
    (PAGE_SIZE, "ten", INVALID),
    (PAGE_SIZE, "1.0", INVALID),
    (PAGE_SIZE, "1e1", INVALID),
    (PAGE_SIZE, "+1", INVALID),
    (PAGE_SIZE, " 1", INVALID),
    (PAGE_SIZE, "1\n", INVALID),
    (PAGE_SIZE, "٣", INVALID),
    (PAGE_SIZE, "-", INVALID),
    (PAGE_INDEX, "0", None),
    (PAGE_INDEX, "-0", None),
    (PAGE_INDEX, "2147483647", None),
    (PAGE_INDEX, "2147483648", INVALID),
    (PAGE_INDEX, "-1", INVALID),
    (PAGE_INDEX, "00000000000000000005", None),
    (PAGE_INDEX, "00000000000002147483648", INVALID),
    (PAGE_INDEX, "-00000000000000000001", INVALID),
    (PAGE_SIZE, "00000000000000000020", None),
    (PAGE_SIZE, "00000000000000000101", "INVALID_PAGE_SIZE"),
]


@pytest.mark.parametrize(
    ("parameter", "text", "fault"),
    TABLE,
    ids=[f"{number}-{row[0].name}-{str(row[1])[:12]!r}" for number, row in enumerate(TABLE)],
)
def test_the_fault_of_a_raw_value(parameter: Parameter, text: str | None, fault: str | None) -> None:
    assert parameter.fault(text) == fault


@given(st.integers())
def test_an_integer_is_fine_exactly_within_its_range(number: int) -> None:
    assert (PAGE_SIZE.fault(str(number)) is None) is (1 <= number <= 100)


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        (QUERY, "must not be blank"),
        (KIND, "must be one of PART, LABOR"),
        (PAGE_SIZE, "must be an integer from 1 to 100"),
    ],
)
def test_what_is_expected_in_words(parameter: Parameter, words: str) -> None:
    assert parameter.expected == words
