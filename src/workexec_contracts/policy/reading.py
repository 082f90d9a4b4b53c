"""A read with its cache: fresh entry, or call, or stale entry (F09, F54)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from .commands import Answered
from .retry import call

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from workexec_contracts.contracts.vocabulary import Cache, Policy

    from .caching import AnswerCache, Key
    from .commands import Command, Observation
    from .retry import Concluded

T = TypeVar("T")
OK = 200
NOT_FOUND = 404


class Read(NamedTuple, Generic[T]):
    """What a read came to.

    `value` is the answer's, a cached one (`concluded` is None) or a stale one (`stale`); None where
    the call failed, with how in `concluded`.
    """

    value: T | None
    concluded: Concluded[T] | None
    stale: bool = False


def read(  # the policy, the cache with its key and the time, and what an answer is
    policy: Policy,
    cache: Cache | None,
    store: AnswerCache[T],
    key: Key,
    now: float,
    kind: type[T],
    valid: Callable[[T], bool] = lambda _: True,
) -> Generator[Command, Observation[T], Read[T]]:
    """One read; without `cache` nothing is kept and nothing is served again.

    An answer that is not `valid` is handed over and never kept.
    """
    hit = store.fresh(key, cache, now) if cache else None
    if hit is not None:
        return Read(hit.value, None)
    concluded = yield from call(policy, kind)
    last = concluded.last
    if isinstance(last, Answered) and last.status == OK:
        if cache and valid(last.value):
            store.store(key, last.value, last.at)
        return Read(last.value, concluded)
    if cache is None:
        return Read(None, concluded)
    if concluded.status == NOT_FOUND:
        store.forget(key)
    old = store.stale(key, cache, concluded.failed)
    return Read(old.value if old else None, concluded, stale=old is not None)
