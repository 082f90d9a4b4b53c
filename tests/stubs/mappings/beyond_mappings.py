"""What WireMock or its web server refuses before any mapping is tried: no mapping can change it.

Each entry says why nothing can be done, and what such a request looks like. Everything else gets the
contract's own answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .wire import Sent

_MALFORMED = rb"%(?![0-9A-Fa-f]{2})"
_KNOWN_CHARSETS = rb'"?(?:utf-?8|utf-16|iso-8859-1|us-ascii)"?'


def _path(sent: Sent) -> bytes:
    return sent.target.partition(b"#")[0].partition(b"?")[0]


def _query_or_form(sent: Sent) -> bytes:
    query = sent.target.partition(b"?")[2]
    return query + (sent.body or b"" if _type(sent).startswith(b"application/x-www-form-urlencoded") else b"")


def _type(sent: Sent) -> bytes:
    return (sent.header("Content-Type") or b"").lower()


REASONS: dict[str, Callable[[Sent], object]] = {
    "Jetty has its own 400 for a malformed escape or a NUL in a path": lambda sent: re.search(
        _MALFORMED + b"|%00", _path(sent)
    ),
    "Jetty has its own 400 for white space, control characters and what is not UTF-8 in a URL": lambda sent: (
        re.search(rb"[\x00-\x20\x7f]", sent.target) or "\ufffd" in sent.target.decode("utf-8", "replace")
    ),
    "WireMock reads queries and forms first: 500 for a malformed escape": lambda sent: re.search(
        _MALFORMED, _query_or_form(sent)
    ),
    "WireMock splits multipart bodies first: 500 without boundary or parts": lambda sent: _type(
        sent
    ).startswith(b"multipart/"),
    "WireMock unpacks gzip first, announced or not: 500 for what is none": lambda sent: (
        sent.header("Content-Encoding") == b"gzip" or (sent.body or b"").startswith(b"\x1f\x8b")
    ),
    "WireMock logs bodies as text: 500 for a charset that Java does not know": lambda sent: re.search(
        b"charset=(?!" + _KNOWN_CHARSETS + b")", _type(sent)
    ),
    "WireMock shows mappings U+FFFD for what is not UTF-8: both are refused": lambda sent: (
        "\ufffd".encode() in (sent.body or b"")
    ),
}


def reason(sent: Sent) -> str | None:
    """Why the contract's answer cannot be expected, None where it can."""
    return next((why for why, applies in REASONS.items() if applies(sent)), None)
