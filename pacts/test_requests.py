"""Every HTTP interaction, asked by the real client."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from pacts.conftest import Client, is_sendable
from workexec_contracts.consumer import Failed, Found
from workexec_contracts.contracts.vocabulary import FailMode, Outcome
from workexec_contracts.pacts import Interaction, Kind, interactions

if TYPE_CHECKING:
    import httpx2

ASKED = [found for found in interactions() if found.kind is Kind.HTTP]


def those(found: list[Interaction]) -> pytest.MarkDecorator:
    named = [pytest.param(one, id=f"{one.operation}: {one.description}") for one in found]
    return pytest.mark.parametrize("interaction", named)


SENDABLE = [found for found in ASKED if is_sendable(found)]
WRONG = [found for found in ASKED if not is_sendable(found)]


def display_of(client: Client) -> str:
    """The document's words, or the provider's own where it has none."""
    error = client.operation.error(client.interaction.code or "")
    if error.display is None:
        return error.message
    items = (client.request.example or {}).get("items", [{}])
    return error.display.format_map({"taxCode": items[0].get("taxCode", "?")})


@those([found for found in SENDABLE if found.code is None])
def test_workexec_understands_what_it_is_promised(http: httpx2.Client, interaction: Interaction) -> None:
    client = Client(http, interaction)
    found = client.asks()
    assert isinstance(found, Found)
    assert interaction.reply is not None
    assert found.value == client.operation.response.parse(json.dumps(interaction.reply.example))
    assert (found.source, found.attempts) == ("answer", 1)


@those([found for found in SENDABLE if found.code is not None])
def test_workexec_shows_a_refusal_in_the_documents_words(
    http: httpx2.Client, interaction: Interaction
) -> None:
    client = Client(http, interaction)
    failed = client.asks()
    assert isinstance(failed, Failed)
    assert (failed.code, failed.display) == (interaction.code, display_of(client))
    assert interaction.reply is not None
    assert failed.status == interaction.reply.status


@those([found for found in SENDABLE if found.code is not None])
def test_workexec_retries_an_outage_as_its_policy_says_and_nothing_else(
    http: httpx2.Client, interaction: Interaction
) -> None:
    client = Client(http, interaction)
    failed = client.asks()
    assert isinstance(failed, Failed)
    policy = client.operation.policy
    outage = failed.status == HTTPStatus.SERVICE_UNAVAILABLE
    retried = outage and Outcome.UNAVAILABLE in policy.retry.on
    assert client.slept == (list(policy.retry.delays_s) if retried else [])
    assert failed.retryable == outage
    assert failed.placeholder == (outage and policy.fail_mode is FailMode.OPEN)


@those(WRONG)
def test_workexec_sends_nothing_that_would_be_refused(http: httpx2.Client, interaction: Interaction) -> None:
    assert interaction.reply is not None
    assert interaction.reply.status == HTTPStatus.BAD_REQUEST
    with pytest.raises(ValueError, match=r"."):
        next(Client(http, interaction).plan())


@those(WRONG)
def test_workexec_understands_the_refusal_of_what_slipped_through(
    http: httpx2.Client, interaction: Interaction
) -> None:
    client = Client(http, interaction)
    failed = client.asks_unguarded()
    assert isinstance(failed, Failed)
    assert (failed.code, failed.display) == (interaction.code, display_of(client))
    assert not failed.retryable
