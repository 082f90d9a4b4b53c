"""`wxc audit`, as a person types it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.audit.conftest import journal
from tests.audit.test_foreign import TRIGGERS, foreign
from tests.cli.conftest import ROOT
from workexec_contracts.stubs.process.port import free

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audit.virtual import Entry

    from .conftest import Wxc

__all__ = ["journal"]
SERVICE = ("--trigger-url", "http://127.0.0.1:9")
STUBS = ("--stubs-port", "18099")


def saved(entries: list[Entry], folder: Path) -> str:
    file = folder / "journal.json"
    file.write_text(json.dumps({"requests": entries}))
    return str(file)


def test_a_recorded_journal_is_judged_and_reported(journal: list[Entry], tmp_path: Path, wxc: Wxc) -> None:
    files = ("--json", "a.json", "--junit", "a.xml", "--html", "a.html")
    done = wxc(
        "audit", "journal", saved(journal, tmp_path), "--tolerance", "replay=9.5", *files, cwd=tmp_path
    )
    assert done.code == 0
    assert done.out.splitlines()[-1].startswith("passed: ")
    assert json.loads((tmp_path / "a.json").read_text())["finished"]["verdict"] == "passed"
    assert all((tmp_path / name).stat().st_size for name in ("a.xml", "a.html"))


def test_a_breach_is_told_with_its_clause_and_a_time_line(
    journal: list[Entry], tmp_path: Path, wxc: Wxc
) -> None:
    first = {**journal[0], "request": {**journal[0]["request"], "headers": {}}}
    done = wxc("audit", "journal", saved([first], tmp_path), cwd=tmp_path)
    assert done.code == 1
    assert "every request has its headers" in done.out
    assert "clause:   Integration Guidelines / Authentication & Authorization (F02, F20, F45)" in done.out
    assert "+0.000 s  GET /api/v1/" in done.out


def test_a_journal_with_nothing_relevant_is_unknown_and_exits_with_3(tmp_path: Path, wxc: Wxc) -> None:
    done = wxc("audit", "journal", saved([], tmp_path), "--format", "json", cwd=tmp_path)
    assert done.code == 3
    told = json.loads(done.out)["finished"]
    assert (told["verdict"], told["reason"]) == (
        "unknown",
        "the recording holds no request of the contracts",
    )


def test_a_service_in_another_language_is_audited_with_stubs_of_our_own(tmp_path: Path, wxc: Wxc) -> None:
    port = free()
    with foreign(f"http://127.0.0.1:{port}") as url:
        asked = ("--trigger-url", url, "--stubs-port", str(port), "--triggers", str(TRIGGERS))
        more = ("--plan", "quick", "--only", "getCustomer", "--addresses", "spring")
        done = wxc("audit", "run", *asked, *more, "--mocks", str(ROOT / "mocks"), cwd=tmp_path)
    assert done.code == 0, done.out
    assert f"base-url: http://127.0.0.1:{port}" in done.out
    assert "getCustomer falters: 503, reset" in done.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", *SERVICE], "nobody says which stubs the service calls"),
        (["run", *SERVICE, *STUBS, "--base-url", "http://127.0.0.1:9"], "both --stubs-port and --base-url"),
        (["run", *SERVICE, "--base-url", "http://127.0.0.1:9"], "no stubs answer"),
        (["run", *SERVICE, *STUBS, "--plan", "slow"], "no plan is called slow"),
        (["run", *SERVICE, *STUBS, "--triggers", "none.toml"], "the triggers cannot be used"),
        (["run", *SERVICE, *STUBS, "--tolerance", "late"], "late is no tolerance"),
        (["run", *SERVICE, *STUBS, "--tolerance", "soon=1"], "soon=1 is no tolerance"),
        (["run", *SERVICE, *STUBS, "--ttl-factor", "0"], "'--ttl-factor'"),
        (["run", "--trigger-url", "http://me:secret@127.0.0.1:9", *STUBS], "holds a password"),
        (["run", "--trigger-url", "127.0.0.1:9", *STUBS], "it is no address of a service"),
        (["run", *STUBS], "Missing option '--trigger-url'"),
        (["journal", "none.json"], "this is no recorded traffic"),
        (["journal"], "Missing argument 'FILE'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_exits_with_2_in_one_style(
    arguments: list[str], told: str, tmp_path: Path, wxc: Wxc
) -> None:
    done = wxc("audit", *arguments, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert [line.split(":")[0].strip() for line in done.err.splitlines()[-3:]] == ["where", "expected", "fix"]


@pytest.mark.parametrize("command", ["run", "journal"])
def test_help_has_an_example(command: str, wxc: Wxc) -> None:
    done = wxc("audit", command, "--help")
    assert done.code == 0
    assert f"wxc audit {command} " in done.out
