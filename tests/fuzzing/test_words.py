"""What is worth asking for: values that the service holds, and amounts that show how it rounds."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing.variant import BY_ID
from workexec_contracts.contracts.vocabulary import CENT, Endpoint, Listing, Lookup, Search
from workexec_contracts.verification.fuzzing.knowledge import NOBODY, exists, rows
from workexec_contracts.verification.fuzzing.words import SOME, half_cents, some, words

READS = [operation for operation in BY_ID.values() if operation.method == "GET"]
each_read = pytest.mark.parametrize("operation", READS, ids=lambda operation: operation.operation_id)
ours_and_strangers = pytest.mark.parametrize("dataset", [True, False], ids=["ours", "a stranger"])


@given(st.decimals(0, 1, places=4))
def test_amounts_on_half_a_cent_part_half_up_from_half_even(rate: Decimal) -> None:
    for amount in half_cents(rate):
        exact = amount * rate
        assert exact.quantize(CENT, ROUND_HALF_UP) != exact.quantize(CENT, ROUND_HALF_EVEN)
        assert amount == amount.quantize(CENT)


def test_most_rates_of_our_rows_have_such_amounts() -> None:
    rates = {Decimal(str(row["rate"])) for row in rows("taxCodes", dataset=True) if row["rate"]}
    assert len([rate for rate in rates if half_cents(rate)]) * 2 > len(rates)


@each_read
@ours_and_strangers
def test_every_word_is_a_valid_value_of_its_parameter(operation: Endpoint, *, dataset: bool) -> None:
    found = words(operation.operation_id, dataset=dataset)
    parameters = {parameter.name: parameter for parameter in operation.parameters}
    assert found
    assert found.keys() <= parameters.keys()
    faults = {
        (name, value): code
        for name, values in found.items()
        for value in values
        if (code := parameters[name].fault(str(value)))
    }
    assert faults == {}


@each_read
@ours_and_strangers
def test_rows_that_are_there_and_a_text_or_an_id_of_nobody_are_tried(
    operation: Endpoint, *, dataset: bool
) -> None:
    behaviour = operation.behaviour
    assert isinstance(behaviour, Search | Lookup | Listing)
    match behaviour:
        case Search(query=name):
            pass
        case Lookup(parameter=name):
            pass
        case Listing(equal=equal):
            (name,) = equal
    tried = words(operation.operation_id, dataset=dataset)[name]
    assert any(str(value).startswith(NOBODY) for value in tried)
    assert any(not str(value).startswith(NOBODY) for value in tried)


@ours_and_strangers
def test_words_come_from_an_even_spread_of_rows_that_are_surely_there(*, dataset: bool) -> None:
    found = some("customers", dataset=dataset)
    assert 0 < len(found) <= 2 * SOME
    assert all(exists("customers", "customerId", row["customerId"], dataset=dataset) for row in found)


def test_of_a_stranger_only_the_documents_entities_are_known() -> None:
    known = {row["customerId"] for row in rows("customers", dataset=False)}
    assert known < {row["customerId"] for row in rows("customers", dataset=True)}
    assert exists("customers", "customerId", "CUST-150", dataset=False) is None
    assert exists("customers", "customerId", f"{NOBODY}1", dataset=False) is False


def test_of_a_stranger_the_tax_codes_of_the_document_are_known() -> None:
    known = rows("taxCodes", dataset=False)
    (listed,) = BY_ID["listTaxCodes"].examples
    assert {row["locationId"] for row in known} == {listed.request["locationId"]}
    assert {row["taxCode"] for row in known} == {row["taxCode"] for row in listed.response["taxCodes"]}
