"""How much memory WireMock keeps after many requests, each event with an idempotency key of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil

from .cases import mix
from .client import Work
from .figures import Figure, Goal

if TYPE_CHECKING:
    from collections.abc import Callable

    from .client import Client
    from .throughput import Server

RESIDENT = Goal("below", 400)
MB = 1_000_000
SAMPLE_EVERY_S = 0.5


def measure(client: Client, ours: Server, count: int, say: Callable[[str], None]) -> Figure:
    """The largest resident set seen during and after the requests."""
    requests = mix()
    process = psutil.Process(ours.pid)
    say(f"{count} requests for the resident set")
    client.begin(Work(ours.port, requests, count=count))
    largest = process.memory_info().rss
    while not client.finished(SAMPLE_EVERY_S):
        largest = max(largest, process.memory_info().rss)
    answers = client.end().answers
    assert answers == count, f"{count} requests were to be answered, {answers} were"
    largest = max(largest, process.memory_info().rss)
    keys = count // len(requests)
    return Figure(f"resident after {count} requests, {keys} keys", largest / MB, "MB", RESIDENT)
