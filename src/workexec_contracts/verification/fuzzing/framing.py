"""Drawn headers that would be no HTTP: servers refuse them before any service hears of the request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .steering import Case

FRAMING = frozenset(
    ("connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade")
)
"""They say where a message ends and who is meant; a drawn value of theirs is no request at all."""
_NO_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
"""What no header's value may hold (RFC 9110)."""


def framed(case: Case) -> None:
    """Takes out the headers of the framing, and replaces the control characters of all others."""
    for name, value in list((case.headers or {}).items()):
        if name.lower() in FRAMING:
            del case.headers[name]
        else:
            case.headers[name] = _NO_VALUE.sub("?", value)
