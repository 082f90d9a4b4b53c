"""A seed alone says what is sent, whichever process sends it."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.providers import App, Call, Reply, Server
from workexec_contracts.providers.app import UNMET
from workexec_contracts.verification import Effort, Fuzzer, Kind, Selection, Target

if TYPE_CHECKING:
    from workexec_contracts.providers.switches import Met

OF_A_RUN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
"""Keys and ids: other ones in every run, as services remember those of runs before."""


class Listening(App):
    """The reference providers, and what they were asked."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def _reply(self, call: Call, met: Met = UNMET) -> Reply:
        body = call.body.decode(errors="replace")
        self.heard.append(OF_A_RUN.sub("", f"{call.method} {call.path}?{call.raw_query} {body}"))
        return super()._reply(call, met)


def heard(operation_id: str, seed: int, seeds: int = 1) -> list[str]:
    """Everything that one run sends, seed after seed."""
    app = Listening()
    with Server(app) as server:
        target = Target(name="providers", base_url=server.url, ours=True, dataset=True, switch="providers")
        effort = Effort(seed=seed, seeds=seeds, examples=5)
        selection = Selection(operation=operation_id, only=Kind.FUZZ)
        asyncio.run(_run(Fuzzer(target, selection, effort)))
    return app.heard


async def _run(fuzzer: Fuzzer) -> None:
    async for _ in fuzzer.results():
        pass


@pytest.mark.parametrize("operation_id", ["getCustomer", "calculateTax", "createAuditEvent"])
def test_the_same_seed_sends_the_same_requests_and_another_seed_others(operation_id: str) -> None:
    first = heard(operation_id, 5)
    assert len(first) > 20
    again, other = _parted(heard(operation_id, 5, seeds=2), len(first))
    assert first == again
    assert first != other
    assert len(other) > 20


def _parted(both: list[str], at: int) -> tuple[list[str], list[str]]:
    return both[:at], both[at:]
