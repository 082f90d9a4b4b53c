"""The archive holds what failed, with all that repeats it, and no token."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from requests import Request
from schemathesis.core.failures import Failure
from schemathesis.engine.recorder import ScenarioRecorder

from workexec_contracts.verification.fuzzing.cassette import Cassette

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "a-token"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": "key-1"}


def recorded() -> ScenarioRecorder:
    """One request that failed a check, and one that held."""
    recorder = ScenarioRecorder(label="GET /")
    for name in ("failed", "held"):
        request = Request("POST", f"http://127.0.0.1/{name}", HEADERS, data=name).prepare()
        recorder.record_request(case_id=name, request=request)
        recorder.record_check_success(name="adds_up", case_id=name)
    failure = Failure(operation="GET /", message="no")
    recorder.record_check_failure(name="adds_up", case_id="failed", code_sample="curl", failure=failure)
    return recorder


def entries(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text())["log"]["entries"]
    return found


def test_what_failed_is_kept_and_what_held_is_not(tmp_path: Path) -> None:
    with Cassette(str(tmp_path / "x.har")) as cassette:
        cassette.keep(recorded())
    (entry,) = entries(tmp_path / "x.har")
    assert entry["request"]["url"] == "http://127.0.0.1/failed"
    assert entry["request"]["postData"]["text"] == "failed"


def test_the_key_of_a_request_is_kept_and_its_token_is_not(tmp_path: Path) -> None:
    with Cassette(str(tmp_path / "x.har")) as cassette:
        cassette.keep(recorded())
    headers = {one["name"]: one["value"] for one in entries(tmp_path / "x.har")[0]["request"]["headers"]}
    assert headers["Idempotency-Key"] == HEADERS["Idempotency-Key"]
    assert TOKEN not in (tmp_path / "x.har").read_text()


def test_an_archive_of_nothing_is_one_all_the_same(tmp_path: Path) -> None:
    with Cassette(str(tmp_path / "x.har")):
        pass
    assert entries(tmp_path / "x.har") == []


def test_without_a_path_nothing_is_written(tmp_path: Path) -> None:
    with Cassette(None) as cassette:
        cassette.keep(recorded())
    assert list(tmp_path.iterdir()) == []
