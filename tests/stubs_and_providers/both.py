"""The stubs and the reference providers side by side: every request goes to both."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from tests.stubs.mappings.wire import Client
from tests.stubs_and_providers.told import Teller, fields
from workexec_contracts.providers import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.stubs.mappings.wire import Sent
    from workexec_contracts.contracts.vocabulary import Endpoint

SHOWN = 2000
"""How much of a difference a failure repeats."""


@dataclass
class Both:
    """Each behind a connection."""

    stubs: Client
    providers: Client
    server: Server

    @classmethod
    @contextmanager
    def beside(cls, stubs_port: int) -> Iterator[Self]:
        """Fresh providers beside running stubs."""
        with Server() as server, Client(stubs_port) as stubs, Client(server.port) as providers:
            yield cls(stubs, providers, server)

    def forget(self) -> None:
        """What the providers remember of keys; the quick stubs remember none."""
        self.server.app.neighbours.state.remembered.clear()

    def comparison(self, operation: Endpoint) -> Callable[[Sent], int]:
        """Compares answer by answer, in their order. Gives the status; fails where anything differs."""
        stub, provider = Teller(), Teller()

        def compare(sent: Sent) -> int:
            first, second = self.stubs.ask(sent), self.providers.ask(sent)
            told, other = stub.tells(sent, first), provider.tells(sent, second)
            found = [
                f"{name}: stub {told.get(name)}, provider {other.get(name)}"
                for name in sorted(told.keys() | other.keys())
                if told.get(name) != other.get(name)
            ]
            found += filter(None, [None if sent.method == "HEAD" else fields(operation, first, second)])
            assert not found, self._report(sent, found)
            return first.status

        return compare

    def _report(self, sent: Sent, found: list[str]) -> str:
        curls = [f"stub:     {sent.curl(self.stubs.port)}", f"provider: {sent.curl(self.providers.port)}"]
        return "\n".join([*(text[:SHOWN] for text in found), *curls])
