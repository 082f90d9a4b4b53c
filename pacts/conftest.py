"""The real client against a mock server that knows one interaction, and no waiting between attempts."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from workexec_contracts.consumer import (
    Exchange,
    Identity,
    Neighbour,
    Raw,
    SyncDriver,
    bound,
    operation_of,
    prepare,
)
from workexec_contracts.consumer.results import failed_answer
from workexec_contracts.contracts import domains
from workexec_contracts.contracts.vocabulary import IDEMPOTENCY_KEY
from workexec_contracts.pacts import Interaction, plain
from workexec_contracts.pacts.build import pact_of
from workexec_contracts.policy import Answered, call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.consumer import Plan, Result
    from workexec_contracts.pacts import Request

ADVISOR = Identity("a.b.c")
NOBODY = Identity("no token at all")
"""Of no form that a provider accepts (F02); an empty one does not even leave the HTTP client."""
LOOPBACK = "127.0.0.1"


class Client:
    """WorkExec, as far as one interaction goes."""

    def __init__(self, http: httpx2.Client, interaction: Interaction) -> None:
        self._http = http
        self.interaction = interaction
        self.operation = operation_of(interaction.operation)
        self.neighbour: Neighbour[Any] = Neighbour(interaction.operation, self.operation.response)
        self.slept: list[float] = []

    @property
    def request(self) -> Request:
        assert self.interaction.request is not None
        return self.interaction.request

    def asks(self) -> Result[Any]:
        """What the client makes of the answer to the interaction's request."""
        return self._run(self.plan())

    def asks_unguarded(self) -> Result[Any]:
        """The same, the client's own check of its request left out."""
        return self._run(self._unguarded())

    def _run(self, plan: Plan[Result[Any]]) -> Result[Any]:
        with served(self.interaction) as url:
            return SyncDriver(self._http, {self.interaction.domain: url}, self.slept.append).run(plan)

    def plan(self) -> Plan[Result[Any]]:
        """The client's call, before any I/O."""
        caller = ADVISOR if self.request.authorized else NOBODY
        if self.request.body is None:
            return self.neighbour.read(caller, **self.request.parameters)
        return self.neighbour.write(caller, self.request.example, key_of(self.request))

    def _unguarded(self) -> Plan[Result[Any]]:
        exchange, asked = slipped(self.interaction), self.request.example or self.request.parameters
        concluded = yield from bound(exchange, call(self.operation.policy, Raw))
        assert isinstance(concluded.last, Answered)
        correlation_id = exchange.correlation_id
        return failed_answer(self.operation, concluded.last.value, correlation_id, concluded.attempts, asked)


def key_of(request: Request) -> str | None:
    """The idempotency key of a request that has one."""
    key = plain(request.headers.get(IDEMPOTENCY_KEY.name))
    return None if key is None else str(key)


def slipped(interaction: Interaction) -> Exchange:
    """The interaction's wrong request in place of the document's, which the client has let pass."""
    domain = next(found for found in domains() if found.name == interaction.domain)
    operation, request = operation_of(interaction.operation), interaction.request
    assert request is not None
    example = operation.examples[0].request
    if request.body is None:
        sent = prepare(domain, operation, ADVISOR, example)
        query = str(httpx2.QueryParams(request.query))
        return sent._replace(target=f"{request.path}?{query}" if query else request.path)
    sent = prepare(domain, operation, ADVISOR, body=example, key=key_of(request))
    return sent._replace(body=json.dumps(request.example).encode())


def is_sendable(interaction: Interaction) -> bool:
    """Whether the client's own check lets the request pass."""
    domain = next(found for found in domains() if found.name == interaction.domain)
    operation, request = operation_of(interaction.operation), interaction.request
    assert request is not None
    try:
        prepare(domain, operation, ADVISOR, request.parameters, request.example)
    except ValueError:
        return False
    return True


@contextmanager
def served(interaction: Interaction) -> Iterator[str]:
    """The address of a mock server; leaving raises when it was not asked as agreed."""
    with pact_of(interaction.pair, [interaction]).serve(addr=LOOPBACK) as server:
        yield f"http://{LOOPBACK}:{server.port}"


@pytest.fixture(scope="session")
def http() -> Iterator[httpx2.Client]:
    with httpx2.Client(trust_env=False) as client:
        yield client
