"""What a crash must not take (F18, F19)."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.consumer.world import ADVISOR
from workexec_contracts.consumer import Composer, Letter, Standing, Store, StoreError
from workexec_contracts.consumer import store as module
from workexec_contracts.contracts.inventory import parts_usage_recorded

if TYPE_CHECKING:
    from pathlib import Path


def letter() -> Letter:
    data = dict(parts_usage_recorded.example["data"])
    del data["correlationId"]
    return Composer().letter(parts_usage_recorded, ADVISOR, "WO-001", "WO-001", data)


def test_what_was_accepted_is_there_for_the_next_process(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "store.sqlite"
    first, sent = Store(file), letter()
    first.accept(sent)
    first.put("estimate", "EST-001", {"status": "DRAFT"})
    later = Store(file)
    assert later.letters(Standing.PENDING) == [sent]
    assert later.get("estimate", "EST-001") == {"status": "DRAFT"}


def test_a_step_that_fails_leaves_neither_document_nor_letter() -> None:
    store = Store()

    def step() -> None:
        with store.transaction():
            store.put("estimate", "EST-001", {})
            with store.transaction():
                store.accept(letter())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        step()
    assert (store.get("estimate", "EST-001"), store.letters()) == (None, [])


def test_an_event_is_accepted_once() -> None:
    store, sent = Store(), letter()
    store.accept(sent)
    with pytest.raises(sqlite3.IntegrityError):
        store.accept(sent)


def test_what_became_of_a_letter_keeps_its_place() -> None:
    store, letters = Store(), [letter() for _ in range(3)]
    for sent in letters:
        store.accept(sent)
    store.update(letters[0]._replace(attempts=4, reason="503 after 4 attempts"))
    assert [kept.id for kept in store.letters(Standing.PENDING)] == [sent.id for sent in letters]
    assert store.letters()[0].attempts == 4


def test_ids_are_counted_by_prefix_and_never_given_twice() -> None:
    store = Store()
    assert [store.next_id("EST"), store.next_id("WO"), store.next_id("EST")] == [
        "EST-001",
        "WO-001",
        "EST-002",
    ]


def test_the_oldest_notices_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NOTICES", 2)
    store = Store()
    for message in "abc":
        store.note("warning", message, "corr-1")
    assert [notice["message"] for notice in store.notices()] == ["b", "c"]


def test_one_process_at_a_time_delivers_from_a_store(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    parent = psutil.Process(psutil.Process().ppid())
    store = Store(file)
    store.put("process", "owner", {"pid": parent.pid, "since": parent.create_time()})
    with pytest.raises(StoreError, match=f"in use by process {parent.pid}"):
        store.claim()
    store.put("process", "owner", {"pid": parent.pid, "since": 0})  # the number was given again
    store.claim()
    Store(file).claim()


def test_a_damaged_store_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    store = Store(file)
    for number in range(200):
        store.put("estimate", f"EST-{number}", {"text": "x" * 200})
    store.close()
    content = bytearray(file.read_bytes())
    content[8_192:40_960] = b"\xff" * 32_768
    file.write_bytes(content)
    with pytest.raises(StoreError):
        Store(file)


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database, and long enough to be taken for one" * 100)
    with pytest.raises(StoreError, match="file is not a database"):
        Store(file)
