"""`mocks/` as files: up to date, the same bytes anywhere, every mapping saying what it is for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from workexec_contracts.contracts import FINDINGS, operations
from workexec_contracts.stubs.mappings import render, stale, write

MOCKS = Path(__file__).parents[2] / "mocks"
MAPPINGS: list[dict[str, Any]] = [
    mapping for text in render().values() for mapping in json.loads(text)["mappings"]
]


def test_the_committed_mocks_are_up_to_date() -> None:
    assert stale(MOCKS) == []


@pytest.mark.parametrize("seed", ["0", "42"])
def test_the_same_contracts_give_the_same_bytes(seed: str) -> None:
    code = (
        "import hashlib,json;from workexec_contracts.stubs.mappings import render;"
        "print(hashlib.sha256(json.dumps(render()).encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": value},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for value in (seed, "7")
    }
    assert len(seen) == 1


def test_every_mapping_says_what_it_is_for() -> None:
    known = {finding.id for finding in FINDINGS}
    for mapping in MAPPINGS:
        metadata = mapping["metadata"]
        if metadata["layer"] == "unmatched":
            continue
        assert {"domain", "operation", "contract", "clause", "status", "assumptions"} <= metadata.keys()
        assert set(metadata["assumptions"]) <= known
    served = {mapping["metadata"].get("operation") for mapping in MAPPINGS}
    assert served >= {operation.operation_id for _, operation in operations()}


def test_ids_are_unique() -> None:
    ids = [mapping["id"] for mapping in MAPPINGS]
    assert len(ids) == len(set(ids))


def test_nothing_needs_an_extension_or_another_host() -> None:
    for mapping in MAPPINGS:
        assert set(mapping["response"].get("transformers", [])) <= {"response-template"}
        assert {listener["name"] for listener in mapping.get("serveEventListeners", [])} <= {"webhook"}
        proxied = mapping["response"].get("proxyBaseUrl")
        assert proxied is None or proxied.startswith("http://127.0.0.1:")


def test_what_no_contract_asks_for_any_more_is_removed(tmp_path: Path) -> None:
    write(tmp_path)
    old = tmp_path / "mappings" / "gone.json"
    old.write_text("{}")
    assert stale(tmp_path) == ["mappings/gone.json: no contract asks for it"]
    write(tmp_path)
    assert not old.exists()
