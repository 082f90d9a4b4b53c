"""Answers that serve again: a bounded store that is told the time (F09, F54, F55)."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from workexec_contracts.contracts.vocabulary import Cache, Outcome

T = TypeVar("T")
Key = tuple["Hashable", ...]


class Entry(NamedTuple, Generic[T]):
    """A cached answer and the moment, in seconds, at which it was received."""

    value: T
    stored_at: float


def key_of(operation_id: str, cache: Cache, parameters: Mapping[str, Hashable]) -> Key:
    """The operation and the values of the key's parameters; an absent one differs from every value."""
    return (operation_id, *((name, parameters.get(name)) for name in cache.key))


class AnswerCache(Generic[T]):
    """At most `capacity` answers; the one that was used longest ago makes room.

    An entry is kept beyond its TTL, since some outcomes serve it stale; it is replaced by the next
    success and dropped by `forget`.
    """

    def __init__(self, capacity: int = 10_000, ttl_factor: float = 1.0) -> None:
        """`ttl_factor` makes every TTL that many times shorter, for an audit that cannot wait for hours.

        Raises ValueError for a capacity below 1, or a factor that is not positive.
        """
        if capacity < 1:
            raise ValueError(f"capacity: expected at least 1, found {capacity}")
        if ttl_factor <= 0:
            raise ValueError(f"ttl_factor: expected more than 0, found {ttl_factor}")
        self._capacity = capacity
        self._ttl_factor = ttl_factor
        self._entries: OrderedDict[Key, Entry[T]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def fresh(self, key: Key, cache: Cache, now: float) -> Entry[T] | None:
        """The entry, while it is younger than its TTL. A hit does not renew it."""
        entry = self._used(key)
        return entry if entry is not None and now - entry.stored_at < cache.ttl_s / self._ttl_factor else None

    def stale(self, key: Key, cache: Cache, failed: Outcome | None) -> Entry[T] | None:
        """The entry at any age, where the contract serves it on that failure."""
        return self._used(key) if failed in cache.stale_on else None

    def store(self, key: Key, value: T, now: float) -> None:
        """Keeps a success; its time runs from its own answer."""
        self._entries[key] = Entry(value, now)
        self._entries.move_to_end(key)
        if len(self._entries) > self._capacity:
            self._entries.popitem(last=False)

    def forget(self, key: Key) -> None:
        """Drops an entry whose subject is gone: a 404 purges it (F54)."""
        self._entries.pop(key, None)

    def _used(self, key: Key) -> Entry[T] | None:
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry
