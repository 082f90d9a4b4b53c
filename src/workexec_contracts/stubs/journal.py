"""All that a running WireMock is asked, though its journal remembers only so much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .admin import Admin

_AT_ONCE = 200
Entry = dict[str, Any]


class Follower:
    """Reads what is new since it last looked; what was there when it began is not."""

    def __init__(self, admin: Admin, size: int) -> None:
        """`size` is how much the journal remembers."""
        self._admin, self._size = admin, size
        self._last = self._ids(admin.journal(limit=str(_AT_ONCE)))
        self.lost = False
        """Whether more was asked between two looks than the journal remembers."""

    def new(self) -> Iterator[Entry]:
        """The entries that nobody has read, newest first."""
        limit = _AT_ONCE
        while True:
            entries = self._admin.journal(limit=str(limit))
            fresh = self._before_known(entries)
            whole = len(fresh) < len(entries) or len(entries) < limit
            if whole or limit >= self._size:
                break
            limit = min(limit * 4, self._size)
        unconnected = bool(entries) and len(fresh) == len(entries)
        self.lost |= unconnected and (bool(self._last) or len(entries) >= self._size)
        self._last = self._ids(entries[:_AT_ONCE]) or self._last
        yield from fresh

    def _before_known(self, entries: list[Entry]) -> list[Entry]:
        known = (at for at, entry in enumerate(entries) if entry["id"] in self._last)
        return entries[: next(known, len(entries))]

    @staticmethod
    def _ids(entries: list[Entry]) -> set[str]:
        return {entry["id"] for entry in entries}
