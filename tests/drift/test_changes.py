from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.drift.changed import CHANGES, Planted, edited, texts, tree
from workexec_contracts.drift import revisions
from workexec_contracts.drift.revisions import Side, Tree
from workexec_contracts.problem import Problem
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_changed_where_nothing_changed() -> None:
    found = revisions.changes(tree(), tree())
    assert (found.changes, found.verdict) == ((), Verdict.PASSED)


@pytest.mark.parametrize("planted", CHANGES, ids=str)
def test_a_planted_change_breaks_whom_it_must(planted: Planted) -> None:
    found = revisions.changes(tree(), edited(planted))
    assert planted.aspect in {change.aspect for change in found.changes}, found.changes
    broken = tuple(side for side in Side if found.breaking(side))
    assert broken == planted.breaks, found.changes
    assert found.exit_code == (1 if planted.breaks else 0)
    assert all(change.pointer.startswith("/") for change in found.changes)


@pytest.mark.parametrize("planted", CHANGES, ids=str)
def test_the_way_back_breaks_the_other_side(planted: Planted) -> None:
    """What a policy says is kept by one side whichever way it changes; all else is symmetric."""
    back = revisions.changes(edited(planted), tree())
    if planted.aspect.startswith("x-"):
        assert back.changes
        return
    mirrored = {Side.CONSUMER: Side.PROVIDER, Side.PROVIDER: Side.CONSUMER}
    assert {side for side in Side if back.breaking(side)} == {mirrored[side] for side in planted.breaks}


def test_a_change_of_a_shared_schema_is_told_once_with_all_its_places() -> None:
    planted = next(one for one in CHANGES if one.says == "an answer has a value more")
    found = revisions.changes(tree(), edited(planted))
    assert [(change.aspect, change.places) for change in found.changes] == [
        ("enum", ("searchParts answer 200.items[].availability",))
    ]


def test_a_domain_that_is_gone_breaks_the_consumer_and_a_new_one_the_provider() -> None:
    fewer = Tree("fewer", {name: text for name, text in texts().items() if name != "openapi/audit.yaml"})
    for old, new, side in ((tree(), fewer, Side.CONSUMER), (fewer, tree(), Side.PROVIDER)):
        found = revisions.changes(old, new)
        assert [(change.aspect, change.breaks) for change in found.changes] == [("path", (side,))]


def test_a_change_that_nothing_explains_is_unknown() -> None:
    name = "openapi/audit.yaml"
    changed = texts()[name].replace("components:", "x-new: 1\ncomponents:")
    found = revisions.changes(tree(), Tree("new", {**texts(), name: changed}))
    assert [(change.aspect, change.unknown) for change in found.changes] == [("document", True)]
    assert found.verdict is Verdict.UNKNOWN


def _git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits: our documents, then without a member of an answer."""
    _git(tmp_path, "init", "-b", "main")
    planted = next(one for one in CHANGES if one.says == "an answer loses a member")
    for number, held in enumerate((tree(), edited(planted))):
        for name, text in held.texts.items():
            file = tmp_path / "documents" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        _git(tmp_path, "add", ".")
        _git(tmp_path, "commit", "-m", f"state {number}")
    return tmp_path


def test_two_revisions_of_a_repository_are_compared(repository: Path) -> None:
    found = revisions.changes(
        revisions.revision("HEAD~1", repository), revisions.revision("main", repository)
    )
    assert [(change.aspect, change.breaks) for change in found.changes] == [("member", (Side.CONSUMER,))]


@pytest.mark.parametrize("name", ["nowhere", "--help", "HEAD~9", ""])
def test_an_unknown_revision_is_told(name: str, repository: Path) -> None:
    with pytest.raises(Problem, match="no revision is called"):
        revisions.revision(name, repository)


def test_without_a_repository_a_way_out_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="wxc diff old/documents new/documents"):
        revisions.revision("HEAD", tmp_path)


def test_a_folder_without_documents_is_told(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no documents to compare"):
        revisions.folder(tmp_path)
