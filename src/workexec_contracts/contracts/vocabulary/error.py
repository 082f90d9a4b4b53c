"""The documented refusals."""

from __future__ import annotations

from .data import Data


class ErrorCode(Data):
    """A documented refusal: its status, the provider's `message`, and what WorkExec shows to its user.

    `display` may hold `{placeholders}` of the request; None shows the provider's own message.
    """

    code: str
    status: int
    message: str
    display: str | None
    clause: str
    assumed_by: str | None = None
    """The finding that decided it, where the document does not list it."""
