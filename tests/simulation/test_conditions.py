from __future__ import annotations

from statistics import correlation, median
from typing import TYPE_CHECKING, get_args

import pytest

from workexec_contracts.consumer import operation_of
from workexec_contracts.simulation.chance import Chance
from workexec_contracts.simulation.clock import micros
from workexec_contracts.simulation.conditions import Conditions, Fate
from workexec_contracts.simulation.faults import (
    Brownout,
    Down,
    Duplicated,
    Failing,
    Faults,
    Flapping,
    How,
    LostAnswers,
    LostRequests,
    NetworkFault,
    Poison,
    Reordered,
    Slow,
    SlowStart,
)

if TYPE_CHECKING:
    from workexec_contracts.simulation.faults import Fault

ORDER = operation_of("deliverOrderEvent")
END_US = micros(10_000)


def conditions(*faults: Fault) -> Conditions:
    return Conditions(Faults(faults=faults), END_US, Chance(1))


def fate(faulty: Conditions, at_s: float = 1, call: str = "1.1", number: int = 1) -> Fate:
    return faulty.fate("order", ORDER, micros(at_s), call, number, f"evt-{call}")


def clean(call: str = "1.1", number: int = 1) -> Fate:
    return fate(conditions(), 1, call, number)


@pytest.mark.parametrize("kind", get_args(NetworkFault), ids=lambda kind: kind.__name__)
def test_a_fault_of_default_figures_is_harmless_but_for_being_down(kind: type) -> None:
    changed = [call for call in map(str, range(200)) if fate(conditions(kind()), call=call) != clean(call)]
    assert bool(changed) == (kind is Down)


@pytest.mark.parametrize(
    ("how", "becomes"),
    [
        (How.REFUSED, {"refused": True}),
        (How.HANGING, {"lost": True}),
        (How.UNAVAILABLE, {"status": 503}),
        (How.BAD_GATEWAY, {"status": 502}),
        (How.GATEWAY_TIMEOUT, {"status": 504}),
        (How.BROKEN, {"status": 500}),
    ],
)
def test_a_neighbour_that_is_down_is_gone_in_its_way(how: How, becomes: dict[str, object]) -> None:
    found = fate(conditions(Down(how=how)))
    assert {name: getattr(found, name) for name in becomes} == becomes


def test_a_fault_is_on_from_its_beginning_to_its_end_and_not_at_its_end() -> None:
    faulty = conditions(Down(from_s=10, until_s=20))
    on = [at_s for at_s in (9.999_999, 10, 19.999_999, 20) if fate(faulty, at_s).status]
    assert on == [10, 19.999_999]


def test_all_faults_stop_when_the_schedule_does() -> None:
    faulty = Conditions(Faults(until_s=50, faults=(Down(),)), END_US, Chance(1))
    assert [fate(faulty, at_s).status for at_s in (49, 50)] == [503, None]


@pytest.mark.parametrize(
    ("target", "hit"), [("all", True), ("order", True), ("deliverOrderEvent", True), ("crm", False)]
)
def test_a_fault_hits_its_target_alone(target: str, hit: bool) -> None:  # noqa: FBT001  # a case
    assert bool(fate(conditions(Down(target=target))).status) == hit


def test_flapping_is_up_first() -> None:
    faulty = conditions(Flapping(from_s=100, up_s=10, down_s=5))
    down = [at_s for at_s in range(95, 135) if fate(faulty, at_s).status]
    assert down == [*range(110, 115), *range(125, 130)]


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        (Failing(percent=20), "status"),
        (LostRequests(percent=20), "lost"),
        (LostAnswers(percent=20), "cut"),
        (LostAnswers(percent=20, noticed=False), "unanswered"),
        (Duplicated(percent=20), "copy_us"),
        (Poison(percent=20, how="500"), "status"),
    ],
)
def test_a_share_of_the_attempts_is_hit(fault: Fault, name: str) -> None:
    faulty = conditions(fault)
    hits = sum(bool(getattr(fate(faulty, call=f"{call}"), name)) for call in range(2_000))
    assert 340 < hits < 460


def test_poison_stays_poison_and_a_failing_call_may_pass_the_next_time() -> None:
    poisoned, failing = conditions(Poison(percent=50)), conditions(Failing(percent=50))
    by_call = [{fate(poisoned, call=str(call), number=n).status for n in range(1, 9)} for call in range(50)]
    assert all(len(statuses) == 1 for statuses in by_call)
    assert any(
        len({fate(failing, call=str(call), number=n).status for n in range(1, 9)}) == 2 for call in range(50)
    )


def test_slow_answers_have_the_median_that_was_asked_for() -> None:
    faulty = conditions(Slow(latency_ms_median=800, sigma=0.5, latency_ms_max=2_000))
    more = [fate(faulty, call=f"{c}").there_us - clean(f"{c}").there_us for c in range(4_000)]
    assert 760_000 < median(more) < 840_000
    assert max(more) == 2_000_000


def test_a_slow_start_ends() -> None:
    faulty = conditions(SlowStart(from_s=100, latency_ms_first=1_000, over_s=10))
    more = [fate(faulty, at_s).there_us - clean().there_us for at_s in (100, 105, 110, 200)]
    assert more == [1_000_000, 500_000, 0, 0]


def test_a_brownout_follows_the_load() -> None:
    faulty = conditions(Brownout(comfortable=2, latency_ms_each=100, latency_ms_max=250))
    more = []
    for load in (0, 2, 3, 4, 9):
        faulty.in_flight["order"] = load
        more.append(fate(faulty).there_us - clean().there_us)
    assert more == [0, 0, 100_000, 200_000, 250_000]


def test_a_request_that_is_reordered_is_late_by_no_more_than_said() -> None:
    faulty = conditions(Reordered(percent=100, later_ms_max=500))
    more = [fate(faulty, call=str(call)).there_us - clean(str(call)).there_us for call in range(500)]
    assert 0 <= min(more) < max(more) < 500_000


def test_two_faults_of_a_kind_hit_different_attempts() -> None:
    both = conditions(Failing(percent=30, how=How.UNAVAILABLE), Failing(percent=30, how=How.BROKEN))
    met = [fate(both, call=f"{call}").status for call in range(1_000)]
    assert met.count(None) == pytest.approx(490, abs=50)
    assert met.count(503) == pytest.approx(210, abs=40)


@pytest.mark.parametrize(
    ("kind", "figures"),
    [
        (Slow, {"latency_ms_median": 800.0, "sigma": 0.5}),
        (Reordered, {"percent": 100.0, "later_ms_max": 500.0}),
    ],
    ids=["slow", "reordered"],
)
def test_two_faults_of_a_kind_are_late_independently_of_each_other(
    kind: type, figures: dict[str, float]
) -> None:
    fault = kind(**figures)
    one, two = conditions(fault), conditions(fault, fault)
    first, both = (
        [fate(faulty, call=f"{c}").there_us - clean(f"{c}").there_us for c in range(2_000)]
        for faulty in (one, two)
    )
    second = [late - early for late, early in zip(both, first, strict=True)]
    assert abs(correlation(first, second)) < 0.1
    assert median(second) == pytest.approx(median(first), rel=0.1)
