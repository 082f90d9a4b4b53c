"""What a pact cannot say: answers that serve again, and old ones that serve while the service is down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pacts.conftest import ADVISOR, served
from workexec_contracts.consumer import Found, Neighbour, Raw, SyncDriver, operation_of
from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.pacts import Interaction, Kind, StateKind, interactions
from workexec_contracts.policy import AnswerCache, key_of

if TYPE_CHECKING:
    import httpx2

CACHED = [
    operation
    for operation in dict.fromkeys(found.operation for found in interactions() if found.kind is Kind.HTTP)
    if operation_of(operation).cache
]
STALE = [name for name in CACHED if (cache := operation_of(name).cache) and cache.stale_on]


def first(operation: str, *, down: bool) -> Interaction:
    """The document's own request, answered or while the service is down."""
    return next(
        found
        for found in interactions()
        if found.operation == operation
        and any(state.kind is StateKind.DOWN for state in found.states) == down
    )


def asked(
    http: httpx2.Client, interaction: Interaction, cache: AnswerCache[Raw], times: int = 1
) -> list[Found[Any]]:
    """What comes of asking, with a cache that outlives the mock server."""
    operation = operation_of(interaction.operation)
    neighbour = Neighbour(interaction.operation, operation.response, cache)
    assert interaction.request is not None
    with served(interaction) as url:
        driver = SyncDriver(http, {interaction.domain: url}, lambda _: None)
        results = [
            driver.run(neighbour.read(ADVISOR, **interaction.request.parameters)) for _ in range(times)
        ]
    return [found for found in results if isinstance(found, Found)]


def aged(cache: AnswerCache[Raw], interaction: Interaction) -> None:
    """Makes the one entry older than its time to live."""
    contract = operation_of(interaction.operation).cache
    assert contract is not None
    assert interaction.request is not None
    key = key_of(interaction.operation, contract, interaction.request.parameters)
    entry = cache.stale(key, contract, Outcome.UNAVAILABLE)
    assert entry is not None
    cache.store(key, entry.value, entry.stored_at - contract.ttl_s)


@pytest.mark.parametrize("operation", CACHED)
def test_a_second_look_is_served_from_the_cache(http: httpx2.Client, operation: str) -> None:
    found = asked(http, first(operation, down=False), AnswerCache(), times=2)
    assert [one.source for one in found] == ["answer", "cache"]
    assert found[0].value == found[1].value


@pytest.mark.parametrize("operation", STALE)
def test_an_old_answer_is_served_while_the_service_is_down(http: httpx2.Client, operation: str) -> None:
    cache: AnswerCache[Raw] = AnswerCache()
    (before,) = asked(http, first(operation, down=False), cache)
    aged(cache, first(operation, down=False))
    (after,) = asked(http, first(operation, down=True), cache)
    assert after.source == "stale"
    assert after.value == before.value
