"""WorkExec's store without a file: what is committed outlives a crash, what is not is gone.

It keeps what `consumer.Store` keeps and says what that says; a test holds both against each other. Documents
are read-only, as they are for whoever reads them from a file.
"""

from __future__ import annotations

import json
import sqlite3
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer import Standing, Store
from workexec_contracts.consumer.exchange import as_json
from workexec_contracts.consumer.store import NOTICES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workexec_contracts.consumer import Letter

Document = dict[str, Any]


@dataclass(slots=True)
class Watch:
    """Who is told of a store's writes. `before_write` may raise: the write has then never been."""

    before_write: Callable[[], None] = lambda: None
    accepted: Callable[[Letter], None] = lambda _: None
    settled: Callable[[Letter], None] = lambda _: None
    written: Callable[[tuple[str, str]], None] = lambda _: None
    """A document's kind and id."""


class MemoryStore(Store):
    """Documents, letters and notices of one WorkExec, over all of its lives."""

    def __init__(self, watch: Watch | None = None) -> None:  # no file to open
        """Empty."""
        self.watch = watch or Watch()
        self._documents: dict[tuple[str, str], Document] = {}
        self._letters_by_id: dict[str, Letter] = {}
        self._pending: dict[str, dict[str, None]] = {}
        """Ids by work order, in the order in which they were accepted."""
        self._dead: dict[str, None] = {}
        self._notices: deque[dict[str, str]] = deque(maxlen=NOTICES)
        self._undo: list[Callable[[], None]] = []
        self._told: list[Callable[[], None]] = []
        self._depth = 0

    def close(self) -> None:
        """Nothing is open."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the writes within, or none."""
        self._depth += 1
        try:
            yield
            if self._depth == 1:
                self.watch.before_write()
        except BaseException:
            self._depth -= 1
            if self._depth == 0:
                self._roll_back()
            raise
        self._depth -= 1
        if self._depth == 0:
            self._commit()

    def _commit(self) -> None:
        told, self._told = self._told, []
        self._undo.clear()
        for tell in told:
            tell()

    def _roll_back(self) -> None:
        self._told.clear()
        while self._undo:
            self._undo.pop()()

    def _write(self, do: Callable[[], None], undo: Callable[[], None], tell: Callable[[], None]) -> None:
        """A write within a transaction, or one by itself. `tell` runs when it is durable."""
        if self._depth:
            self._undo.append(undo)
            self._told.append(tell)
            do()
        else:
            self.watch.before_write()
            do()
            tell()

    def get(self, kind: str, document_id: str) -> Document | None:
        """A document, None where there is none."""
        return self._documents.get((kind, document_id))

    def put(self, kind: str, document_id: str, document: Document) -> None:
        """Writes a document, over the one that was there."""
        self._place((kind, document_id), json.loads(as_json(document)))

    def drop(self, kind: str, document_id: str) -> None:
        """Removes a document, if it is there."""
        if (kind, document_id) in self._documents:
            self._place((kind, document_id), None)

    def _place(self, key: tuple[str, str], document: Document | None) -> None:
        before = self._documents.get(key)
        self._write(
            lambda: self._set(key, document),
            lambda: self._set(key, before),
            lambda: self.watch.written(key),
        )

    def _set(self, key: tuple[str, str], document: Document | None) -> None:
        if document is None:
            self._documents.pop(key, None)
        else:
            self._documents[key] = document

    def claim(self) -> None:
        """Nobody else can have it."""

    def accept(self, letter: Letter) -> None:
        """Takes over the duty to deliver. Raises sqlite3.IntegrityError for an id that it has."""
        if letter.id in self._letters_by_id:
            raise sqlite3.IntegrityError(f"UNIQUE constraint failed: letters.id {letter.id}")
        self._write(
            lambda: self._file(letter),
            lambda: self._forget(letter.id),
            lambda: self.watch.accepted(letter),
        )

    def update(self, letter: Letter) -> bool:
        """Writes what became of a letter; what was sent never changes, nor does an acknowledgement."""
        before = self._letters_by_id.get(letter.id)
        if before is None or before.standing is Standing.ACKNOWLEDGED:
            return False
        now = letter if letter.body is before.body else _become(before, letter)
        self._write(lambda: self._file(now), lambda: self._file(before), lambda: self.watch.settled(now))
        return True

    def _file(self, letter: Letter) -> None:
        anew = letter.id in self._letters_by_id
        self._letters_by_id[letter.id] = letter
        if letter.standing is Standing.PENDING:
            own = self._pending.setdefault(letter.workorder_id, {})
            if anew and letter.id not in own:
                self._pending[letter.workorder_id] = self._in_turn(letter.workorder_id)
            else:
                own[letter.id] = None
        else:
            self._no_longer_pending(letter)
        if letter.standing is Standing.DEAD:
            self._dead[letter.id] = None
        else:
            self._dead.pop(letter.id, None)

    def _in_turn(self, workorder_id: str) -> dict[str, None]:
        """A letter that is pending again, after a roll-back say, has its old place (F60)."""
        return {
            letter.id: None
            for letter in self._letters_by_id.values()
            if letter.workorder_id == workorder_id and letter.standing is Standing.PENDING
        }

    def _no_longer_pending(self, letter: Letter) -> None:
        own = self._pending.get(letter.workorder_id, {})
        own.pop(letter.id, None)
        if not own:
            self._pending.pop(letter.workorder_id, None)

    def _forget(self, letter_id: str) -> None:
        letter = self._letters_by_id.pop(letter_id, None)
        if letter is not None:
            self._no_longer_pending(letter)
            self._dead.pop(letter_id, None)

    def pending_of(self, workorder_id: str) -> list[Letter]:
        """The pending letters of a work order, in the order in which they were accepted."""
        return [self._letters_by_id[letter_id] for letter_id in self._pending.get(workorder_id, ())]

    def letter(self, letter_id: str) -> Letter | None:
        """One letter by its event's id."""
        return self._letters_by_id.get(letter_id)

    def letters(self, *standings: Standing) -> list[Letter]:
        """The letters of these standings, or all, in the order in which they were accepted."""
        if standings == (Standing.PENDING,):
            return self._in_order({letter_id for own in self._pending.values() for letter_id in own})
        if standings == (Standing.DEAD,):
            return self._in_order(set(self._dead))
        wanted = standings or tuple(Standing)
        return [letter for letter in self._letters_by_id.values() if letter.standing in wanted]

    def _in_order(self, wanted: set[str]) -> list[Letter]:
        return [letter for letter in self._letters_by_id.values() if letter.id in wanted] if wanted else []

    def note(self, level: str, message: str, correlation_id: str) -> None:
        """A line for the people who run WorkExec."""
        dropped = self._notices[0] if len(self._notices) == NOTICES else None
        notice = {"level": level, "message": message, "correlationId": correlation_id}
        self._write(lambda: self._notices.append(notice), lambda: self._unnote(dropped), lambda: None)

    def _unnote(self, dropped: dict[str, str] | None) -> None:
        self._notices.pop()
        if dropped is not None:
            self._notices.appendleft(dropped)

    def notices(self) -> list[dict[str, str]]:
        """The notices, oldest first."""
        return list(self._notices)

    def retire(self, documents: list[tuple[str, str]], letters: list[str]) -> None:
        """Forgets what is over for good, so that months of simulated time fit into memory."""
        for key in documents:
            self._documents.pop(key, None)
        for letter_id in letters:
            self._forget(letter_id)
            self._documents.pop(("dead-letter event", letter_id), None)

    @property
    def dead(self) -> int:
        """How many dead letters wait for their replay."""
        return len(self._dead)

    @property
    def pending(self) -> int:
        """How many letters are on their way or blocked."""
        return sum(len(own) for own in self._pending.values())


def _become(before: Letter, letter: Letter) -> Letter:
    """What was sent stays, whatever else is said of it."""
    return before._replace(
        standing=letter.standing,
        attempts=letter.attempts,
        last_status=letter.last_status,
        reason=letter.reason,
        settled_at=letter.settled_at,
        code=letter.code,
        display=letter.display,
    )
