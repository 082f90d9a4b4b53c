from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from workexec_contracts.load import About, Ending, Generator, LoadResult, conclude, objectives
from workexec_contracts.load.calling import Came
from workexec_contracts.load.driving.recorder import UNANSWERED, Recorder

from .conftest import clerks

if TYPE_CHECKING:
    from collections.abc import Sequence

CALM = Generator(cpu=0.4, lag_s=0.002)
OPERATIONS = ("deliverOrderEvent", "deliverPeopleEvent")
FED = st.tuples(st.sampled_from(OPERATIONS), st.floats(0, 4), st.floats(0, 8), st.sampled_from([None, "503"]))
Fed = tuple[str, float, float, str | None]


def feed(recorder: Recorder, fed: Fed) -> None:
    operation, due_s, seconds, failure = fed
    recorder.clocks.attempt(operation, due_s, seconds, failure)
    came = Came(Ending.BLOCKED if failure else Ending.ANSWERED, 1)
    recorder.clocks.call(operation, seconds, came.attempts, came.ending)


def merged(values: Sequence[Fed], workers: int) -> Recorder:
    """What a master has when its workers told a difference after every third value."""
    master, told = Recorder(1), [Recorder(1) for _ in range(workers)]
    for at, fed in enumerate(values):
        worker = at % workers
        feed(told[worker], fed)
        if at % 3 == 0:
            master.absorb(str(worker), told[worker].delta(CALM))
    for worker, recorder in enumerate(told):
        master.absorb(str(worker), recorder.delta(CALM))
    return master


def judged(recorder: Recorder) -> LoadResult:
    about = About(target="", model="open", seed="", workers=1, started_at="", seconds=4)
    return conclude(recorder.clocks, about, clerks(1, 4), recorder.generator(), objectives())


@given(st.lists(FED, max_size=60))
def test_four_workers_give_the_histograms_and_verdicts_of_one(values: list[Fed]) -> None:
    values = values * 8  # so that there are enough for a verdict now and then
    one, four = merged(values, 1), merged(values, 4)
    assert one.clocks.dumps() == four.clocks.dumps()
    assert judged(one) == judged(four)


def test_a_worker_tells_each_value_once() -> None:
    recorder = Recorder(1)
    feed(recorder, ("deliverOrderEvent", 0, 0.1, None))
    recorder.delta(CALM)
    assert recorder.delta(CALM)["clocks"] == Recorder(1).delta(CALM)["clocks"]


def test_an_attempt_that_is_never_answered_counts_as_failed_and_as_slow_as_it_was() -> None:
    recorder = Recorder(1)
    recorder.begin("deliverOrderEvent", due_s=-7)
    recorder.give_up()
    measured = recorder.clocks.measured("deliverOrderEvent")
    assert recorder.clocks.tallies["deliverOrderEvent"].failures == {UNANSWERED: 1}
    assert (measured.failed.percentile(1) or 0) >= 7


def test_an_attempt_that_was_given_up_is_not_counted_again_when_its_answer_comes() -> None:
    recorder = Recorder(1)
    flight = recorder.begin("deliverOrderEvent", due_s=0)
    recorder.give_up()
    recorder.attempt(flight, None)
    assert recorder.clocks.measured("deliverOrderEvent").count == 1


def test_without_any_worker_nothing_was_asked_for() -> None:
    assert Recorder(1).generator().fell_short
