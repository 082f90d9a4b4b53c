"""Right and wrong requests of every operation, with and without correlation ids and traces."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from hypothesis import strategies as st

from . import bodies, reads, texts
from .access import denied

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint

    from .wire import Sent

LONG = 500
"""Longer parameters would not fit a request line when they are escaped."""


def right(operation: Endpoint) -> st.SearchStrategy[Sent]:
    """Requests that fit the contract; most of them succeed."""
    return _headed(_good(operation))


def wrong(operation: Endpoint) -> st.SearchStrategy[Sent]:
    """Requests with a fault in their parameters, their body, their address or their token, or in several."""
    good = _good(operation)
    bad = bodies.bad(operation) if operation.request else reads.bad(operation)
    faulty: st.SearchStrategy[Sent] = texts.weighted((3, bad), (1, denied(good)), (1, denied(bad)))
    return _headed(faulty)


def _good(operation: Endpoint) -> st.SearchStrategy[Sent]:
    return bodies.good(operation) if operation.request else reads.good(operation)


def _headed(kind: st.SearchStrategy[Sent]) -> st.SearchStrategy[Sent]:
    def with_headers(sent: Sent, correlation_id: bytes | None, traceparent: bytes | None) -> Sent:
        return sent.having("X-Correlation-Id", correlation_id).having("traceparent", traceparent)

    return st.builds(with_headers, kind, texts.CORRELATION_IDS, texts.TRACEPARENTS)


def respelled(sent: Sent) -> Sent:
    """The same again, its parameters all escaped or its JSON spaced out: cheaper than to draw another."""
    if sent.body is not None:
        return replace(sent, body=b"\t" + sent.body.replace(b',"', b' , "') + b"\r\n")
    path, mark, query = sent.target.partition(b"?")
    return replace(sent, target=path + mark + b"&".join(map(_escaped, query.split(b"&"))))


def _escaped(pair: bytes) -> bytes:
    name, mark, value = pair.partition(b"=")
    if len(value) > LONG:
        return pair
    return name + mark + b"".join(b"%%%02X" % byte for byte in unquote_to_bytes(value.replace(b"+", b" ")))
