"""The history of a run: records in their order, hashed, handed to listeners, kept where asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer import Exchange, Letter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .records import Record

_BATCH = 500


class History:
    """Listeners are called in the order in which they came."""

    def __init__(self, keep: int | None = 0) -> None:
        """`keep` is how many of the last records are kept; None keeps all."""
        self.kept: deque[Record] = deque(maxlen=keep)
        self.count = 0
        self._keeps = keep != 0
        self._hash = blake2b(digest_size=16)
        self._texts: list[str] = []
        self._listeners: dict[type, list[Callable[[Any], None]]] = {}

    def listen(self, kind: type, listener: Callable[[Any], None]) -> None:
        """Hands over every record of a kind."""
        self._listeners.setdefault(kind, []).append(listener)

    def add(self, record: Record) -> None:
        """The next record."""
        self.count += 1
        self._texts.append(text_of(record))
        if len(self._texts) >= _BATCH:
            self._digest()
        if self._keeps:
            self.kept.append(record)
        for listener in self._listeners.get(type(record), ()):
            listener(record)

    def _digest(self) -> None:
        self._hash.update("\n".join(self._texts).encode())
        self._texts.clear()

    @property
    def digest(self) -> str:
        """The hash of all records so far: the same seed and revision give the same one everywhere."""
        self._digest()
        return self._hash.hexdigest()


def text_of(record: Record) -> str:
    """A record as one line, all of its facts in it."""
    return f"{type(record).__name__}|{'|'.join(map(_fact, record))}"


def _fact(value: object) -> str:
    if isinstance(value, Exchange):
        return f"{value.operation.operation_id} {value.target} {value.headers} {value.body!r}"
    if isinstance(value, Letter):
        return (
            f"{value.id} {value.standing} {value.attempts} {value.last_status} {value.reason} {value.body!r}"
        )
    if isinstance(value, Mapping):
        return str(dict(value))
    return str(value)


def lines(records: Iterable[Record]) -> list[str]:
    """Records as text."""
    return [text_of(record) for record in records]
