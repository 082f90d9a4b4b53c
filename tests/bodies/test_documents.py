"""A body is looked at once for the same bytes, and nothing leaks from one look to another."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workexec_contracts import bodies
from workexec_contracts.bodies import document_of, exact_json, json_bytes, model_of
from workexec_contracts.contracts.vocabulary import Money, Request, Response, Text, json_default

if TYPE_CHECKING:
    from pydantic import JsonValue

BODY = b'{"unitPrice": 1.10}'

values: st.SearchStrategy[JsonValue] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


class Priced(Request):
    unit_price: Money


class Answer(Response):
    event_id: Text


class Named(Request):
    name: Text


class Open(Request):
    unit_price: Money
    name: Text | None = None


def test_the_same_bytes_are_looked_at_once() -> None:
    assert document_of(Priced, BODY) is document_of(Priced, bytes(bytearray(BODY)))


def test_numbers_are_exact() -> None:
    assert str(document_of(Priced, BODY)["unitPrice"]) == "1.10"


def test_what_fits_one_model_is_not_taken_for_another() -> None:
    document_of(Priced, BODY)
    with pytest.raises(ValidationError):
        document_of(Named, BODY)
    assert document_of(Open, BODY) is not document_of(Priced, BODY)


def test_the_same_value_in_other_bytes_is_another_document() -> None:
    assert document_of(Priced, b'{"unitPrice": 2}') is not document_of(Priced, b'{"unitPrice": 2.0}')


@pytest.mark.parametrize("body", [b'{"unitPrice": 1.001}', b"{}", b"[]", b'{"unitPrice": 1, "x": 2}'])
def test_a_refusal_is_the_same_each_time(body: bytes) -> None:
    told = []
    for _ in range(2):
        with pytest.raises(ValidationError) as refused:
            document_of(Priced, body)
        told.append(refused.value.errors())
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b"NaN", b"[" * 100_000, b"1e9999999999999999999", b"\xef\xbb\xbf{}"],
    ids=["empty", "open", "no UTF-8", "NaN", "deep", "no decimal", "byte order mark"],
)
def test_what_is_no_json_is_no_document(body: bytes) -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match=r".") as refused:
            document_of(Priced, body)
        assert not isinstance(refused.value, ValidationError)


def test_large_bodies_and_many_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    large = BODY + b" " * bodies.LARGEST
    assert document_of(Priced, large) is not document_of(Priced, large)
    monkeypatch.setattr(bodies, "LARGEST", len(large))
    assert document_of(Priced, large) is document_of(Priced, large)
    before = document_of(Priced, large)
    for number in range(bodies.REMEMBERED):
        document_of(Priced, b'{"unitPrice": %d}' % number)
    assert document_of(Priced, large) is not before


@given(values)
def test_a_text_means_the_same_with_and_without_escapes(value: JsonValue) -> None:
    escaped, plain = json.dumps(value), json.dumps(value, ensure_ascii=False)
    assert exact_json(escaped.encode()) == exact_json(plain.encode())
    assert exact_json(plain.encode()) == json.loads(plain, parse_float=Decimal)


@pytest.mark.parametrize(
    "body",
    [b'{"a": "\\ud800"}', b'{"\\udfff": 1}', b'{"a": ["\\ud800"], "a": 1}', b'{"a": {"b": "\\ud800"}}'],
    ids=["value", "name", "replaced", "within"],
)
def test_half_a_surrogate_pair_is_no_text(body: bytes) -> None:
    with pytest.raises(ValueError, match="surrogates"):
        exact_json(body)


def test_the_last_of_repeated_members_counts() -> None:
    assert exact_json(b'{"a": 1, "a": 2}') == exact_json(b'{"a": "\\u0041", "a": 2}') == {"a": 2}


whole = st.integers(-(2**70), 2**70)
exact = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**13), max_value=10**13)
written = st.recursive(
    st.none() | st.booleans() | whole | exact | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


def _plain(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=json_default).encode()


@given(written)
def test_what_is_written_is_what_python_writes(value: object) -> None:
    try:
        wanted = _plain(value)
    except ValueError:  # half a surrogate pair
        with pytest.raises(ValueError, match="surrogates"):
            json_bytes(value)
    else:
        assert repr(json.loads(json_bytes(value))) == repr(json.loads(wanted))


def _surrogates_too(value: object) -> bytes:
    return json.dumps({"eventId": value}, default=json_default).encode()


@given(st.binary(max_size=12) | st.text('01.eE+-{}[],:"\\ud8 \nNa', max_size=12).map(str.encode))
def test_what_python_refuses_to_read_is_refused(body: bytes) -> None:
    try:
        wanted = repr(bodies._exact_json(body))
    except ValueError:
        with pytest.raises(ValueError, match=r".|^$"):
            exact_json(body)
    else:
        assert repr(exact_json(body)) == wanted


@given(st.binary(max_size=40) | written.map(_surrogates_too))
def test_an_answer_is_read_as_its_model_parses_it(body: bytes) -> None:
    told = []
    for read in (Answer.parse, lambda body: model_of(Answer, body)):
        try:
            told.append(repr(read(body)))
        except ValueError as error:
            told.append(type(error).__name__)
    assert told[0] == told[1]


@pytest.mark.parametrize("value", [object(), {"a": {1}}, b"text"], ids=["object", "set", "bytes"])
def test_what_json_has_not_is_not_written(value: object) -> None:
    with pytest.raises(TypeError, match="is not JSON"):
        json_bytes(value)
