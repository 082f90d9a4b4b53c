"""What was sent is judged as it left, not as it was meant."""

from __future__ import annotations

from decimal import Decimal

import pytest
from requests import PreparedRequest, Request

from tests.fuzzing.variant import BY_ID
from workexec_contracts.verification.fuzzing.wire import Sent

BASE = "http://127.0.0.1:9000/base"
CUSTOMER, PARTS = BY_ID["getCustomer"], BY_ID["searchParts"]


def of(path: str, **more: object) -> Sent:
    return Sent.of(Request("GET", BASE + path, **more).prepare(), BASE + "/")  # type: ignore[arg-type]


def raw(url: str) -> Sent:
    """A URL that no client library puts right."""
    request = PreparedRequest()
    request.method, request.url, request.headers = "GET", url, Request("GET", BASE).prepare().headers
    return Sent.of(request, BASE)


def test_the_path_is_counted_from_the_base_and_its_parameters_are_decoded() -> None:
    sent = of(CUSTOMER.path.replace("{customerId}", "a%20b%2Dc"))
    assert sent.placed(CUSTOMER) == {"customerId": "a b-c"}
    assert sent.base == BASE


@pytest.mark.parametrize("path", ["/", "/x", CUSTOMER.path.replace("{customerId}", "a/b")])
def test_another_path_places_nothing(path: str) -> None:
    assert of(path).placed(CUSTOMER) is None


def test_of_a_repeated_parameter_the_first_value_counts_and_blank_ones_are_kept() -> None:
    assert of(f"{PARTS.path}?a=1&a=2&b=").query == {"a": "1", "b": ""}


def test_header_names_are_in_lower_case_and_values_are_text() -> None:
    sent = of(PARTS.path, headers={"X-One": b"\xe9", "X-Two": "two"})
    assert (sent.headers["x-one"], sent.headers["x-two"]) == ("é", "two")


@pytest.mark.parametrize(("body", "expected"), [(b'{"a": 1.10}', Decimal("1.10")), ('{"a": "é"}', "é")])
def test_the_body_is_read_with_exact_numbers(body: object, expected: object) -> None:
    assert of(PARTS.path, data=body).document == {"a": expected}


@pytest.mark.parametrize("body", [b"", b"\xff", b"{"])
def test_a_body_that_is_no_json_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        _ = of(PARTS.path, data=body).document


@pytest.mark.parametrize(
    "tail",
    [
        "%",
        "%2",
        "%zz",
        "a//b",
        "..",
        "./a",
        "%00",
        "%0A",
        "%1f",
        "%2F",
        "%2e%2E",
        "%5C",
        "%7f",
        "a|b",
        'a"b',
        "é",
    ],
)
def test_a_path_that_servers_read_in_different_ways_is_odd(tail: str) -> None:
    assert raw(f"{BASE}/api/{tail}").odd


@pytest.mark.parametrize("tail", ["CUST-001", "a%20b", "%C3%A9", "a~b", "a:b", "a,b;c", "%41", "a.b", "..."])
def test_a_path_that_is_only_unusual_is_judged(tail: str) -> None:
    assert not raw(f"{BASE}/api/{tail}?q=%00").odd
