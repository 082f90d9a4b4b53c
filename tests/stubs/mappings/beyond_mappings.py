"""What WireMock or its web server refuses before any mapping is tried: no mapping can change it.

Each entry says what such a request looks like and why nothing can be done. Everything else gets the
contract's own answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .wire import Sent


def reason(sent: Sent) -> str | None:  # noqa: C901, PLR0911  # a list of reasons, one each
    """Why the contract's answer cannot be expected, None where it can."""
    path, _, query = sent.target.partition(b"#")[0].partition(b"?")
    if re.search(rb"%(?![0-9A-Fa-f]{2})", path) or b"%00" in path:
        return "Jetty refuses a path with a malformed escape or a NUL with its own 400"
    if re.search(rb"%(?![0-9A-Fa-f]{2})", query):
        return "WireMock logs a request before it matches, and cannot log a malformed escape in a query: 500"
    if re.search(rb"[\x00-\x20\x7f]", sent.target):
        return "Jetty refuses a request line with white space or control characters in its URL"
    media_type = (sent.header("Content-Type") or b"").lower()
    if media_type.startswith(b"multipart/"):
        return "WireMock splits a multipart body before it matches; without parts or boundary: 500"
    if re.search(rb"charset=(?!utf-?8|utf-16|iso-8859-1)", media_type):
        return "WireMock logs a request as text and cannot where Java does not know its charset: 500"
    body = sent.body or b""
    if sent.header("Content-Encoding") == b"gzip" or body.startswith(b"\x1f\x8b"):
        return "WireMock unpacks gzip before it matches, announced or not; what is none: 500"
    if b"\xef\xbf\xbd" in body:
        return "WireMock shows mappings the replacement character for what is not UTF-8: both are refused"
    try:
        sent.target.decode("utf-8")
    except UnicodeDecodeError:
        return "Jetty refuses a URL with raw bytes that are not UTF-8"
    return None
