"""Reading scenarios, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workexec_contracts.simulation import scenario
from workexec_contracts.simulation.expectation import Expectation
from workexec_contracts.simulation.readings import NAMES
from workexec_contracts.simulation.scenario import ScenarioError
from workexec_contracts.verdict import Verdict

if TYPE_CHECKING:
    from pathlib import Path

CALM = """
about = "Nothing happens."

[setting]
shops = 1
days = 0.6
a_day = 3
"""


def written(folder: Path, text: str, name: str = "it_works.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def judged(folder: Path, expect: str, setting: str = CALM) -> scenario.Judged:
    return scenario.run(scenario.read(written(folder, f"{setting}\n[expect]\n{expect}\n")))


def problem(path: Path) -> ScenarioError:
    with pytest.raises(ScenarioError) as told:
        scenario.read(path)
    return told.value


def test_what_holds_has_passed(tmp_path: Path) -> None:
    found = judged(tmp_path, 'crashes.equals = 0\ndeliveries = { at_least = "events", at_most = "events" }')
    assert (found.verdict, found.told) == (Verdict.PASSED, [])


def test_what_does_not_hold_is_told_with_its_figures(tmp_path: Path) -> None:
    found = judged(tmp_path, 'dead_letters.at_least = 1\ncrashes = 0\nmade.ledger.at_most = "crashes"')
    assert found.verdict is Verdict.FAILED
    made = f"made.ledger is {found.figures['made.ledger']:g}, expected at most crashes (0)"
    assert found.told == ["dead_letters is 0, expected at least 1", made]


def test_a_figure_is_held_against_the_same_run_without_faults(tmp_path: Path) -> None:
    down = f'{CALM}\n[[setting.faults.faults]]\nkind = "down"\ntarget = "shopmgmt"\n'
    same, more = 'events.equals = "calm.events"', 'deliveries.equals = "calm.deliveries"'
    assert judged(tmp_path, same, down).verdict is Verdict.PASSED
    assert judged(tmp_path, more, down).verdict is Verdict.FAILED


def test_every_figure_that_may_be_named_is_there(tmp_path: Path) -> None:
    assert judged(tmp_path, "crashes = 0").figures.keys() == NAMES


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ("deadletters = 0", "no figure is called 'deadletters'; did you mean dead_letters"),
        ('events.equals = "calm.event"', "no figure is called 'calm.event'"),
        ("crashes = {}", "one of equals, at_least, at_most says what is expected"),
        ("crashes = { below = 3 }", "no figure is called 'crashes.below'"),
        ("crashes = [1]", "valid number"),
        ("", "at least 1 item"),
    ],
    ids=["misspelt figure", "misspelt calm figure", "nothing", "comparison", "list", "no expectation"],
)
def test_an_expectation_that_cannot_be_is_told(tmp_path: Path, expect: str, told: str) -> None:
    path = written(tmp_path, f"{CALM}\n[expect]\n{expect}\n")
    error = problem(path)
    assert told in error.what
    assert str(path) in error.where


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("about = ", "no TOML"),
        (CALM.replace("shops = 1", "shops = 0") + "[expect]\ncrashes = 0", "greater than 0"),
        (CALM + 'tested = ["it"]\n[expect]\ncrashes = 0', "not permitted"),
        ('tested = ["it"]\n' + CALM + "[expect]\ncrashes = 0", "no invariant is called 'it'"),
        (CALM + '[expect]\ncrashes = 0\n[[setting.faults.faults]]\nkind = "up"', "does not match any"),
    ],
    ids=["toml", "setting", "unknown member", "invariant", "fault"],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, text: str, told: str) -> None:
    assert told in problem(written(tmp_path, text)).what


def test_a_file_is_named_as_a_claim(tmp_path: Path) -> None:
    path = written(tmp_path, f"{CALM}\n[expect]\ncrashes = 0\n", "Order Down.toml")
    assert problem(path).where.endswith("claim")


def test_a_scenario_is_found_by_its_claim_or_path_and_else_its_like_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, CALM)
    assert {scenario.find(name, tmp_path) for name in ("it_works", "it_works.toml", str(path))} == {path}
    with pytest.raises(ScenarioError, match="did you mean it_works") as told:
        scenario.find("it_wroks", tmp_path)
    assert "it_works" in told.value.expected
    with pytest.raises(ScenarioError, match="cannot be read"):
        scenario.read(tmp_path / "gone.toml")


def test_an_invariant_that_was_not_put_to_the_test_leaves_the_verdict_unknown(tmp_path: Path) -> None:
    found = judged(tmp_path, "crashes = 0")
    unsure = scenario.Judged(found.scenario, found.outcome, found.figures, found.held, ("stock_adds_up",))
    assert unsure.verdict is Verdict.UNKNOWN
    assert unsure.told == ["stock_adds_up was never put to the test"]


def test_bounds_are_inclusive() -> None:
    assert Expectation(figure="x", at_least=2, at_most=2).missed({"x": 2}) is None
    assert Expectation(figure="x", at_least=3, at_most=5).missed({"x": 2}) == "x is 2, expected at least 3"
