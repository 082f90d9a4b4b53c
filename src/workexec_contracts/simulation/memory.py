"""WorkExec's store without a file: what is committed outlives a crash, what is not is gone.

It keeps what `consumer.Store` keeps and says what that says; a test holds both against each other. Documents
are read-only, as they are for whoever reads them from a file.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from workexec_contracts.bodies import json_bytes, read_json
from workexec_contracts.consumer import Standing, Store
from workexec_contracts.consumer.store import NOTICES

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from workexec_contracts.consumer import Letter

Document = dict[str, Any]


@dataclass(slots=True)
class Watch:
    """Who is told of a store's writes. `before_write` may raise: the write has then never been."""

    before_write: Callable[[], object] = lambda: None
    accepted: Callable[[Letter], None] = lambda _: None
    settled: Callable[[Letter], None] = lambda _: None
    written: Callable[[tuple[str, str]], None] = lambda _: None
    """A document's kind and id."""


class _Transaction:
    """Of one store, entered as often as its transactions are nested: a generator for each costs far more."""

    __slots__ = ("_store",)

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def __enter__(self) -> None:
        self._store.begin()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.finish(failed=kind is not None)


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
        self._undo: list[tuple[Callable[..., object], tuple[Any, ...]]] = []
        self._told: list[tuple[Callable[[Any], None], Any]] = []
        """What to call, and with what, should the transaction fail, or once it is durable."""
        self._depth = 0
        self._transaction = _Transaction(self)

    def close(self) -> None:
        """Nothing is open."""

    def transaction(self) -> _Transaction:  # type: ignore[override]  # a context manager, which is all that is used
        """All of the writes within, or none."""
        return self._transaction

    def begin(self) -> None:
        """One transaction more, within the one that is open."""
        self._depth += 1

    def finish(self, *, failed: bool) -> None:
        """The end of a transaction. Raises what `before_write` raises: it has then failed."""
        if self._depth == 1 and not failed:
            try:
                self.watch.before_write()
            except BaseException:
                self._depth = 0
                self._roll_back()
                raise
        self._depth -= 1
        if self._depth == 0:
            if failed:
                self._roll_back()
            else:
                self._commit()

    def _commit(self) -> None:
        told, self._told = self._told, []
        self._undo.clear()
        for tell, what in told:
            tell(what)

    def _roll_back(self) -> None:
        self._told.clear()
        while self._undo:
            undo, given = self._undo.pop()
            undo(*given)

    def _announce(self) -> None:
        """Before a write: one by itself may be told not to happen."""
        if not self._depth:
            self.watch.before_write()

    def _wrote(
        self, tell: Callable[[Any], None], what: object, undo: Callable[..., object], *given: object
    ) -> None:
        """After a write: `tell(what)` once it is durable, `undo(*given)` should its transaction fail."""
        if self._depth:
            self._undo.append((undo, given))
            self._told.append((tell, what))
        else:
            tell(what)

    def get(self, kind: str, document_id: str) -> Document | None:
        """A document, None where there is none."""
        return self._documents.get((kind, document_id))

    def put(self, kind: str, document_id: str, document: Document) -> None:
        """Writes a document, over the one that was there."""
        self._place((kind, document_id), _copied(document))

    def drop(self, kind: str, document_id: str) -> None:
        """Removes a document, if it is there."""
        if (kind, document_id) in self._documents:
            self._place((kind, document_id), None)

    def _place(self, key: tuple[str, str], document: Document | None) -> None:
        before = self._documents.get(key)
        self._announce()
        self._set(key, document)
        self._wrote(self.watch.written, key, self._set, key, before)

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
        self._announce()
        self._file(letter)
        self._wrote(self.watch.accepted, letter, self._forget, letter.id)

    def update(self, letter: Letter) -> bool:
        """Writes what became of a letter; what was sent never changes, nor does an acknowledgement."""
        before = self._letters_by_id.get(letter.id)
        if before is None or before.standing is Standing.ACKNOWLEDGED:
            return False
        now = letter if letter.body is before.body else _become(before, letter)
        self._announce()
        self._file(now)
        self._wrote(self.watch.settled, now, self._file, before)
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
        self._announce()
        self._notices.append(notice)
        self._wrote(_nobody, notice, self._unnote, dropped)

    def _unnote(self, dropped: dict[str, str] | None) -> None:
        self._notices.pop()
        if dropped is not None:
            self._notices.appendleft(dropped)

    def notices(self, newest: int = NOTICES) -> list[dict[str, str]]:
        """The newest so many notices, oldest first."""
        return [*islice(reversed(self._notices), newest)][::-1]

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


def _nobody(_notice: dict[str, str]) -> None:
    """Nobody is told of a notice."""


def _copied(document: Document) -> Document:
    """What a reader of a file would get. Raises TypeError or ValueError for what JSON has not."""
    copy: Document = read_json(json_bytes(document))
    return copy


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
