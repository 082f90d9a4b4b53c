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

from .case import Needs
from .errors import Unreachable, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint

ANY_TOKEN = AUTHORIZATION.example.removeprefix("Bearer ")
PROBE_S = 10


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

    def can(self, needs: Needs) -> bool:
        """Whether a case with these needs can be put to it."""
        if needs is Needs.OURS:
            return self.ours and self.switch == "wiremock"
        return self.ours or needs is Needs.DOCUMENT or (needs is Needs.DATASET and self.dataset)


def service(base_url: str, token: str | None, *, dataset: bool) -> Target:
    """A running service in any language. Raises WrongUsage or Unreachable."""
    address = urlsplit(base_url)
    if address.scheme not in {"http", "https"} or not address.hostname or address.username:
        raise WrongUsage(
            what=f"{base_url!r} is no base URL",
            where="--base-url",
            expected="http://host:port or https://host/path, without user and password",
            fix="for example: wxc verify pricing --base-url http://127.0.0.1:9000",
        )
    base = base_url.rstrip("/")
    try:
        httpx2.get(base, timeout=PROBE_S)
    except httpx2.HTTPError as error:
        raise Unreachable(
            what=f"nobody answers: {type(error).__name__} {error}",
            where=base,
            expected="a service that speaks HTTP",
            fix="start the service, or correct --base-url; --all without it verifies our own stubs",
        ) from error
    return Target(name=base, base_url=base, dataset=dataset, token=token or ANY_TOKEN, secret=bool(token))


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
    if target.switch == "providers":
        address = f"{target.base_url}/__switch/{operation.operation_id}"
        httpx2.post(f"{address}/down").raise_for_status()
        try:
            yield
        finally:
            httpx2.post(f"{address}/ok").raise_for_status()
        return
    with Admin(target.base_url) as admin:
        switches.apply(admin, switches.Switch(switches.Mode.DOWN), [(domain, operation)])
        try:
            yield
        finally:
            switches.apply(admin, switches.Switch(switches.Mode.OK), [(domain, operation)])
