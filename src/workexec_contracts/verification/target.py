"""Whom the cases are put to: our own stubs, started for the run, or a running service."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import httpx2

from workexec_contracts.contracts import operations
from workexec_contracts.contracts.vocabulary import AUTHORIZATION, Data
from workexec_contracts.providers import Server
from workexec_contracts.stubs import switches
from workexec_contracts.stubs.admin import Admin
from workexec_contracts.stubs.mappings import write
from workexec_contracts.stubs.process import WireMock

from .case import TOKEN, Needs
from .errors import Unreachable, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

ANY_TOKEN = AUTHORIZATION.example.removeprefix("Bearer ")
PROBE_S = 10
SHORTEST_SECRET = 8
"""Anything shorter is a word that an answer may have for itself."""


class Target(Data):
    """A service and what may be asked of it."""

    name: str
    base_url: str
    ours: bool = False
    dataset: bool = False
    """Whether it holds the rows of our dataset."""
    token: str = ANY_TOKEN
    switch: Literal["wiremock", "providers"] = "wiremock"
    """How one of ours is taken down."""
    secret: bool = False
    """Whether the token is the user's, and must not be written anywhere."""
    states_url: str | None = None
    """Who brings it into the provider states of pacts, by Pact's standard call."""
    messages: bool = False
    """Whether it publishes events: `base_url` is then where it is asked for one."""

    def can(self, needs: Needs) -> bool:
        """Whether it has by itself what a case or a provider state needs."""
        if needs is Needs.STATES:
            return False
        if needs is Needs.OURS:
            return self.ours and self.switch == "wiremock"
        return self.ours or needs is Needs.DOCUMENT or (needs is Needs.DATASET and self.dataset)

    def scrubbed(self, text: str) -> str:
        """The text without the user's token, should an answer repeat it."""
        hide = self.secret and len(self.token) >= SHORTEST_SECRET
        return text.replace(self.token, TOKEN) if hide else text


def service(base_url: str, token: str | None, *, dataset: bool, states_url: str | None = None) -> Target:
    """A running service in any language. Raises WrongUsage or Unreachable."""
    return _stranger(reached(base_url, "--base-url"), token, states_url, dataset=dataset)


def publisher(message_url: str, token: str | None, *, states_url: str | None = None) -> Target:
    """A running WorkExec that hands out its events, as Pact's verifier asks. Raises as `service`."""
    return _stranger(reached(message_url, "--message-url"), token, states_url, messages=True)


def _stranger(
    url: str, token: str | None, states_url: str | None, *, dataset: bool = False, messages: bool = False
) -> Target:
    return Target(
        name=url,
        base_url=url,
        dataset=dataset,
        token=token or ANY_TOKEN,
        secret=bool(token),
        states_url=None if states_url is None else reached(states_url, "--states-url"),
        messages=messages,
    )


def reached(url: str, option: str) -> str:
    """The address, at which somebody answers. Raises WrongUsage or Unreachable."""
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname or address.username:
        raise WrongUsage(
            what=f"{url!r} is no {option.removeprefix('--').replace('-', ' ').replace('url', 'URL')}",
            where=option,
            expected="http://host:port or https://host/path, without user and password",
            fix=f"for example: {option} http://127.0.0.1:9000",
        )
    base = url.rstrip("/")
    try:
        httpx2.get(base, timeout=PROBE_S)
    except httpx2.HTTPError as error:
        raise Unreachable(
            what=f"nobody answers: {type(error).__name__} {error}",
            where=base,
            expected="a service that speaks HTTP",
            fix=f"start it, or correct {option}; --all without URLs verifies our own stubs",
        ) from error
    return base


@contextmanager
def stubs(mocks: Path | None = None) -> Iterator[Target]:
    """One real WireMock with these mappings, or with new ones from the contracts. Raises a StubError."""
    with tempfile.TemporaryDirectory(prefix="wxc-verify-") as folder:
        root = mocks
        if root is None:
            root = Path(folder)
            write(root)
        with WireMock(root, journal=None) as wiremock:
            _warm(wiremock.url)
            yield Target(name="stubs", base_url=wiremock.url, ours=True, dataset=True)


def _warm(base_url: str) -> None:
    """Has every read answered once: a cold Java on a busy machine is slower than any SLA."""
    with httpx2.Client(base_url=base_url, timeout=60) as client:
        for _, operation in operations():
            if operation.method == "GET":
                client.get(operation.path, headers={"Authorization": AUTHORIZATION.example})


@contextmanager
def providers() -> Iterator[Target]:
    """The reference providers, served for the run."""
    with Server() as server:
        yield Target(name="providers", base_url=server.url, ours=True, dataset=True, switch="providers")


@contextmanager
def outage(target: Target, domain: Domain, operation: Endpoint) -> Iterator[None]:
    """One operation of ours is down meanwhile, as after `wxc switch <operation> down`."""
    take_down(target, domain, operation)
    try:
        yield
    finally:
        bring_up(target, domain, operation)


def take_down(target: Target, domain: Domain, operation: Endpoint) -> None:
    """From now on the operation answers as if its service were down."""
    _switch(target, domain, operation, switches.Mode.DOWN)


def bring_up(target: Target, domain: Domain, operation: Endpoint) -> None:
    """The operation works again."""
    _switch(target, domain, operation, switches.Mode.OK)


def _switch(target: Target, domain: Domain, operation: Endpoint, mode: switches.Mode) -> None:
    if target.switch == "providers":
        address = f"{target.base_url}/__switch/{operation.operation_id}/{mode.value}"
        httpx2.post(address).raise_for_status()
        return
    with Admin(target.base_url) as admin:
        switches.apply(admin, switches.Switch(mode), [(domain, operation)])
