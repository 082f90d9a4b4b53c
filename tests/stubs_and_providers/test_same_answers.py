"""Two implementations, one truth: the stubs and the reference providers answer every request alike."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stubs.mappings.kinds import respelled, right, wrong
from tests.stubs.mappings.throwing import BATCH, drawn, each_operation
from tests.stubs.mappings.wire import Sent
from tests.stubs_and_providers.beyond_servers import reason
from tests.stubs_and_providers.both import Both
from workexec_contracts.contracts import operations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.stubs.process import WireMock

HUNDREDS = drawn(24)
TOKEN = ("Authorization", b"Bearer a.b.c")


@pytest.fixture(scope="module")
def both(quick: WireMock) -> Iterator[Both]:
    with Both.beside(quick.port) as pair:
        yield pair


@each_operation
def test_right_requests_are_answered_alike(operation: Endpoint, both: Both) -> None:
    counts = compare(operation, both, right(operation))
    assert counts[operation.status_code] >= 150, counts


@each_operation
def test_wrong_requests_are_refused_alike(operation: Endpoint, both: Both) -> None:
    counts = compare(operation, both, wrong(operation))
    assert sum(count for status, count in counts.items() if status >= 400) >= 120, counts


def compare(operation: Endpoint, both: Both, kind: st.SearchStrategy[Sent]) -> Counter[int]:
    """Sends requests of a kind to both and compares each pair of answers; counts them by status."""
    counts: Counter[int] = Counter()

    @HUNDREDS
    @given(st.lists(kind, min_size=BATCH, max_size=BATCH))
    def batch(requests: list[Sent]) -> None:
        for sent in [*requests, *map(respelled, requests)]:
            if reason(sent) is None:
                both.forget()
                counts[both.comparison(operation)(sent)] += 1

    batch()
    return counts


def test_a_difference_is_found_and_shown_with_both_curl_lines(both: Both) -> None:
    [operation] = [one for _, one in operations() if one.operation_id == "listTaxCodes"]
    sent = Sent("GET", f"{operation.path}?locationId=LOC-001".encode())
    rows = both.server.app.neighbours.state.table("taxCodes")
    removed = rows.pop("LOC-001/TAX_EXEMPT")
    with pytest.raises(AssertionError, match=r"(?s)taxCodes: stub .*stub: +curl .*provider: curl "):
        both.comparison(operation)(sent)
    rows["LOC-001/TAX_EXEMPT"] = removed


@pytest.mark.parametrize(
    "shape", [lambda inner: [inner], lambda inner: {"a": inner}], ids=["lists", "objects"]
)
@pytest.mark.parametrize(("levels", "status"), [(64, 201), (65, 400), (500, 400)])
def test_bodies_of_too_many_levels_are_refused_by_both(
    levels: int, status: int, shape: Callable[[object], object], both: Both
) -> None:
    nested: object = 1
    for _ in range(levels - 2):  # the body and its metadata are two
        nested = shape(nested)
    operation = next(own for _, own in operations() if own.operation_id == "createAuditEvent")
    body = {**operation.examples[0].request, "metadata": {"deep": nested}}
    headers = (("Content-Type", b"application/json"), ("Idempotency-Key", f"deep-{uuid4()}".encode()))
    sent = Sent("POST", operation.path.encode(), (TOKEN, *headers), json.dumps(body).encode())
    assert both.comparison(operation)(sent) == status


@pytest.mark.parametrize("value", [b"Bearer a.b.c ", b"Bearer a.b.c\t "])
def test_blanks_around_a_token_are_no_part_of_it(value: bytes, both: Both) -> None:
    operation = next(own for _, own in operations() if own.operation_id == "searchParts")
    sent = Sent("GET", operation.path.encode(), (("Authorization", value),))
    assert both.comparison(operation)(sent) == operation.status_code
