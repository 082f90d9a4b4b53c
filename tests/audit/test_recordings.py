"""Recorded traffic: what a journal or a HAR shows, and that nothing relevant is never a pass."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.audit.test_variants import SHOWN
from workexec_contracts.audit import (
    TOLERANCE,
    AuditFinished,
    Claim,
    Ruled,
    WrongJournal,
    audit_recording,
)
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.virtual import Entry
    from workexec_contracts.audit import Ruling

SOON = replace(TOLERANCE, replay_s=9.5)
"""In an audit dead letters are replayed soon."""


def saved(entries: list[Entry], folder: Path) -> Path:
    file = folder / "journal.json"
    file.write_text(json.dumps({"requests": entries[::-1]}))
    return file


def judged(file: Path, **more: Any) -> tuple[AuditFinished, list[Ruling]]:
    events = list(audit_recording(file, **{"tolerance": SOON, **more}))
    finished = events[-1]
    assert isinstance(finished, AuditFinished)
    return finished, [event.ruling for event in events if isinstance(event, Ruled)]


def as_har(entry: Entry) -> dict[str, Any]:
    request = entry["request"]
    at = datetime.fromtimestamp(request["loggedDate"] / 1000, UTC).isoformat()
    body = {"postData": {"text": request["body"]}} if request["body"] else {}
    headers = [{"name": name, "value": value} for name, value in request["headers"].items()]
    return {
        "startedDateTime": at,
        "time": entry["timing"]["totalTime"],
        "request": {
            "method": request["method"],
            "url": f"http://neighbours.example{request['url']}",
            "headers": headers,
            **body,
        },
        "response": {"status": entry["response"].get("status", 0)},
    }


def test_the_journal_of_the_reference_passes(journal: list[Entry], tmp_path: Path) -> None:
    finished, rulings = judged(saved(journal, tmp_path))
    assert [one for one in rulings if one.verdict is not Verdict.PASSED] == []
    assert (finished.verdict, finished.exit_code, finished.requests) == (Verdict.PASSED, 0, len(journal))
    assert {one.claim for one in rulings} >= SHOWN


def test_a_har_says_the_same(journal: list[Entry], tmp_path: Path) -> None:
    file = tmp_path / "traffic.har"
    file.write_text(json.dumps({"log": {"entries": [as_har(entry) for entry in journal]}}))
    finished, rulings = judged(file)
    assert [one for one in rulings if one.verdict is not Verdict.PASSED] == []
    assert finished.requests == len(journal)


@pytest.mark.parametrize(
    "text",
    ['{"requests": []}', '{"log": {"entries": []}}'],
)
def test_a_recording_of_nothing_is_unknown(text: str, tmp_path: Path) -> None:
    file = tmp_path / "nothing.json"
    file.write_text(text)
    finished, rulings = judged(file)
    assert (finished.verdict, finished.exit_code, rulings) == (Verdict.UNKNOWN, 3, [])
    assert "no request of the contracts" in finished.reason


def test_what_the_stubs_ask_themselves_is_nothing_relevant(journal: list[Entry], tmp_path: Path) -> None:
    own = {**journal[0], "request": {**journal[0]["request"], "url": "/__wxc/createAuditEvent/k"}}
    finished, rulings = judged(saved([own], tmp_path))
    assert (finished.exit_code, rulings) == (3, [])


def test_requests_that_no_contract_has_are_broken_and_not_passed(
    journal: list[Entry], tmp_path: Path
) -> None:
    stray = {**journal[0], "request": {**journal[0]["request"], "url": "/api/v2/else?token=secret"}}
    finished, rulings = judged(saved([stray], tmp_path))
    assert finished.exit_code == 1
    assert [(one.claim, one.verdict) for one in rulings] == [
        (Claim.TOKEN, Verdict.FAILED),
        (Claim.KNOWN, Verdict.FAILED),
    ]
    assert "secret" not in str(rulings)


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        (["all is well"], Verdict.PASSED),
        (["GET /x Authorization: Bearer abcdefgh12"], Verdict.FAILED),
        (["sent eyJhbGciOiJub25lIn0.e30.c2ln"], Verdict.FAILED),
        ([], Verdict.UNKNOWN),
    ],
)
def test_a_log_holds_no_token(
    lines: list[str], verdict: Verdict, journal: list[Entry], tmp_path: Path
) -> None:
    log = tmp_path / "service.log"
    log.write_text("\n".join(lines))
    _, rulings = judged(saved(journal, tmp_path), log=log)
    assert [one.verdict for one in rulings if one.claim is Claim.LOG] == [verdict]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no JSON", "Expecting value"),
        ('{"items": []}', "neither `requests` nor `log`"),
        ('{"requests": [{}]}', "an entry is not as it should be"),
        ('{"log": {"entries": [{"request": {"url": "http://x/"}}]}}', "an entry is not as it should be"),
        (None, "No such file"),
    ],
)
def test_what_is_no_recording_is_told(text: str | None, told: str, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(WrongJournal) as problem:
        list(audit_recording(file))
    assert told in problem.value.what
