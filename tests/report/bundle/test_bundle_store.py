"""The folder of a bundle: many writers, broken runs, later runs."""

from __future__ import annotations

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.report import bundle
from workexec_contracts.report.bundle import Evidence, Run
from workexec_contracts.report.bundle.forms import FORMS
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "0123456789abcdef"


def run(
    target: str, verdict: Verdict = Verdict.PASSED, *, command: str = "verify", digest: str = DIGEST
) -> Run:
    row = Evidence(
        contract="getCustomer", what=f"a case against {target}", verdict=verdict, clause="a clause"
    )
    return Run(
        command=command,
        target=target,
        seed="7",
        verdict=verdict,
        exit_code=0,
        told=f"told of {target}",
        evidence=(row,),
        typed=f"wxc {command}",
        started_at="2026-01-25T14:30:00Z",
        seconds=1.5,
        version="0.1.0",
        revision="abc1234",
        contracts=digest,
    )


def names(folder: Path) -> list[str]:
    """Of the runs that the bundle itself tells of."""
    return [told["name"] for told in json.loads((folder / "bundle.json").read_text())["runs"]]


def test_a_run_is_kept_with_its_files_and_read_back_as_it_was(tmp_path: Path) -> None:
    kept = run("http://service:9000/x")
    bundle.keep(tmp_path, kept, {"page.html": "<p>", "junit.xml": "<a/>"}, DIGEST)
    folder = tmp_path / bundle.RUNS / kept.name
    assert sorted(path.name for path in folder.iterdir()) == ["junit.xml", "page.html", "run.json"]
    found = bundle.read(tmp_path)
    assert found.runs == (kept.model_copy(update={"files": ("page.html", "junit.xml")}),)
    assert found.problems == ()
    assert {path.name for path in tmp_path.iterdir()} == {*FORMS, bundle.RUNS}


def test_a_later_run_of_the_same_target_replaces_the_earlier_one_and_its_files(tmp_path: Path) -> None:
    bundle.keep(tmp_path, run("stubs"), {"page.html": "<p>"}, DIGEST)
    bundle.keep(tmp_path, run("stubs", Verdict.FAILED), {}, DIGEST)
    (found,) = bundle.read(tmp_path).runs
    assert (found.verdict, found.files) == (Verdict.FAILED, ())
    assert not (tmp_path / bundle.RUNS / "verify-stubs" / "page.html").exists()


def test_of_many_that_write_at_once_none_is_lost_and_nothing_else_is_left(tmp_path: Path) -> None:
    targets = [f"target-{number % 6}" for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(
                lambda target: bundle.keep(tmp_path, run(target), {"page.html": target}, DIGEST), targets
            )
        )
    expected = sorted({f"verify-{target}" for target in targets})
    assert names(tmp_path) == expected
    assert sorted(path.name for path in (tmp_path / bundle.RUNS).iterdir()) == expected
    assert {path.name for path in tmp_path.iterdir()} == {*FORMS, bundle.RUNS}
    for name in expected:
        text = (tmp_path / bundle.RUNS / name / "page.html").read_text()
        assert f"verify-{text}" == name


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"format": "workexec-contracts/run/9"}', "[" * 5000, '"\ud800"']
)
def test_a_run_that_cannot_be_read_is_told_and_left_out(tmp_path: Path, text: str) -> None:
    bundle.keep(tmp_path, run("stubs"), {}, DIGEST)
    broken = tmp_path / bundle.RUNS / "broken" / bundle.RUN
    broken.parent.mkdir()
    broken.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    found, read = bundle.make(tmp_path, DIGEST)
    assert [told.name for told in found.runs] == ["verify-stubs"]
    (problem,) = read.problems
    assert problem.startswith(f"{broken} is left out of the bundle: ")


def test_what_is_no_run_in_the_folder_of_runs_is_told(tmp_path: Path) -> None:
    bundle.keep(tmp_path, run("stubs"), {}, DIGEST)
    runs = tmp_path / bundle.RUNS
    (runs / "notes.txt").write_text("mine")
    (runs / "empty").mkdir()
    (runs / "folder" / bundle.RUN).mkdir(parents=True)
    (runs / ".hidden").mkdir()
    problems = bundle.read(tmp_path).problems
    assert [problem.partition(" is left out")[0] for problem in problems] == [
        str(runs / name / bundle.RUN) for name in ("empty", "folder", "notes.txt")
    ]
    assert (runs / "notes.txt").read_text() == "mine"


def test_a_link_that_leads_to_itself_is_told(tmp_path: Path) -> None:
    bundle.keep(tmp_path, run("stubs"), {}, DIGEST)
    link = tmp_path / bundle.RUNS / "link"
    link.symlink_to(link)
    found, read = bundle.make(tmp_path, DIGEST)
    assert [told.name for told in found.runs] == ["verify-stubs"]
    (problem,) = read.problems
    assert problem.startswith(f"{link / bundle.RUN} is left out of the bundle: ")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_number_that_json_has_not_is_told(tmp_path: Path, number: str) -> None:
    bundle.keep(tmp_path, run("stubs"), {}, DIGEST)
    file = tmp_path / bundle.RUNS / "verify-stubs" / bundle.RUN
    file.write_text(file.read_text().replace('"seconds": 1.5', f'"seconds": {number}'))
    (problem,) = bundle.read(tmp_path).problems
    assert "seconds: Input should be a finite number" in problem


def test_a_copy_under_another_name_does_not_count_twice(tmp_path: Path) -> None:
    bundle.keep(tmp_path, run("stubs"), {}, DIGEST)
    runs = tmp_path / bundle.RUNS
    shutil.copytree(runs / "verify-stubs", runs / "copy")
    (problem,) = bundle.read(tmp_path).problems
    assert problem.endswith("it belongs in a folder verify-stubs")
    found, _ = bundle.make(tmp_path, DIGEST)
    assert [told.name for told in found.runs] == ["verify-stubs"]


def test_evidence_of_other_contracts_is_unknown(tmp_path: Path) -> None:
    bundle.keep(tmp_path, run("stubs"), {}, DIGEST)
    found, _ = bundle.make(tmp_path, "of-other-contracts")
    (told,) = found.runs
    assert (told.stale, told.verdict) == (True, Verdict.UNKNOWN)
    assert {one.verdict for one in found.contracts} == {Verdict.UNKNOWN}


def test_a_bundle_without_runs_is_unknown(tmp_path: Path) -> None:
    found, read = bundle.make(tmp_path, DIGEST)
    assert (found.verdict, found.runs, read.problems) == (Verdict.UNKNOWN, (), ())


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("", "verify"),
        ("providers", "verify-providers"),
        ("Smoke", "verify-smoke"),
        ("http://127.0.0.1:9000", "verify-http-127.0.0.1-9000-"),
        ("../../etc/passwd", "verify-..-..-etc-passwd-"),
        ("..", "verify-"),
        ("a\x00b\nc|d:e", "verify-a-b-c-d-e-"),
        ("x" * 300, "verify-" + "x" * 73 + "-"),
    ],
)
def test_a_target_becomes_the_name_of_one_folder(target: str, name: str) -> None:
    found = run(target).name
    assert re.fullmatch(re.escape(name) + ("[0-9a-f]{6}" if name.endswith("-") else ""), found)


def test_no_two_targets_share_a_folder() -> None:
    targets = ("http://x/a", "http://x-a", "http://x:a", "..", "", "x" * 300, "x" * 301)
    assert len({run(target).name for target in targets}) == len(targets)
