"""A thousand right and a thousand wrong requests for each operation, judged by the contract alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .beyond_mappings import reason
from .judge import faults
from .kinds import respelled, right, wrong
from .oracle import expected
from .throwing import BATCH, drawn, each_operation
from .wire import Client, Sent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.stubs.process import WireMock

THOUSANDS = drawn(132)


@pytest.fixture(scope="module")
def client(quick: WireMock) -> Iterator[Client]:
    with Client(quick.port) as connection:
        yield connection


@each_operation
def test_right_requests_get_what_the_contract_promises(operation: Endpoint, client: Client) -> None:
    counts = throw(operation, client, right(operation))
    assert counts[operation.status_code] >= 1000, counts


@each_operation
def test_wrong_requests_get_the_documented_refusal(operation: Endpoint, client: Client) -> None:
    counts = throw(operation, client, wrong(operation))
    assert sum(count for status, count in counts.items() if status >= 400) >= 1000, counts


@pytest.mark.parametrize("token", [b"bearer a.b.c", b"BEARER a.b.c"])
def test_the_scheme_is_spelled_as_agreed(token: bytes, quick: WireMock) -> None:
    """On a new connection: Jetty takes a header for the one before it when only the case differs."""
    with Client(quick.port) as fresh:
        sent = Sent("GET", b"/api/v1/crm/customer/CUST-001", (("Authorization", token),))
        assert fresh.ask(sent).status == 401


def throw(operation: Endpoint, client: Client, kind: st.SearchStrategy[Sent]) -> Counter[int]:
    """Sends requests of a kind and judges each answer; counts the answers by status."""
    counts: Counter[int] = Counter()

    @THOUSANDS
    @given(st.lists(kind, min_size=BATCH, max_size=BATCH))
    def batch(requests: list[Sent]) -> None:
        for sent in [*requests, *map(respelled, requests)]:
            answer = client.ask(sent)
            if reason(sent) is not None:
                assert answer.status >= 400, sent.curl(client.port)
                continue
            counts[answer.status] += 1
            found = faults(operation, sent, answer, expected(operation, sent))
            assert not found, "\n".join([*found, f"answered {answer}", sent.curl(client.port)])

    batch()
    return counts
