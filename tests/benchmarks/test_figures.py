import json
import math

import pytest

from benchmarks.figures import Figure, Goal, Sample, Verdict, exit_code, throughput
from benchmarks.report import as_json, table

GOAL = Goal("at least", 0.5)


def test_a_ratio_is_of_the_mean_of_the_bare_samples_before_and_after() -> None:
    assert Sample(rate=60, before=100, after=140, cpu_us=1).ratio == 0.5


def test_one_disturbed_sample_does_not_move_the_median() -> None:
    steady = [Sample(80, 100, 100, 10) for _ in range(4)]
    figure = throughput("x", [*steady, Sample(1, 100, 100, 900)], GOAL)
    assert (figure.value, figure.rate, figure.cpu_us) == (0.8, 80, 10)


def test_a_machine_that_slows_both_leaves_the_ratio() -> None:
    figure = throughput("x", [Sample(80, 100, 100, 10), Sample(8, 10, 10, 10)], GOAL)
    assert figure.value == 0.8


@pytest.mark.parametrize(
    "samples",
    [[], [Sample(0, 100, 100, 0)], [Sample(10, 0, 0, 0)]],
    ids=["none", "none answered", "bare never answered"],
)
def test_no_samples_are_unknown_and_fail(samples: list[Sample]) -> None:
    figure = throughput("x", samples, GOAL)
    assert figure.verdict is Verdict.UNKNOWN
    assert exit_code([figure]) == 1


@pytest.mark.parametrize(
    ("goal", "value", "verdict"),
    [
        (Goal("at least", 0.5), 0.5, Verdict.HELD),
        (Goal("at least", 0.5), 0.499, Verdict.MISSED),
        (Goal("at most", 0.4), 0.4, Verdict.HELD),
        (Goal("at most", 0.4), 0.401, Verdict.MISSED),
        (Goal("below", 400), 400, Verdict.MISSED),
        (Goal("below", 400), 399.9, Verdict.HELD),
        (Goal("below", 400), None, Verdict.UNKNOWN),
        (Goal("at most", 400), math.nan, Verdict.UNKNOWN),
    ],
    ids=str,
)
def test_a_goal_decides_at_its_bound(goal: Goal, value: float | None, verdict: Verdict) -> None:
    assert goal.verdict(value) is verdict


def test_one_missed_goal_fails_the_run_and_a_figure_without_goal_does_not() -> None:
    held, missed = Figure("a", 1, "", GOAL), Figure("b", 0.1, "", GOAL)
    reported = Figure("c", 0, "")
    assert exit_code([held, reported]) == 0
    assert exit_code([held, missed]) == 1


def test_a_run_without_goals_fails() -> None:
    assert exit_code([]) == 1
    assert exit_code([Figure("c", 1, "")]) == 1


def test_the_table_shows_each_figure_beside_its_goal() -> None:
    lines = table([Figure("tax", 0.567, "of hello", GOAL, 1234.5, 300.2), Figure("gone", None, "MB", GOAL)])
    assert lines.splitlines()[1].split() == [
        *("tax", "1,234", "300", "0.567", "of", "hello", "at", "least", "0.5", "held"),
    ]
    assert lines.splitlines()[2].split() == ["gone", "?", "MB", "at", "least", "0.5", "UNKNOWN"]


def test_json_carries_the_same_figures() -> None:
    told = json.loads(as_json([Figure("tax", 0.4, "of hello", GOAL, 10, 300)], quick=True))
    assert told["quick"] is True
    assert told["figures"] == [
        {
            "name": "tax",
            "value": 0.4,
            "unit": "of hello",
            "goal": {"is": "at least", "bound": 0.5},
            "verdict": "MISSED",
            "requestsPerSecond": 10,
            "javaMicrosecondsPerRequest": 300,
        }
    ]
