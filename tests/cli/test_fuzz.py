"""`wxc fuzz` as a pipeline runs it: files, exit codes, seeds, secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from tests.fuzzing.test_run import DONE, ENDS, replaced
from tests.verification.app import served

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.cli.conftest import Wxc

LOCATION = ("fuzz", "location", "--examples", "3", "--seed", "1")
OURS = (*LOCATION, "--against", "providers")
SECRET = "a-secret-of-the-user"


def claims(path: Path) -> list[tuple[str, str, str]]:
    """What is claimed, in order."""
    (contract,) = json.loads(path.read_text())["contracts"]
    return [(case["name"], case["verdict"], case["expected"]) for case in contract["cases"]]


def test_the_same_seed_gives_the_same_claims_and_every_report_parses(tmp_path: Path, wxc: Wxc) -> None:
    files = ("--junit", "a/fuzz.xml", "--html", "b/fuzz.html", "--har", "c/failing.har")
    first = wxc(*OURS, "--json", "one.json", *files, cwd=tmp_path)
    again = wxc(*OURS, "--json", "two.json", cwd=tmp_path)
    assert (first.code, again.code) == (0, 0), first.out + first.err
    assert claims(tmp_path / "one.json") == claims(tmp_path / "two.json") != []
    assert {case for _, case, _ in claims(tmp_path / "one.json")} == {"passed"}
    suite = ET.parse(tmp_path / "a" / "fuzz.xml").getroot()  # noqa: S314  # our own
    assert len(list(suite.iter("testcase"))) == len(claims(tmp_path / "one.json"))
    assert "<!doctype html>" in (tmp_path / "b" / "fuzz.html").read_text()
    assert json.loads((tmp_path / "c" / "failing.har").read_text())["log"]["entries"] == []


def test_a_broken_service_is_1_with_what_failed_in_every_file_and_its_token_in_none(
    tmp_path: Path, wxc: Wxc
) -> None:
    def leak(status: int, body: dict[str, Any]) -> int:
        if "approvalMethod" in body:
            body["approvalMethod"] = SECRET
        return status

    service, server = served(leak, token=SECRET)
    names = {f"--{kind}": tmp_path / f"fuzz.{kind}" for kind in ("junit", "html", "json", "har")}
    files = [str(word) for pair in names.items() for word in pair]
    with server:
        url = ("--base-url", server.url, "--token", SECRET, "--strict")
        done = wxc(*LOCATION, *url, *files, cwd=tmp_path)
    assert done.code == 1, done.out + done.err
    assert f"Bearer {SECRET}" in service.tokens
    failed = [case for case in claims(names["--json"]) if case[1] == "failed"]
    assert "response schema conformance: Response violates schema" in [case[0] for case in failed]
    assert len(json.loads(names["--har"].read_text())["log"]["entries"]) > 0
    written = {str(path): path.read_text() for path in names.values()} | {"out": done.out, "err": done.err}
    assert [name for name, text in written.items() if SECRET in text] == []
    assert '--token "$WXC_TOKEN"' in done.out


def test_an_operation_that_never_succeeded_is_3(
    tmp_path: Path, wxc: Wxc, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = DONE.model_copy(update={"successes": 0}).model_dump_json()
    replaced(monkeypatch, f"print('Outcome', {never!r})")
    done = wxc("fuzz", "--operation", DONE.operation, "--against", "providers", cwd=tmp_path)
    assert done.code == 3, done.out + done.err
    assert "is answered with its success at least once" in done.out


def test_a_fuzzer_that_ends_by_itself_is_2_in_the_style_of_every_problem(
    tmp_path: Path, wxc: Wxc, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced(monkeypatch, ENDS)
    done = wxc(*OURS, cwd=tmp_path)
    assert done.code == 2
    assert "wxc: the fuzzer of location ended by itself" in done.err
    assert all(f"  {word}:" in done.err for word in ("where", "expected", "fix"))
    assert "the disk is full" in done.err
