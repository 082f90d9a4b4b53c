"""What the web server before the reference providers refuses on its own: no provider can change it.

Each entry says why nothing can be done, and what such a request looks like. WireMock has a table of its own.
"""

from __future__ import annotations

from http import HTTPMethod
from typing import TYPE_CHECKING

from tests.stubs.mappings import beyond_mappings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stubs.mappings.wire import Sent

KNOWN_METHODS = {*HTTPMethod, "PROPFIND"}
REASONS: dict[str, Callable[[Sent], bool]] = {
    "httptools has its own 400 for bytes in a URL that are not ASCII": lambda sent: not sent.target.isascii(),
    "httptools has its own 400 for a method that is no standard": lambda sent: (
        sent.method not in KNOWN_METHODS
    ),
}


def reason(sent: Sent) -> str | None:
    """Why one of the two servers cannot give the contract's answer, None where both can."""
    return beyond_mappings.reason(sent) or next((why for why, fits in REASONS.items() if fits(sent)), None)
