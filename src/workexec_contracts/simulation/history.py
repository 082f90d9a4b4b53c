"""The history of a run: records in their order, hashed, handed to listeners, kept where asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from .digest import Digest
from .records import KINDS, SUBJECTS

if TYPE_CHECKING:
    from .records import Record

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
        self._digest = Digest()
        self._lanes: dict[type, _Lane] = {kind: _Lane(kind) for kind in KINDS.values()}

    def listen(self, kind: type, listener: Callable[[Any], None]) -> None:
        """Hands over every record of a kind; to a listener `about` something only those."""
        self._lanes[kind].add(listener)

    def add(self, record: Record) -> None:
        """The next record."""
        self.count += 1
        self._digest.add(record)
        if self._keeps:
            self.kept.append(record)
        lane = self._lanes[type(record)]
        subject = lane.subject_of(record)
        for listener in lane.told.get(subject) or lane.those(subject):
            listener(record)

    @property
    def digest(self) -> str:
        """The hash of all records so far: the same seed and revision give the same one everywhere."""
        return self._digest.hex
