from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from workexec_contracts import documents
from workexec_contracts.documents import render, stale, write

REPOSITORY = Path(__file__).parents[2]
DIGEST = """
import hashlib
from workexec_contracts.documents import render
print(hashlib.sha256(repr(render()).encode()).hexdigest())
"""
IMAGINARY = '''
from .vocabulary import *
from .vocabulary import Endpoint, HEADERS, COMMON_ERRORS, GENERAL_READ, Lookup, Parameter, event_policy


class Note(Request):
    """A note."""

    text: Text
    correlation_id: Text


class Read(Response):
    """A note that was read."""

    text: Text


def _event(name):
    return Event(
        name=name, type=f"com.durion.workexec.{name}", publisher="workexec", consumer="imaginary", title=name,
        trigger="a test", data=Note, id_prefix="evt-note", clause="Nowhere", status=Status.READY,
        policy=event_policy(5, FailMode.OPEN, "Nowhere"),
        example={
            "type": f"com.durion.workexec.{name}", "source": "https://durion.platform/workexec",
            "time": "2026-01-25T14:30:00Z", "subject": "N", "data": {"text": "x"},
        },
    )


read = Endpoint(
    operation_id="readNote", title="Read note", method="GET", path="/api/v2/imaginary/{noteId}",
    summary="Reads a note", clause="Nowhere", status=Status.READY, blocked_by=None, status_code=200,
    parameters=(Parameter(name="noteId", description="Note", place="path", required=True, example="N"),),
    response=Read, headers=HEADERS, errors=COMMON_ERRORS, policy=GENERAL_READ,
    behaviour=Lookup(collection="notes", parameter="noteId", missing="NOT_FOUND"),
)
DOMAIN = Domain(
    name="imaginary", title="Imaginary", owner="pos-imaginary", clause="Nowhere", endpoints=(read,),
    consumes=(_event("note_added"), _event("note_removed")),
)
'''


def run(code: str, *, source: Path, seed: str, cwd: Path) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(source)}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=cwd, capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()


def test_the_committed_documents_are_up_to_date() -> None:
    assert stale(REPOSITORY / "documents") == []


@pytest.mark.parametrize("seed", ["1", "4711"])
def test_texts_are_the_same_in_every_process(texts: dict[str, str], tmp_path: Path, seed: str) -> None:
    here = hashlib.sha256(repr(texts).encode()).hexdigest()
    assert run(DIGEST, source=REPOSITORY / "src", seed=seed, cwd=tmp_path) == here


def test_texts_have_plain_line_ends_and_one_at_the_end(texts: dict[str, str]) -> None:
    assert render() == texts
    for text in texts.values():
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        assert "\r" not in text


def test_stale_names_each_difference_and_write_mends_it(tmp_path: Path) -> None:
    written = write(tmp_path)
    assert stale(tmp_path) == []
    assert [file.relative_to(tmp_path).as_posix() for file in written] == list(render())
    (tmp_path / "openapi" / "crm.yaml").unlink()
    (tmp_path / "schemas" / "workexec" / "v1.json").write_text("{}", encoding="utf-8")
    (tmp_path / "openapi" / "old.yaml").write_text("", encoding="utf-8")
    (tmp_path / "README.md").write_text("not generated", encoding="utf-8")
    assert stale(tmp_path) == [
        "openapi/crm.yaml: missing",
        "openapi/old.yaml: no contract asks for it",
        "schemas/workexec/v1.json: differs from the contracts",
    ]
    write(tmp_path)
    assert stale(tmp_path) == []
    assert (tmp_path / "README.md").exists()


def test_a_new_domain_takes_one_file_under_contracts(tmp_path: Path) -> None:
    package = tmp_path / "workexec_contracts"
    source = REPOSITORY / "src" / "workexec_contracts"
    shutil.copytree(source, package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "contracts" / "imaginary.py").write_text(IMAGINARY, encoding="utf-8")
    code = "from pathlib import Path; from workexec_contracts.documents import write; write(Path('out'))"
    run(code, source=tmp_path, seed="0", cwd=tmp_path)
    for path in (
        "openapi/imaginary.yaml",
        "schemas/workexec/v1/note_added.json",
        "schemas/imaginary/v2/readNote.response.json",
    ):
        assert (tmp_path / "out" / path).is_file()
    OpenAPIV31SpecValidator(
        yaml.safe_load((tmp_path / "out/openapi/imaginary.yaml").read_text("utf-8"))
    ).validate()
    assert "sendNoteRemoved" in (tmp_path / "out" / "asyncapi" / "workexec.yaml").read_text("utf-8")


def test_the_front_door_is_three_names() -> None:
    assert documents.__all__ == ["render", "stale", "write"]
