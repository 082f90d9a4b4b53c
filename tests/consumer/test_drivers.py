"""Answers that no contract foresees, over real sockets, by both drivers."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.consumer.world import ADVISOR
from workexec_contracts.consumer import AsyncDriver, Attempt, Plan, SyncDriver, operation_of, prepare
from workexec_contracts.contracts import domains
from workexec_contracts.contracts.vocabulary import Outcome
from workexec_contracts.policy import Answered, Unanswered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workexec_contracts.consumer.plan import Told

CRM = next(domain for domain in domains() if domain.name == "crm")
NOT_GZIP = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"
HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
ELSEWHERE = b"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def answering(answer: bytes, drip_s: float = 0) -> Iterator[str]:
    """A server that sends the same bytes to everybody, one by one where it drips."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                try:
                    for part in [bytes([byte]) for byte in answer] if drip_s else [answer]:
                        connection.sendall(part)
                        time.sleep(drip_s)
                except OSError:
                    return  # the client has had enough

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(10)


def once(timeout_s: float) -> Plan[Told]:
    exchange = prepare(CRM, operation_of("getCustomer"), ADVISOR, {"customerId": "CUST-001"})
    return (yield Attempt(exchange, 1, timeout_s))


def told(kind: str, url: str, timeout_s: float = 10) -> Told:
    if kind == "sync":
        with httpx2.Client() as client:
            return SyncDriver(client, {"crm": url}).run(once(timeout_s))

    async def run() -> Told:
        async with httpx2.AsyncClient() as client:
            return await AsyncDriver(client, {"crm": url}).run(once(timeout_s))

    return asyncio.run(run())


both = pytest.mark.parametrize("kind", ["sync", "async"])


@both
@pytest.mark.parametrize(
    "answer", [NOT_GZIP, HALF, b"", b"nonsense"], ids=["no gzip", "half", "none", "no HTTP"]
)
def test_what_cannot_be_read_is_no_answer(kind: str, answer: bytes) -> None:
    with answering(answer) as url:
        came = told(kind, url)
    assert isinstance(came, Unanswered)
    assert came.outcome is Outcome.CONNECTION_FAILED


@both
def test_a_redirect_is_not_followed(kind: str) -> None:
    with answering(ELSEWHERE) as url:
        came = told(kind, url)
    assert isinstance(came, Answered)
    assert came.status == 302


@both
def test_an_answer_that_drips_beyond_the_time_out_is_none(kind: str) -> None:
    slowly = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}       "
    with answering(slowly, drip_s=0.01) as url:
        came = told(kind, url, timeout_s=0.2)
    assert isinstance(came, Unanswered)
    assert came.outcome is Outcome.TIMED_OUT
