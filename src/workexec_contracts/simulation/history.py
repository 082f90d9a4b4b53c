"""The history of a run: records in their order, hashed, handed to listeners, kept where asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeVar

from .records import KINDS, SUBJECTS, Accepted, Arrived, Heard, Sent, Settled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .records import Record

_BATCH = 500
_ABOUT = "subjects"


L = TypeVar("L", bound=Callable[..., None])


def about(*subjects: str) -> Callable[[L], L]:
    """Marks a listener that cares for no other subjects: of the others it is not told."""

    def mark(listener: L) -> L:
        vars(listener)[_ABOUT] = frozenset(subjects)
        return listener

    return mark


class _Lane:
    """The listeners to one kind of record, and by its subject those of them that are told of it."""

    __slots__ = ("listeners", "subject_of", "told")

    def __init__(self, kind: type) -> None:
        self.listeners: list[Callable[[Any], None]] = []
        self.subject_of: Callable[[Any], str] = SUBJECTS.get(kind, _nothing)
        self.told: dict[str, tuple[Callable[[Any], None], ...]] = {}

    def add(self, listener: Callable[[Any], None]) -> None:
        self.listeners.append(listener)
        self.told.clear()

    def those(self, subject: str) -> tuple[Callable[[Any], None], ...]:
        found = tuple(one for one in self.listeners if subject in getattr(one, _ABOUT, (subject,)))
        self.told[subject] = found
        return found


def _nothing(_record: Record) -> str:
    return ""


class History:
    """Listeners are called in the order in which they came."""

    def __init__(self, keep: int | None = 0) -> None:
        """`keep` is how many of the last records are kept; None keeps all."""
        self.kept: deque[Record] = deque(maxlen=keep)
        self.count = 0
        self._keeps = keep != 0
        self._hash = blake2b(digest_size=16)
        self._texts: list[str] = []
        self._lanes: dict[type, _Lane] = {kind: _Lane(kind) for kind in KINDS.values()}

    def listen(self, kind: type, listener: Callable[[Any], None]) -> None:
        """Hands over every record of a kind; to a listener `about` something only those."""
        self._lanes[kind].add(listener)

    def add(self, record: Record) -> None:
        """The next record."""
        self.count += 1
        texts = self._texts
        texts.append(text_of(record))
        if len(texts) >= _BATCH:
            self._digest()
        if self._keeps:
            self.kept.append(record)
        lane = self._lanes[type(record)]
        subject = lane.subject_of(record)
        for listener in lane.told.get(subject) or lane.those(subject):
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
    """A record as one line. What an earlier record of the same call or letter says is not said again."""
    told = _TOLD.get(type(record))
    facts = told(record) if told else "|".join(map(str, record[1:]))
    return f"{record.at_us} {type(record).__name__} {facts}"


def _sent(one: Sent) -> str:
    exchange = one.exchange
    request = f"{exchange.operation.method} {exchange.target} {exchange.body!r}" if one.number == 1 else ""
    return f"{one.order} {one.request} {one.call}.{one.number} {one.headers} {request}"


def _arrived(one: Arrived) -> str:
    reply = one.reply if one.exchange.operation.mutates else ""  # a read's is heard, or lost for good
    return f"{one.order} {one.call}.{one.number} {one.copy} {one.status} {reply} {one.made} {one.published}"


def _heard(one: Heard) -> str:
    return f"{one.order} {one.call}.{one.number} {one.status} {one.outcome} {one.body!r}"


def _accepted(one: Accepted) -> str:
    letter = one.letter
    return f"{one.order} {letter.id} {letter.workorder_id} {letter.correlation_id} {letter.body!r}"


def _settled(one: Settled) -> str:
    letter = one.letter
    return f"{one.order} {letter.id} {letter.standing} {letter.attempts} {letter.reason} {letter.code}"


_TOLD: dict[type, Callable[[Any], str]] = {
    Sent: _sent,
    Arrived: _arrived,
    Heard: _heard,
    Accepted: _accepted,
    Settled: _settled,
}


def lines(records: Iterable[Record]) -> list[str]:
    """Records as text."""
    return [text_of(record) for record in records]
