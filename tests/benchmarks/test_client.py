from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from benchmarks.client import Client, Work, drive
from benchmarks.wire import UNIQUE, Probe, Request, WrongAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import FakeServer

    Serve = Callable[..., FakeServer]

HELLO = Request("GET", "/hello", 200, b'{"hello"')
BODY = b'{"hello":"world"}'
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n" + BODY + b"\r\n0\r\n\r\n"


def probe(request: Request = HELLO) -> Probe:
    return Probe(request, request.encode(1))


@pytest.mark.parametrize("whole", [CHUNKED, b"HTTP/1.1 200 OK\r\nCONTENT-LENGTH: 17\r\n\r\n" + BODY])
def test_an_answer_is_complete_with_its_last_byte_and_not_before(whole: bytes) -> None:
    assert [probe().complete(bytearray(whole[:at])) for at in range(len(whole) + 1)].index(True) == len(whole)


@pytest.mark.parametrize(
    "wrong",
    [
        b"HTTP/1.1 500 Server Error\r\nContent-Length: 17\r\n\r\n" + BODY,
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n\r\n",
        CHUNKED.replace(b"hello", b"hullo"),
    ],
    ids=["status", "body", "no body", "chunked body"],
)
def test_any_other_answer_is_an_error(wrong: bytes) -> None:
    with pytest.raises(WrongAnswer, match="expected 200"):
        probe().complete(bytearray(wrong))


def test_a_unique_request_has_one_fresh_id_in_all_places_and_a_true_length() -> None:
    asked = Request("POST", "/e", 202, b"", f'{{"id":"{UNIQUE}"}}', (("Idempotency-Key", UNIQUE),))
    first, second = probe(asked).fresh(), probe(asked).fresh()
    head, body = first.split(b"\r\n\r\n")
    key = head.partition(b"Idempotency-Key: ")[2][:36]
    assert first != second
    assert body == b'{"id":"' + key + b'"}'
    assert b"Content-Length: %d\r\n" % len(body) in head + b"\r\n"


def test_a_count_is_answered_exactly_and_in_turn(serve: Serve) -> None:
    server = serve()
    other = Request("GET", "/other", 200, b"{")
    done = drive(Work(server.port, (HELLO, other), count=31), connections=4)
    asked = [request.split()[1] for request in server.asked]
    assert done.answers == len(asked) == 31
    assert (asked.count(b"/hello"), asked.count(b"/other")) == (16, 15)


def test_fewer_requests_than_connections_are_fine(serve: Serve) -> None:
    assert drive(Work(serve().port, (HELLO,), count=3), connections=8).answers == 3


def test_processes_share_a_count_without_loss(serve: Serve) -> None:
    server = serve()
    parts = [drive(Work(server.port, (HELLO,), count=101), 2, at, 3).answers for at in range(3)]
    assert sum(parts) == 101


def test_what_comes_after_the_end_is_not_counted(serve: Serve) -> None:
    def late(_: bytes) -> bytes:
        time.sleep(0.3)
        return CHUNKED

    done = drive(Work(serve(late).port, (HELLO,), seconds=0.05), connections=2)
    assert (done.answers, done.rate) == (0, 0)


def test_a_connection_that_ends_within_an_answer_is_an_error(serve: Serve) -> None:
    server = serve(lambda _: b"")
    server.answer = lambda _: (_ for _ in ()).throw(ConnectionResetError)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # no traceback among the tests' output
    with pytest.raises((WrongAnswer, ConnectionError)):
        drive(Work(server.port, (HELLO,), count=1), connections=1)


def test_two_processes_measure_a_server(serve: Serve) -> None:
    with Client(connections=4) as client:
        done = client.run(Work(serve().port, (HELLO,), seconds=0.2))
    assert done.answers > 0
    assert 0 < done.busy <= 1.1


def test_an_error_in_a_process_ends_the_run(serve: Serve) -> None:
    with Client(connections=2) as client, pytest.raises(WrongAnswer, match=r"got .*503"):
        client.run(Work(serve(lambda _: b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n").port, (HELLO,), 5))
