"""All that a running WireMock is asked, though its journal remembers only so much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .admin import Admin

_FEWEST = 20
"""Entries are large, tens of kilobytes each with all of its mapping: no more are asked for than are new."""
_MORE = 4
_MOST = 200
"""Of a journal whose Java nobody knows: that many at once are some 6 MB of text, of which Java makes several
copies. What is beyond is lost to us, rather than the stubs to everybody."""
_REMEMBERED = 200
Entry = dict[str, Any]


class Follower:
    """Reads what is new since it last looked; what was there when it began is not."""

    def __init__(self, admin: Admin, size: int | None) -> None:
        """`size` is how much the journal remembers; None where nobody knows."""
        self._admin, self._size = admin, size
        self._last = self._ids(admin.journal(limit=str(_REMEMBERED)))
        self._expected = _FEWEST
        self.lost = False
        """Whether more was asked between two looks than the journal remembers."""

    def new(self) -> Iterator[Entry]:
        """The entries that nobody has read, newest first."""
        most = _MOST if self._size is None else self._size
        limit = min(self._expected, most)
        while True:
            entries = self._admin.journal(limit=str(limit))
            fresh = self._before_known(entries)
            whole = len(fresh) < len(entries) or len(entries) < limit
            if whole or limit >= most:
                break
            limit = min(limit * _MORE, most)
        unconnected = bool(entries) and len(fresh) == len(entries)
        self.lost |= unconnected and (bool(self._last) or len(entries) >= most)
        self._last = self._ids(entries[:_REMEMBERED]) or self._last
        self._expected = len(fresh) + len(fresh) // 2 + _FEWEST
        yield from fresh

    def _before_known(self, entries: list[Entry]) -> list[Entry]:
        known = (at for at, entry in enumerate(entries) if entry["id"] in self._last)
        return entries[: next(known, len(entries))]

    @staticmethod
    def _ids(entries: list[Entry]) -> set[str]:
        return {entry["id"] for entry in entries}
