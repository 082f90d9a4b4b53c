from __future__ import annotations

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.simulation.clock import Clock, micros
from workexec_contracts.simulation.scheduler import Scheduler


@given(st.lists(st.integers(0, 20)))
def test_moments_are_taken_in_order_and_those_of_one_time_as_they_were_set(times: list[int]) -> None:
    scheduler = Scheduler(Clock())
    seen: list[tuple[int, int]] = []
    for number, at_us in enumerate(times):
        scheduler.at(at_us, partial(seen.append, (at_us, number)))
    scheduler.run(20)
    assert seen == sorted(seen)
    assert len(seen) == len(times)


def test_what_lies_beyond_waits_and_the_clock_stands_where_it_was_told() -> None:
    clock = Clock()
    scheduler = Scheduler(clock)
    seen: list[str] = []
    scheduler.after(micros(2), partial(seen.append, "late"))
    scheduler.run(micros(1))
    assert (seen, clock.now_s, scheduler.next_us) == ([], 1.0, micros(2))
    scheduler.run(micros(2))
    assert (seen, clock.now_s) == (["late"], 2.0)


def test_what_is_set_for_the_past_happens_now() -> None:
    clock = Clock()
    scheduler = Scheduler(clock)
    scheduler.run(100)
    seen: list[int] = []
    scheduler.at(5, lambda: seen.append(clock.now_us))
    scheduler.run(100)
    assert seen == [100]


def test_the_wall_clock_begins_on_a_monday_and_may_be_wrong() -> None:
    clock = Clock()
    assert clock.wall().isoformat() == "2026-01-05T00:00:00+00:00"
    assert clock.wall(skew_s=-1.5).isoformat() == "2026-01-04T23:59:58.500000+00:00"


def test_what_is_set_to_run_at_once_comes_after_all_that_was_set_before_for_the_same_moment() -> None:
    clock = Clock()
    scheduler = Scheduler(clock)
    seen: list[str] = []

    def first() -> None:
        scheduler.after(0, partial(seen.append, "at once"))
        scheduler.at(5, partial(seen.append, "now"))
        seen.append("first")
        assert [run.args for run in scheduler.planned if isinstance(run, partial)] == [
            ("set before",),
            ("at once",),
            ("now",),
            ("later",),
        ]
        assert scheduler.next_us == 5

    scheduler.at(6, partial(seen.append, "later"))
    scheduler.at(5, first)
    scheduler.at(5, partial(seen.append, "set before"))
    scheduler.run(10)
    assert seen == ["first", "set before", "at once", "now", "later"]


def test_nothing_is_left_of_what_was_to_run_at_once_once_it_is_forgotten() -> None:
    scheduler = Scheduler(Clock())
    seen: list[str] = []
    scheduler.after(0, partial(seen.append, "at once"))
    scheduler.clear()
    scheduler.run(10)
    assert (seen, scheduler.next_us, scheduler.planned) == ([], None, [])
