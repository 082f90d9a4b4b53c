"""A broken variant is a service all the same: whatever it is sent, it answers."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzzing.variant import BY_ID, Broken, Variant
from tests.fuzzing.variants import ALL
from tests.stubs.mappings.kinds import right, wrong
from tests.stubs.mappings.throwing import BATCH, drawn
from workexec_contracts.contracts.vocabulary import json_default
from workexec_contracts.providers.app import _call

if TYPE_CHECKING:
    from tests.stubs.mappings.wire import Sent
    from workexec_contracts.providers import Call


def call_of(sent: Sent) -> Call:
    """The request as the server hands it over."""
    path, _, query = sent.target.partition(b"?")
    headers = [(name.encode(), value.strip()) for name, value in sent.headers]
    scope = {"method": sent.method, "raw_path": path, "query_string": query, "headers": headers}
    return _call(scope, sent.body or b"")


def batch(kind: st.SearchStrategy[Sent]) -> st.SearchStrategy[list[Sent]]:
    return st.lists(kind, min_size=BATCH, max_size=BATCH)


@cache
def requests(operation_id: str) -> tuple[Call, ...]:
    """Right and wrong requests of an operation, drawn once for all of its variants."""
    operation = BY_ID[operation_id]
    found: list[Call] = []

    @drawn(20)
    @given(batch(right(operation)), batch(wrong(operation)))
    def draw(good: list[Sent], bad: list[Sent]) -> None:
        found.extend(map(call_of, [*good, *bad]))

    draw()
    return tuple(found)


@pytest.mark.parametrize("variant", ALL, ids=lambda variant: variant.name)
def test_a_variant_answers_every_request_with_an_object_and_without_an_exception(variant: Variant) -> None:
    provider = Broken(variant)
    replies = [provider.handle(call) for call in requests(variant.operation.operation_id)]
    assert len(replies) >= 200
    for reply in replies:
        assert 200 <= reply.status <= 500
        assert json.dumps(reply.body, default=json_default).startswith("{")
