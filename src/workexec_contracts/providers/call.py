"""A request and its answer without a socket, so that simulations and servers run the same provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workexec_contracts.bodies import json_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

AROUND = " \t"
"""What may stand around a header's value and is no part of it (RFC 9110); a no-break space is."""


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request. Header names are lower-case; a repeated parameter has its first value (F28).

    `path` is percent-encoded, as it was sent: `parts%2Fsearch` is another path than `parts/search`.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    raw_query: str = ""
    """The query as it was sent; empty where nothing was."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer; `body` is the JSON object."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """The body as it goes over the wire."""
        return json_bytes(self.body)


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong member, parameter or header."""

    field: str
    message: str


class Refused(Exception):  # noqa: N818  # an answer, not a defect
    """Raised where a request is refused; carries the code of the contract."""

    def __init__(self, code: str, *faults: Fault, existing: str | None = None) -> None:
        """`existing` is the id of the first record, for a conflict (F46)."""
        super().__init__(code)
        self.code = code
        self.faults = faults
        self.existing = existing
