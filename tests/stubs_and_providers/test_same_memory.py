"""Idempotency keys: the stubs and the reference providers remember alike what came first."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.stubs.mappings import bodies
from tests.stubs.mappings.kinds import respelled
from tests.stubs.mappings.wire import Sent
from tests.stubs_and_providers.beyond_servers import reason
from tests.stubs_and_providers.both import Both
from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import AUTHORIZATION, IDEMPOTENCY_CONFLICT, IDEMPOTENCY_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Endpoint
    from workexec_contracts.stubs.process import WireMock

WRITES = [operation for _, operation in operations() if operation.mutates]
STORIES = settings(
    settings.get_profile("ci"),  # derandomized
    max_examples=10,  # the stubs hold back every answer
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)
STEP = st.tuples(st.integers(0, 1), st.integers(0, 1), st.booleans())
"""Which of two bodies under which of two keys, and whether in another spelling."""


@pytest.fixture(scope="module")
def both(wiremock: WireMock) -> Iterator[Both]:
    with Both.beside(wiremock.port) as pair:
        warm = pair.stubs.ask(_under(_example(WRITES[0]), f"evt-test-{uuid4()}"))
        assert (
            warm.status == WRITES[0].status_code
        )  # a Java process's first webhook takes longer than the hold
        yield pair


@pytest.mark.parametrize("operation", WRITES, ids=lambda operation: operation.operation_id)
def test_replays_and_conflicts_are_answered_alike(operation: Endpoint, both: Both) -> None:
    statuses: list[int] = []

    @STORIES
    @given(st.lists(bodies.good(operation), min_size=2, max_size=2), st.lists(STEP, min_size=4, max_size=6))
    def story(drawn: list[Sent], steps: list[tuple[int, int, bool]]) -> None:
        if any(reason(sent) or _documented(operation, sent) for sent in drawn):
            return
        keys = [f"evt-test-{uuid4()}" for _ in range(2)]
        compare = both.comparison(operation)
        for body, key, in_other_words in steps:
            sent = _under(drawn[body], keys[key])
            statuses.append(compare(respelled(sent) if in_other_words else sent))

    story()
    assert statuses.count(operation.status_code) > len(WRITES), statuses
    assert IDEMPOTENCY_CONFLICT.status in statuses


def _documented(operation: Endpoint, sent: Sent) -> bool:
    """The document's own record: the stubs give it the document's id under every key."""
    return not operation.events and json.loads(sent.body or b"") == operation.examples[0].request


def _example(operation: Endpoint) -> Sent:
    headers = ((AUTHORIZATION.name, AUTHORIZATION.example), ("Content-Type", operation.media_type))
    body = json.dumps(operation.examples[0].request)
    named = tuple((name, value.encode()) for name, value in headers)
    return Sent(operation.method, operation.path.encode(), named, body.encode())


def _under(sent: Sent, key: str) -> Sent:
    """The same body under that key, which is the id of an event as well."""
    body = sent.body or b""
    own = json.loads(body).get("id")
    renamed = replace(sent, body=body.replace(own.encode(), key.encode()) if own else body)
    return renamed.having(IDEMPOTENCY_KEY.name, key.encode())
