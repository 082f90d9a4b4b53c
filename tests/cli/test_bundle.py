"""`--report` of every command that finds something out, and `wxc report`, as a person types them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.drift.foreign import foreign
from tests.verification.app import served
from workexec_contracts.cli.bundled import digest, revision, typed
from workexec_contracts.contracts import events, operations
from workexec_contracts.report import bundle
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Wxc

VERIFY = ("verify", "location", "--only", "cases", "--against", "providers")
SECRET = "a-secret-of-the-user"
NAMES = {operation.operation_id for _, operation in operations()} | {event.name for event in events()}


def verify(folder: Path) -> tuple[str, ...]:
    return VERIFY


def fuzz(folder: Path) -> tuple[str, ...]:
    return (
        "fuzz",
        "location",
        "--examples",
        "1",
        "--seed",
        "1",
        "--phase",
        "fuzzing",
        "--against",
        "providers",
    )


def drift(folder: Path) -> tuple[str, ...]:
    written = foreign("pricing")
    return ("drift", "--openapi", str(written.write(folder)), "--map", written.map)


def mutate(folder: Path) -> tuple[str, ...]:
    mutant = "getApprovalPolicy/response/policyMode/dropped"
    return ("mutate", "--mutant", mutant, "--layer", "rules", "--jobs", "1")


def simulate(folder: Path) -> tuple[str, ...]:
    return ("simulate", "--days", "0.2", "--shops", "1")


def search(folder: Path) -> tuple[str, ...]:
    return ("simulate", "--search", "--budget", "1s", "--runs", "1")


def journal(folder: Path) -> tuple[str, ...]:
    file = folder / "journal.json"
    file.write_text('{"requests": []}')
    return ("audit", "journal", str(file))


def kept(folder: Path) -> bundle.Run:
    """The only run of a bundle."""
    found = bundle.read(folder)
    assert found.problems == ()
    (run,) = found.runs
    return run


@pytest.mark.parametrize(
    ("command", "name", "files"),
    [
        (verify, "verify", {"page.html", "junit.xml", "result.json"}),
        (fuzz, "fuzz", {"page.html", "junit.xml", "result.json"}),
        (drift, "drift", {"junit.xml", "result.json"}),
        (mutate, "mutate", {"page.html", "junit.xml", "result.json"}),
        (simulate, "simulate", {"page.html", "junit.xml", "result.json", "result.csv"}),
        (search, "simulate", {"result.json"}),
        (journal, "audit journal", {"page.html", "junit.xml", "result.json"}),
    ],
)
def test_every_command_keeps_what_it_found_with_its_own_reports(
    command: Callable[[Path], tuple[str, ...]], name: str, files: set[str], wxc: Wxc, tmp_path: Path
) -> None:
    arguments = command(tmp_path)
    done = wxc(*arguments, "--report", "evidence", cwd=tmp_path)
    run = kept(tmp_path / "evidence")
    assert (run.command, run.exit_code) == (name, done.code)
    assert {Verdict.PASSED: 0, Verdict.FAILED: 1, Verdict.UNKNOWN: 3}[run.verdict] == done.code
    assert run.typed.startswith(f"wxc {name} ")
    assert run.contracts == digest()
    assert {row.contract for row in run.evidence} <= NAMES | {""}
    assert set(run.files) == files
    folder = tmp_path / "evidence" / bundle.RUNS / run.name
    assert {path.name for path in folder.iterdir()} == files | {bundle.RUN}
    assert done.out.splitlines()[-1] == f"evidence: {Path('evidence') / bundle.INDEX}"
    if name != "audit journal":  # the journal is empty
        assert run.evidence
    assert not (tmp_path / "report").exists()


def test_json_on_standard_output_is_the_same_with_a_bundle(wxc: Wxc, tmp_path: Path) -> None:
    with_ = wxc(*VERIFY, "--format", "json", "--report", "evidence", cwd=tmp_path)
    result = tmp_path / "evidence" / bundle.RUNS / kept(tmp_path / "evidence").name / "result.json"
    assert with_.out == result.read_text(), "one JSON document, and nothing about the bundle"
    assert "evidence" not in with_.err


def test_the_verdict_alone_is_the_verdict_alone(wxc: Wxc, tmp_path: Path) -> None:
    done = wxc(*VERIFY, "--quiet", "--report", "evidence", cwd=tmp_path)
    assert len(done.out.splitlines()) == 1
    assert kept(tmp_path / "evidence").verdict is Verdict.PASSED


@pytest.mark.parametrize(("option", "variable"), [((), ""), (("--report", ""), "evidence")])
def test_an_empty_folder_keeps_nothing(
    option: tuple[str, ...], variable: str, wxc: Wxc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WXC_REPORT", variable)
    done = wxc(*VERIFY, *option, cwd=tmp_path)
    assert done.code == 0
    assert "evidence" not in done.out
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_named_by_the_variable_else_it_is_report(
    wxc: Wxc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WXC_REPORT", "named")
    assert wxc(*VERIFY, "--quiet", cwd=tmp_path).code == 0
    monkeypatch.delenv("WXC_REPORT")
    assert wxc(*VERIFY, "--quiet", cwd=tmp_path).code == 0
    assert kept(tmp_path / "named").name == kept(tmp_path / "report").name


@pytest.mark.parametrize("place", ["a-file", "a-file/below"])
def test_a_folder_that_cannot_be_is_told_before_anything_runs(wxc: Wxc, tmp_path: Path, place: str) -> None:
    (tmp_path / "a-file").write_text("mine")
    done = wxc(*VERIFY, "--report", place, cwd=tmp_path)
    assert done.code == 2
    assert "the evidence bundle cannot be written" in done.err
    assert "fix:" in done.err
    assert done.out == ""
    assert (tmp_path / "a-file").read_text() == "mine"


def test_two_commands_at_once_keep_both_runs(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "workexec_contracts"]
    running = [
        subprocess.Popen([*words, *arguments, "--quiet", "--report", "evidence"], cwd=tmp_path)
        for arguments in (VERIFY, journal(tmp_path))
    ]
    assert [process.wait(timeout=120) for process in running] == [0, 3]
    told = json.loads((tmp_path / "evidence" / "bundle.json").read_text())
    assert {run["command"] for run in told["runs"]} == {"verify", "audit journal"}


def test_a_token_is_in_no_file_of_the_bundle(wxc: Wxc, tmp_path: Path) -> None:
    def leak(status: int, body: dict[str, Any]) -> int:
        if "approvalMethod" in body:
            body["approvalMethod"] = SECRET
        return status

    service, server = served(leak, token=SECRET)
    told = ("--base-url", server.url, "--token", SECRET, "--strict", "--reachable")
    with server:
        done = wxc("verify", "location", "--only", "cases", *told, "--report", "evidence", cwd=tmp_path)
    assert done.code == 1, done.out + done.err
    assert f"Bearer {SECRET}" in service.tokens
    run = kept(tmp_path / "evidence")
    assert "--token *** --strict" in run.typed
    files = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert len(files) == 9
    assert [path for path in files if SECRET in path.read_text()] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--token", SECRET], "--token ***"),
        ([f"--token={SECRET}"], "--token=***"),
        (["--broker-token", SECRET, "crm"], "--broker-token *** crm"),
        ([f"--broker-token={SECRET}"], "--broker-token=***"),
        (["--token", "--token", "crm"], "--token *** crm"),
        (["--token", f"--token={SECRET}"], "--token ***"),
        (["--case", "half cents", "a;b"], "--case 'half cents' 'a;b'"),
        (["--base-url", f"http://x/y?key={SECRET}&z=1"], "--base-url 'http://x/y?key=***&z=***'"),
    ],
)
def test_the_command_line_is_told_without_secrets(words: list[str], told: str) -> None:
    assert typed(["/usr/bin/wxc", "verify", *words]) == f"wxc verify {told}"


def test_where_git_knows_nothing_there_is_no_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert revision() == ""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert revision() == ""


def test_report_says_what_is_broken_unknown_and_next_with_the_exit_code_of_the_worst(
    wxc: Wxc, tmp_path: Path
) -> None:
    wxc(*VERIFY, "--report", "evidence", cwd=tmp_path)
    done = wxc("report", "evidence", cwd=tmp_path)
    assert done.code == 3, "nothing was put to the other contracts"
    assert "nothing was run" in done.out
    assert "next: whoever runs this: find out about" in done.out
    assert "1 hold, 0 broken," in done.out.splitlines()[-1]
    told = json.loads(wxc("report", "evidence", "--format", "json", cwd=tmp_path).out)
    assert told == json.loads((tmp_path / "evidence" / "bundle.json").read_text())
    markdown = wxc("report", "evidence", "--format", "markdown", cwd=tmp_path).out
    assert markdown == (tmp_path / "evidence" / "summary.md").read_text()


def test_report_makes_the_forms_anew_and_tells_of_a_run_that_cannot_be_read(wxc: Wxc, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    (folder / bundle.RUNS / "broken").mkdir(parents=True)
    (folder / bundle.RUNS / "broken" / bundle.RUN).write_text("{")
    done = wxc("report", str(folder))
    assert done.code == 3
    assert "is left out of the bundle" in done.err
    assert "Traceback" not in done.err
    assert (folder / bundle.INDEX).is_file()


def test_report_of_a_folder_that_is_not_there_is_wrong_usage(wxc: Wxc, tmp_path: Path) -> None:
    done = wxc("report", "nowhere", cwd=tmp_path)
    assert done.code == 2
    assert "there is no evidence bundle" in done.err
    assert not (tmp_path / "nowhere").exists()
