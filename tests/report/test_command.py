"""`wxc verify` as a pipeline runs it."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.verification.conftest import Answer, our_stubs, spoilt
from workexec_contracts.lint.present import read_verified

if TYPE_CHECKING:
    from pathlib import Path

    from workexec_contracts.verification import Target

__all__ = ["our_stubs"]


def verify(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workexec_contracts", "verify", *arguments]
    environment = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_passed_is_0_with_every_report_and_the_recorded_verdicts(tmp_path: Path) -> None:
    files = ["--html", "a/index.html", "--junit", "b/verify.xml", "--json", "c/verify.json"]
    done = verify(tmp_path, "location", "--against", "stubs", *files, "--format", "json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told == json.loads((tmp_path / "c" / "verify.json").read_text())
    assert told["verdict"] == "passed"
    assert "<!doctype html>" in (tmp_path / "a" / "index.html").read_text()
    assert len(ET.parse(tmp_path / "b" / "verify.xml").getroot()) == 1  # noqa: S314  # our own
    found = read_verified(tmp_path / ".wxc" / "verified.json")["getApprovalPolicy"]
    assert (found.verdict, found.against) == ("passed", "stubs")


def test_broken_is_1_and_replays_in_the_printed_command(our_stubs: Target, tmp_path: Path) -> None:
    def no_terms(answer: Answer) -> None:
        answer.body = answer.body.replace(b"legalTermsText", b"terms")

    with spoilt(our_stubs.base_url, no_terms) as url:
        service = ["--base-url", url, "--strict", "--reachable"]
        done = verify(tmp_path, "location", *service)
        assert done.returncode == 1, done.stderr
        assert "Location Domain / Required Contract" in done.stdout
        line = next(line for line in done.stdout.splitlines() if line.startswith("  replay:"))
        again = subprocess.run(  # noqa: S602  # the line is for a shell
            line.removeprefix("  replay:").replace(
                "wxc", f"{shlex.quote(sys.executable)} -m workexec_contracts", 1
            ),
            shell=True,  # the line is for a shell
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
    assert again.returncode == 1


def test_the_verifier_for_pacts_writes_nothing_to_standard_output(tmp_path: Path) -> None:
    arguments = ("location", "--only", "pacts", "--against", "providers")
    done = verify(tmp_path, *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    cases = json.loads(done.stdout)["contracts"][0]["cases"]
    assert {case["kind"] for case in cases} == {"pact"}
    quiet = verify(tmp_path, *arguments, "--quiet")
    assert len(quiet.stdout.splitlines()) == 1
    assert quiet.stderr == ""


def test_workexec_is_verified_by_its_name_and_in_everything(tmp_path: Path) -> None:
    done = verify(tmp_path, "workexec", "--format", "json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["target"], told["contracts"][0]["domain"]) == ("workexec", "inventory")
    everything = verify(tmp_path, "--all", "--case", "the event", "--only", "pacts", "--format", "json")
    assert [run["target"] for run in json.loads(everything.stdout)] == ["stubs", "providers", "workexec"]


def test_a_failing_interaction_replays_in_the_printed_command(our_stubs: Target, tmp_path: Path) -> None:
    def no_terms(answer: Answer) -> None:
        answer.body = answer.body.replace(b"legalTermsText", b"terms")

    with spoilt(our_stubs.base_url, no_terms) as url:
        asked = ("--base-url", url, "--strict", "--only", "pacts", "--json", "report.json")
        assert verify(tmp_path, "location", *asked).returncode == 1
        contracts = json.loads((tmp_path / "report.json").read_text())["contracts"]
        failed = [case for case in contracts[0]["cases"] if case["verdict"] == "failed"]
        again = verify(tmp_path, *shlex.split(failed[0]["replay"])[2:], "--json", "again.json")
    assert again.returncode == 1
    told = json.loads((tmp_path / "again.json").read_text())["contracts"][0]["cases"]
    assert failed[0]["name"] in {case["name"] for case in told}


def test_nothing_executed_is_3(tmp_path: Path) -> None:
    done = verify(tmp_path, "location", "--case", "no case has this in its name")
    assert done.returncode == 3
    assert "nothing was executed" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "nothing to verify"),
        (["--all", "crm"], "both --all and names"),
        (["nowhere"], "no contract is called 'nowhere'"),
        (["crm", "--operation", "nothing"], "no contract is called 'nothing'"),
        (["crm", "--base-url", "http://127.0.0.1:1"], "nobody answers"),
        (["crm", "--base-url", "nonsense"], "is no base URL"),
        (["crm", "--token", " ", "--base-url", "http://127.0.0.1:1"], "the token is blank"),
        (["crm", "--mocks", "no/such/folder"], "the stub folder has no mappings"),
    ],
)
def test_wrong_usage_and_unreachable_are_2_and_say_where_and_what_to_do(
    arguments: list[str], says: str, tmp_path: Path
) -> None:
    done = verify(tmp_path, *arguments)
    assert done.returncode == 2
    for part in (says, "where:", "expected:", "fix:"):
        assert part in done.stderr


def test_a_report_that_cannot_be_written_is_2(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = verify(tmp_path, "audit", "--case", "no token", "--json", "file/report.json")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


def test_help_has_examples(tmp_path: Path) -> None:
    assert "wxc verify --all" in verify(tmp_path, "--help").stdout
