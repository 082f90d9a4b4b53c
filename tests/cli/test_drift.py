from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.drift.foreign import foreign
from workexec_contracts.documents import render

if TYPE_CHECKING:
    from tests.cli.conftest import Wxc

ROOT = Path(__file__).parents[2]


@pytest.fixture
def document(tmp_path: Path) -> tuple[Path, str]:
    """A provider's document that differs in style alone, and the mapping that it needs."""
    written = foreign("pricing")
    return written.write(tmp_path), written.map


def test_a_document_of_another_style_passes(wxc: Wxc, document: tuple[Path, str]) -> None:
    path, mapping = document
    done = wxc("drift", "--openapi", str(path), "--map", mapping)
    assert done.code == 0
    assert "numbers as decimal strings" in done.out
    assert "passed:" in done.out


def test_strictly_a_style_fails(wxc: Wxc, document: tuple[Path, str]) -> None:
    path, mapping = document
    assert wxc("drift", "--openapi", str(path), "--map", mapping, "--strict").code == 1


def test_a_breaking_difference_names_relied_there_clause_and_pointer(
    wxc: Wxc, document: tuple[Path, str], tmp_path: Path
) -> None:
    path, mapping = document
    common = tmp_path / "schemas" / "common.json"
    value = json.loads(common.read_text(encoding="utf-8"))
    value["components"]["schemas"]["TaxRequest"]["required"].append("currency")
    common.write_text(json.dumps(value), encoding="utf-8")
    report = tmp_path / "made" / "drift.xml"
    done = wxc("drift", "--openapi", str(path), "--map", mapping, "--junit", str(report))
    assert done.code == 1
    assert "breaking: member of calculateTax request.currency" in done.out
    assert "clause:    Pricing Domain / Calculate Tax" in done.out
    assert "common.json#/components/schemas/TaxRequest/required/2" in done.out
    root = ET.parse(report).getroot()  # noqa: S314  # our own report
    failed = [case.get("name") for case in root.iter("testcase") if case.find("failure") is not None]
    assert failed == ["calculateTax"]


def test_json_holds_every_difference(wxc: Wxc, document: tuple[Path, str]) -> None:
    path, mapping = document
    done = wxc("drift", "--openapi", str(path), "--map", mapping, "--format", "json")
    told = json.loads(done.out)
    assert told["domains"] == ["pricing"]
    assert {row["kind"] for row in told["differences"]} == {"style"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--map", "/a=/b"), "--map without --openapi"),
        (("--strict",), "--strict without --openapi"),
        (("--openapi", "nowhere.yaml"), "a document cannot be read"),
        (("--openapi", "pyproject.toml"), "pyproject.toml"),
        (("--openapi", "documents/asyncapi/workexec.yaml"), "no member 'openapi'"),
        (("--openapi", "documents/openapi/crm.yaml", "--domain", "nobody"), "no domain is called nobody"),
        (("--openapi", "documents/openapi/crm.yaml", "--map", "/x=/y"), "maps nothing"),
        (("--openapi", "documents/openapi/crm.yaml", "--base-url", "http://x"), "--base-url with --openapi"),
        (("--base-url", "ftp://x"), "is no base URL"),
        (("--root", "/nowhere", "--openapi", "documents/openapi/crm.yaml"), "--root with --openapi"),
    ],
)
def test_wrong_usage_is_told(arguments: tuple[str, ...], told: str, wxc: Wxc) -> None:
    done = wxc("drift", *arguments)
    assert done.code == 2
    assert told in done.err
    assert "fix:" in done.err


def test_our_own_document_agrees_with_itself(wxc: Wxc) -> None:
    done = wxc("drift", "--openapi", "documents/openapi/crm.yaml")
    assert (done.code, done.out) == (0, "passed: no difference in documents/openapi/crm.yaml about crm\n")


def test_all_copies_and_the_reference_provider_agree(wxc: Wxc) -> None:
    done = wxc("drift", "--domain", "crm", "--format", "json")
    told = json.loads(done.out)
    assert done.code == 0
    assert told["columns"][-1] == "reference provider"
    assert {cell["standing"] for row in told["rows"] for cell in row["cells"]} == {"agrees"}


def test_two_folders_are_compared(wxc: Wxc, tmp_path: Path) -> None:
    for name, text in render().items():
        file = tmp_path / "documents" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("slaS: 3", "slaS: 1"), encoding="utf-8")
    assert wxc("diff", "documents", ".").code == 0
    done = wxc("diff", ".", str(tmp_path))
    assert done.code == 1
    assert "breaks provider: x-policy/slaS" in done.out
    assert wxc("diff", ".", str(tmp_path), "--fail-for", "consumer").code == 0
    assert wxc("diff", str(tmp_path), ".", "--fail-for", "consumer").code == 1


def test_two_documents_are_compared_whatever_they_are_called(wxc: Wxc, tmp_path: Path) -> None:
    text = (ROOT / "documents/openapi/pricing.yaml").read_text(encoding="utf-8")
    (tmp_path / "new.yaml").write_text(text.replace("maximum: 1\n", "maximum: 100\n"), encoding="utf-8")
    done = wxc("diff", "documents/openapi/pricing.yaml", str(tmp_path / "new.yaml"), "--format", "json")
    assert [change["breaks"] for change in json.loads(done.out)["changes"]] == [["consumer"]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere..HEAD",), "no revision is called 'nowhere'"),
        (("..",), "names no two revisions"),
        (("HEAD...HEAD",), "names no two revisions"),
        (("nowhere", "documents"), "there is no nowhere"),
        (("HEAD..nowhere",), "no revision is called 'nowhere'"),
    ],
)
def test_wrong_revisions_are_told(arguments: tuple[str, ...], told: str, wxc: Wxc) -> None:
    done = wxc("diff", *arguments)
    assert done.code == 2
    assert told in done.err


def test_outside_a_repository_a_way_out_is_told(wxc: Wxc, tmp_path: Path) -> None:
    done = wxc("diff", "a..b", cwd=tmp_path)
    assert done.code == 2
    assert "no git repository is here" in done.err


def test_what_is_not_committed_is_never_left_out_without_a_word(wxc: Wxc, tmp_path: Path) -> None:
    documents = tmp_path / "documents" / "openapi"
    documents.mkdir(parents=True)
    text = render()["openapi/pricing.yaml"]
    (documents / "pricing.yaml").write_text(text, encoding="utf-8")
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
    for arguments in (("init",), ("add", "."), ("commit", "-m", "agreed")):
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)
    assert wxc("diff", "HEAD..HEAD", cwd=tmp_path).code == 0
    (documents / "pricing.yaml").write_text(text.replace("slaS: 3", "slaS: 1"), encoding="utf-8")
    refused = wxc("diff", "HEAD..", cwd=tmp_path)
    assert refused.code == 2
    assert "not committed would be left out: documents/openapi/pricing.yaml" in refused.err
    now = wxc("diff", "HEAD", cwd=tmp_path)
    assert now.code == 1
    assert "1 break the provider" in now.out
