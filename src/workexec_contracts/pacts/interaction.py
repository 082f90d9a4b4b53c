"""One interaction of a pact, as data: who needs what of whom, in which state, and by which clause."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from workexec_contracts.contracts.vocabulary import AUTHORIZATION, Data, Status

from .matchers import plain, written
from .states import Given

WORKEXEC = "workexec"


class Kind(StrEnum):
    """How the two sides talk."""

    HTTP = "http"
    MESSAGE = "message"


class Request(Data):
    """What WorkExec sends. Header values and body are matcher trees: see `matchers`."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, Any]
    body: Any = None
    """None where there is no body."""
    media_type: str | None = None
    parameters: Mapping[str, str]
    """The parameters of query and path by their names, as the client is asked for them."""

    @property
    def authorized(self) -> bool:
        """Whether the request carries a token; a verifier must not add one where it does not."""
        return AUTHORIZATION.name in self.headers

    @property
    def example(self) -> Any:  # noqa: ANN401  # JSON of any type
        """The body as it is sent."""
        return plain(written(self.body))


class Reply(Data):
    """What must come back; headers and body are matcher trees."""

    status: int
    headers: Mapping[str, Any]
    body: Mapping[str, Any]

    @property
    def example(self) -> dict[str, Any]:
        """The body as a mock server answers it."""
        return dict(plain(written(dict(self.body))))


class Message(Data):
    """An event that WorkExec publishes; `contents` is a matcher tree."""

    contents: Mapping[str, Any]
    content_type: str

    @property
    def example(self) -> dict[str, Any]:
        """The event as it is published."""
        return dict(plain(written(dict(self.contents))))


class Interaction(Data):
    """One promise. An HTTP one has `request` and `reply`, a message one has `message`."""

    consumer: str
    provider: str
    domain: str
    """The neighbour's name in the contracts, whichever side it is on."""
    operation: str
    """The operation's id; for a message the event's name."""
    kind: Kind
    description: str
    states: tuple[Given, ...] = ()
    request: Request | None = None
    reply: Reply | None = None
    message: Message | None = None
    code: str | None = None
    """The error code, where the reply is a refusal."""
    clause: str
    status: Status
    findings: tuple[str, ...] = ()

    @property
    def pair(self) -> tuple[str, str]:
        """Consumer and provider: one pact file each."""
        return self.consumer, self.provider

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells it from every other of its pair: a stock merge replaces what shares it."""
        return (*self.pair, self.description, tuple(state.key for state in self.states))
