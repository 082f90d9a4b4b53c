"""What a crash must not take from WorkExec: its documents, and every event that it accepted.

One SQLite file in WAL mode. A step writes its document and its letters in one transaction (the
transactional outbox), so that neither is ever there without the other.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import contextmanager
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import psutil

from workexec_contracts.problem import Problem

from .exchange import as_json
from .letter import Letter, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUSY_MS = 2_000
_NAMES = Letter._fields
_BECAME = ("standing", "attempts", "last_status", "reason", "settled_at", "code", "display")
"""What changes of a letter after it was accepted."""
_SELECT = f"SELECT {', '.join(_NAMES)} FROM letters"  # noqa: S608  # names of our own fields
_INSERT = f"INSERT INTO letters ({', '.join(_NAMES)}) VALUES ({', '.join('?' for _ in _NAMES)})"  # noqa: S608  # the same
_UPDATE = f"UPDATE letters SET {', '.join(f'{name} = ?' for name in _BECAME)} WHERE id = ? AND standing <> ?"  # noqa: S608  # the same
_PLAIN = {"standing": "standing.value"}  # SQLite takes a plain text at once, of a kind of text it asks around
_values = attrgetter(*(_PLAIN.get(name, name) for name in _NAMES))
_became = attrgetter(*(_PLAIN.get(name, name) for name in _BECAME))
_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (kind TEXT, id TEXT, body TEXT, PRIMARY KEY (kind, id)) STRICT;
CREATE TABLE IF NOT EXISTS letters (
    seq INTEGER PRIMARY KEY, id TEXT UNIQUE, type TEXT, domain TEXT, workorder_id TEXT, body BLOB,
    correlation_id TEXT, accepted_at TEXT, standing TEXT, attempts INTEGER, last_status INTEGER,
    reason TEXT, settled_at TEXT, code TEXT, display TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS by_standing ON letters (standing);
CREATE TABLE IF NOT EXISTS notices (
    seq INTEGER PRIMARY KEY, level TEXT, message TEXT, correlation_id TEXT
) STRICT;
"""
NOTICES = 10_000
"""How many notices are kept; the oldest make room."""


class StoreError(Problem):
    """The file cannot be used as a store."""


class Store:
    """Documents, letters and notices. Use it from one thread; other processes may have the file open too."""

    def __init__(self, path: Path | None = None) -> None:
        """In memory without a path. Raises StoreError."""
        self._where = str(path) if path else ":memory:"
        self._deep = 0
        try:
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self._where, isolation_level=None, check_same_thread=False)
            self._db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")  # what was accepted outlives a power cut
            self._db.executescript(_SCHEMA)
            if (told := self._db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise sqlite3.DatabaseError(told)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"the store cannot be opened: {error}",
                self._where,
                "a file of ours, or a new one in a folder that can be written to",
                "name another file with --store",
            ) from error

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the writes within, or none. May be nested; the outermost decides."""
        if self._deep == 0:
            self._db.execute("BEGIN IMMEDIATE")
        self._deep += 1
        try:
            yield
        except BaseException:
            self._deep -= 1
            if self._deep == 0:
                self._db.execute("ROLLBACK")
            raise
        self._deep -= 1
        if self._deep == 0:
            self._db.execute("COMMIT")

    def get(self, kind: str, document_id: str) -> dict[str, Any] | None:
        """A document, None where there is none."""
        found = self._db.execute(
            "SELECT body FROM documents WHERE kind = ? AND id = ?", (kind, document_id)
        ).fetchone()
        return json.loads(found[0]) if found else None

    def put(self, kind: str, document_id: str, document: dict[str, Any]) -> None:
        """Writes a document, over the one that was there."""
        text = as_json(document)
        self._db.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", (kind, document_id, text))

    def drop(self, kind: str, document_id: str) -> None:
        """Removes a document, if it is there."""
        self._db.execute("DELETE FROM documents WHERE kind = ? AND id = ?", (kind, document_id))

    def claim(self) -> None:
        """Makes this process the one that delivers from the file. Raises StoreError while another does."""
        with self.transaction():
            holder = self.get("process", "owner")
            if holder and _is_alive(holder):
                raise StoreError(
                    f"the store is in use by process {holder['pid']}",
                    self._where,
                    "one WorkExec for each store",
                    "stop the other one, or name another file with --store",
                )
            own = psutil.Process()
            self.put("process", "owner", {"pid": own.pid, "since": own.create_time()})

    def next_id(self, prefix: str) -> str:
        """`EST-001`, `EST-002`, ...; never the same one twice."""
        with self.transaction():
            last = (self.get("counter", prefix) or {"last": 0})["last"]
            self.put("counter", prefix, {"last": last + 1})
        return f"{prefix}-{last + 1:03d}"

    def accept(self, letter: Letter) -> None:
        """Takes over the duty to deliver. Raises sqlite3.IntegrityError for an id that it has."""
        self._db.execute(_INSERT, _values(letter))

    def update(self, letter: Letter) -> bool:
        """Writes what became of a letter; what was sent never changes, nor does an acknowledgement.

        Tells whether anything was written.
        """
        done = self._db.execute(_UPDATE, (*_became(letter), letter.id, Standing.ACKNOWLEDGED.value))
        return done.rowcount > 0

    def letter(self, letter_id: str) -> Letter | None:
        """One letter by its event's id."""
        found = self._db.execute(f"{_SELECT} WHERE id = ?", (letter_id,)).fetchone()
        return _letter(found) if found else None

    def letters(self, *standings: Standing) -> list[Letter]:
        """The letters of these standings, or all, in the order in which they were accepted."""
        wanted = standings or tuple(Standing)
        places = ", ".join("?" for _ in wanted)
        rows = self._db.execute(f"{_SELECT} WHERE standing IN ({places}) ORDER BY seq", wanted)
        return [_letter(row) for row in rows]

    def note(self, level: str, message: str, correlation_id: str) -> None:
        """A line for the people who run WorkExec."""
        self._db.execute(
            "INSERT INTO notices (level, message, correlation_id) VALUES (?, ?, ?)",
            (level, message, correlation_id),
        )
        self._db.execute("DELETE FROM notices WHERE seq <= (SELECT max(seq) FROM notices) - ?", (NOTICES,))

    def notices(self, newest: int = NOTICES) -> list[dict[str, str]]:
        """The newest so many notices, oldest first."""
        select = "SELECT level, message, correlation_id FROM notices ORDER BY seq DESC LIMIT ?"
        rows = self._db.execute(select, (newest,)).fetchall()
        return [
            {"level": level, "message": message, "correlationId": cid}
            for level, message, cid in reversed(rows)
        ]


def _is_alive(holder: dict[str, Any]) -> bool:
    """Whether the process is still that one: numbers are given again."""
    try:
        same: bool = psutil.Process(holder["pid"]).create_time() == holder["since"]
    except psutil.Error:
        return False
    return same and holder["pid"] != os.getpid()


def _letter(row: tuple[Any, ...]) -> Letter:
    values = dict(zip(_NAMES, row, strict=True))
    values["standing"] = Standing(values["standing"])
    return Letter(**values)
