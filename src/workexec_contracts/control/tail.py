"""The end of a journal, read as it grows: in small pages, however fast it grows.

Entries are large, kilobytes each, and WireMock's heap is small. Above what a page holds the rate is told
from the times in it, and the rest is never read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .exchange import ended_ms

if TYPE_CHECKING:
    from workexec_contracts.stubs.admin import Admin

FEWEST, MOST = 10, 60
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """What is new, newest first; `whole` when that is all there was, else `per_s` is an estimate."""

    fresh: list[Entry]
    whole: bool
    per_s: float


class Tail:
    """Follows one journal. What was there before the first look is shown and does not count."""

    def __init__(self, admin: Admin) -> None:
        """Reads nothing yet."""
        self._admin = admin
        self._limit = MOST
        self._known: set[str] | None = None

    def look(self, seconds: float) -> Look:
        """What came within these seconds. Raises AdminError."""
        known = self._known
        limit = self._limit
        entries, fresh = self._read(limit)
        if len(fresh) == limit < MOST:  # more than was expected
            limit = MOST
            entries, fresh = self._read(limit)
        self._known = {entry["id"] for entry in entries}
        self._limit = min(MOST, FEWEST + 2 * len(fresh))
        if known is None:
            return Look(fresh, whole=True, per_s=0.0)
        whole = len(fresh) < limit
        counted = len(fresh) / max(seconds, 0.001)
        return Look(fresh, whole, counted if whole else max(counted, _estimated(fresh)))

    def _read(self, limit: int) -> tuple[list[Entry], list[Entry]]:
        entries = self._admin.journal(limit=str(limit))
        return entries, _before(entries, self._known or set())


def _before(entries: list[Entry], known: set[str]) -> list[Entry]:
    at = (at for at, entry in enumerate(entries) if entry["id"] in known)
    return entries[: next(at, len(entries))]


def _estimated(entries: list[Entry]) -> float:
    """How many a second, from when the newest and the oldest of them were answered."""
    times = [ended_ms(entry) for entry in entries]
    span_ms = max(times) - min(times)
    return (len(entries) - 1) / span_ms * 1000 if span_ms else 0.0
