"""Changed mapping files taken over by running stubs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from workexec_contracts.stubs.process import WireMock
from workexec_contracts.stubs.reload import BrokenFile, lay_out, read, take_over

if TYPE_CHECKING:
    from pathlib import Path

    from workexec_contracts.stubs.admin import Admin


def answer(path: str, text: str, **more: object) -> dict[str, Any]:
    return {"request": {"urlPath": path}, "response": {"status": 200, "body": text}, **more}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "mappings" / "own").mkdir(parents=True)
    return tmp_path


def put(root: Path, name: str, content: object) -> Path:
    file = root / "mappings" / "own" / name
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


def get(admin: Admin, path: str) -> str:
    return httpx2.get(admin.url + path).text


def test_new_changed_and_removed_mappings_are_taken_over(root: Path, admin: Admin) -> None:
    put(root, "a.json", {"mappings": [answer("/a", "1"), answer("/b", "1")]})
    first = read(root)
    assert take_over(admin, read(root / "nowhere"), first) == (2, 0)
    put(root, "a.json", {"mappings": [answer("/a", "2")]})
    assert take_over(admin, first, read(root)) == (1, 1)
    assert get(admin, "/a") == "2"
    assert "NOT_FOUND" in get(admin, "/b")


def test_a_refused_mapping_changes_nothing_and_its_file_is_named(root: Path, admin: Admin) -> None:
    put(root, "a.json", answer("/c", "1"))
    first = read(root)
    take_over(admin, read(root / "nowhere"), first)
    put(root, "a.json", answer("/c", "2"))
    wrong = put(root, "b.json", {"request": {"urlPath": "/d", "nonsense": 1}, "response": {}})
    with pytest.raises(BrokenFile, match=r"/request/nonsense: Unrecognized field") as told:
        take_over(admin, first, read(root))
    assert told.value.where == str(wrong)
    assert get(admin, "/c") == "1"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"mappings": [', "Expecting value"),
        ("[]", "no WireMock mappings"),
        ('{"mappings": {}}', "no WireMock mappings"),
        ('{"mappings": [1]}', "no WireMock mappings"),
    ],
)
def test_a_file_that_holds_no_mappings_is_named(content: str, why: str, root: Path) -> None:
    file = put(root, "broken.json", content)
    with pytest.raises(BrokenFile, match=why) as told:
        read(root)
    assert told.value.where == str(file)


def test_an_id_of_two_files_is_refused(root: Path) -> None:
    for name in ("a.json", "b.json"):
        put(root, name, answer("/a", name, id="5d5cbcb7-2d1a-4c5e-9a3e-0123456789ab"))
    with pytest.raises(BrokenFile, match=r"is also in .*a\.json"):
        read(root)


def test_a_mapping_without_an_id_gets_one_that_it_keeps(root: Path) -> None:
    put(root, "a.json", answer("/a", "1"))
    before = read(root)
    put(root, "a.json", answer("/a", "2"))
    assert before.mappings.keys() == read(root).mappings.keys()
    assert not before.complete


def test_the_stubs_of_one_domain_are_served_alone(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (root / "__files").mkdir()
    (root / "__files" / "body.txt").write_text("from a file")
    filed = {"request": {"urlPath": "/f"}, "response": {"bodyFileName": "body.txt"}}
    ours = [answer(f"/{name}", "1", metadata={"domain": name}) for name in ("crm", "order")]
    put(root, "a.json", {"mappings": [*ours, filed]})
    folder = lay_out(read(root).of(["crm"]), root, tmp_path_factory.mktemp("crm"))
    with WireMock(folder) as alone:
        statuses = [httpx2.get(alone.url + path).status_code for path in ("/crm", "/order")]
        assert (statuses, httpx2.get(alone.url + "/f").text) == ([200, 404], "from a file")
