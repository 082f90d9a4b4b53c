from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.consumer import Standing
from workexec_contracts.consumer.letter import STANDING_AFTER
from workexec_contracts.policy import Fate
from workexec_contracts.simulation import replay as replays
from workexec_contracts.simulation.replay import Again, Replay, ReplayError, read, replay_of, run_again, write
from workexec_contracts.simulation.run import simulate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from workexec_contracts.simulation.setting import Setting


@pytest.fixture
def replay(blocked_is_acknowledged: str, struck: Callable[..., Setting]) -> Replay:
    outcome = simulate(struck(("deliverOrderEvent", 0, "500")))
    (violation,) = outcome.violations
    assert violation.invariant == blocked_is_acknowledged
    return replay_of(outcome, violation)


def test_what_is_written_is_read(replay: Replay, tmp_path: Path) -> None:
    write(replay, tmp_path / "found.json")
    assert read(tmp_path / "found.json") == replay


def test_the_same_revision_gives_the_same_violation_and_history(replay: Replay) -> None:
    replayed = run_again(replay)
    assert replayed.again is Again.SAME
    assert replayed.same_digest
    assert "byte for byte" in replayed.told


def test_once_the_bug_is_gone_so_is_the_violation(replay: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STANDING_AFTER, Fate.BLOCKED, Standing.PENDING)
    replayed = run_again(replay)
    assert replayed.again is Again.GONE
    assert "not deterministic" in replayed.told


def test_a_file_that_was_changed_by_hand_may_be_why_the_history_differs(replay: Replay) -> None:
    setting = replay.setting.model_copy(update={"seed": 4711})
    replayed = run_again(replay.model_copy(update={"setting": setting}))
    assert "the file was changed after it was written, or" in replayed.told


def test_what_a_hand_made_wrong_is_told_in_plain_words(replay: Replay, tmp_path: Path) -> None:
    told = json.loads(replay.model_dump_json())
    told["setting"]["faults"]["faults"] = [{"kind": "down", "target": "ordr"}]
    (tmp_path / "edited.json").write_text(json.dumps(told))
    with pytest.raises(ReplayError, match=r"^no neighbour or operation is called 'ordr'"):
        read(tmp_path / "edited.json")


def test_another_revision_is_said_to_be_one(replay: Replay) -> None:
    replayed = run_again(replay.model_copy(update={"revision": "0.0.9+abc", "digest": "0" * 32}))
    assert replayed.again is Again.SAME
    assert f"revision 0.0.9+abc, and this is {replays.revision()}" in replayed.told


def test_another_moment_is_not_the_same_violation(replay: Replay) -> None:
    assert run_again(replay.model_copy(update={"at_us": 1})).again is Again.ELSEWHERE


def test_an_invariant_that_is_not_there_is_named(replay: Replay) -> None:
    with pytest.raises(ReplayError, match="no invariant is called 'gone'") as caught:
        run_again(replay.model_copy(update={"invariant": "gone"}))
    assert "billed_orders_have_a_sales_order" in caught.value.expected


@pytest.mark.parametrize(
    ("content", "what", "where"),
    [
        ("{", "no JSON", "bad.json"),
        ("[]", "version None", "bad.json: version"),
        ('{"version": 2}', "version 2", "bad.json: version"),
        ('{"version": 1}', "Field required", "bad.json: revision"),
    ],
)
def test_a_wrong_file_is_told_with_its_place(tmp_path: Path, content: str, what: str, where: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReplayError) as caught:
        read(path)
    assert what in caught.value.what
    assert caught.value.where.endswith(where)
    assert caught.value.fix


def test_a_wrong_fault_in_it_is_told_with_its_place(replay: Replay, tmp_path: Path) -> None:
    document = json.loads(replay.model_dump_json())
    document["setting"]["faults"]["faults"][0]["does"] = "sings"
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(ReplayError, match="refused") as caught:
        read(path)
    assert caught.value.where.endswith("setting.faults.faults.0.at.does")


def test_no_file_is_a_problem_and_so_is_a_folder_to_write_to(replay: Replay, tmp_path: Path) -> None:
    with pytest.raises(ReplayError, match="cannot be read"):
        read(tmp_path / "none.json")
    with pytest.raises(ReplayError, match="cannot be written"):
        write(replay, tmp_path)
