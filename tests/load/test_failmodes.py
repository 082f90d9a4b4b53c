"""Journeys under virtual time whose neighbours are away for a while: ours, and planted ones that break."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from tests.load.conftest import CALM
from tests.load.test_calling import ANSWER
from workexec_contracts.contracts import operations
from workexec_contracts.load import (
    TRIES,
    Clocks,
    Constant,
    Ending,
    FailModes,
    Fault,
    Generator,
    Journey,
    Profile,
    StepEnd,
    StepOutcomes,
    Walk,
    judge_fail_modes,
)
from workexec_contracts.load.calling import Came, perform
from workexec_contracts.load.journeys import JOURNEYS, Draw, Think, Visit
from workexec_contracts.load.journeys import Journey as Steps
from workexec_contracts.load.journeys.clerk import snapshot_finalized
from workexec_contracts.load.journeys.shop import WorkOrder
from workexec_contracts.load.request import Request, Trail
from workexec_contracts.policy import AnswerCache, Answered, Send, Waited
from workexec_contracts.verdict import Verdict

PASSED, FAILED, UNKNOWN = Verdict.PASSED, Verdict.FAILED, Verdict.UNKNOWN
DOMAINS = {operation.operation_id: domain.name for domain, operation in operations()}
TOOK_S = 0.1
Made = Callable[[Visit], Steps]


def profile(*faults: Fault) -> Profile:
    return Profile(
        title="away",
        duration_s=60,
        slice_s=1,
        arrivals=Constant(rate_hz=20),
        users=1,
        journeys={Journey.FINALIZING_CLERK: 1},
        faults=faults,
    )


def down(target: str, from_s: float = 10, until_s: float = 20) -> Fault:
    return Fault(target=target, mode="down", from_s=from_s, until_s=until_s)


class Clock:
    """Of one journey, and of the neighbours that are away by it."""

    def __init__(self, begun_s: float, away: Iterable[Fault]) -> None:
        self.now_s, self._away = begun_s, list(away)

    def call(self, request: Request) -> Came:
        machine, answered = perform(request, AnswerCache()), False
        try:
            command = next(machine)
            while True:
                if isinstance(command, Send):
                    answered = not self._is_away(request)
                    self.now_s += TOOK_S
                    status = request.operation.status_code if answered else 503
                    command = machine.send(Answered(status, self.now_s, ANSWER))
                else:
                    self.now_s += command.seconds
                    command = machine.send(Waited(self.now_s))
        except StopIteration as stop:
            came: Came = stop.value
            return replace(came, reached=answered)

    def _is_away(self, request: Request) -> bool:
        name = request.operation.operation_id
        of = (fault for fault in self._away if fault.targets(DOMAINS[name], name))
        return any(fault.from_s <= self.now_s < fault.until_s for fault in of)


def walk(steps: Steps, clock: Clock, until_s: float) -> tuple[Walk, bool | None]:
    """The steps of a journey, and what it says its user got; None where the test ended before."""
    walked, came = Walk(), None
    try:
        while True:
            step = steps.send(came)
            if clock.now_s > until_s:
                return walked, None
            if isinstance(step, Think):
                clock.now_s, came = clock.now_s + step.seconds, None
            else:
                came = clock.call(step)
                walked.told(step, came, clock.now_s)
    except StopIteration as stop:
        return walked, stop.value


def clocks(
    made: Made,
    planned: Profile,
    name: Journey = Journey.FINALIZING_CLERK,
    away: Iterable[Fault] | None = None,
    every: int = 1,
) -> Clocks:
    """Twenty such journeys a second, or each n-th of them; neighbours are away as planned, or otherwise."""
    counted = Clocks(1)
    for number in range(0, int(planned.duration_s * 20), every):
        visit = Visit(Draw("s", number), Trail(), think_mean_s=0.5)
        clock = Clock(number / 20, planned.faults if away is None else away)
        walked, fine = walk(made(visit), clock, planned.duration_s)
        for operation, end in walked.ends(lambda of, at_s: planned.is_away(DOMAINS[of], of, at_s), fine=fine):
            counted.step(operation, name, end)
    return counted


def judged(counted: Clocks, planned: Profile, generator: Generator = CALM) -> FailModes:
    return judge_fail_modes(counted, planned, generator)


def only(modes: FailModes) -> StepOutcomes:
    (step,) = modes.judged
    return step


INVENTORY, ACCOUNTING = profile(down("inventory")), profile(down("accounting"))
"""One fails open, the other closed."""


@pytest.mark.parametrize(
    ("journey", "target"),
    [
        (Journey.FINALIZING_CLERK, "inventory"),
        (Journey.FINALIZING_CLERK, "order"),
        (Journey.FINALIZING_CLERK, "accounting"),
        (Journey.TECHNICIAN, "inventory"),
        (Journey.TECHNICIAN, "people"),
        (Journey.TECHNICIAN, "shopmgmt"),
        (Journey.SERVICE_ADVISOR, "getCustomer"),
        (Journey.SERVICE_ADVISOR, "getVehicle"),
        (Journey.SERVICE_ADVISOR, "audit"),
    ],
)
def test_our_journeys_keep_the_fail_modes_through_ten_seconds_without_a_neighbour(
    journey: Journey, target: str
) -> None:
    planned = profile(down(target))
    modes = judged(clocks(JOURNEYS[journey], planned, journey), planned)
    assert (modes.verdict, only(modes).verdict) == (PASSED, PASSED), modes.judged
    assert target in {only(modes).domain, only(modes).operation}
    assert only(modes).ends[StepEnd.SERVED] > 100


def stops_at_a_dead_letter(visit: Visit) -> Steps:
    order = WorkOrder(visit)
    came = yield from visit.ask(order.parts_used())
    if came.ending is not Ending.ANSWERED:
        return False
    return (yield from visit.insist(snapshot_finalized(visit, order)))


def tells_the_user_to_try_parts_again(visit: Visit) -> Steps:
    order = WorkOrder(visit)
    request, came = order.parts_used(), None
    while came is None or came.ending is not Ending.ANSWERED:
        came = yield from visit.ask(request)
        yield Think(1)
    return (yield from visit.insist(snapshot_finalized(visit, order)))


def is_blamed_at_the_end(visit: Visit) -> Steps:
    """Everything is attempted, and then the user hears that it did not work."""
    order = WorkOrder(visit)
    used = yield from visit.ask(order.parts_used())
    booked = yield from visit.insist(snapshot_finalized(visit, order))
    return booked and used.ending is Ending.ANSWERED


@pytest.mark.parametrize(
    "made", [stops_at_a_dead_letter, tells_the_user_to_try_parts_again, is_blamed_at_the_end]
)
def test_a_journey_that_is_held_up_by_a_fail_open_neighbour_fails(made: Made) -> None:
    step = only(judged(clocks(made, INVENTORY), INVENTORY))
    assert step.verdict is FAILED
    assert (step.operation, step.fail_mode) == ("deliverInventoryEvent", "open")
    assert step.ends[StepEnd.HELD_UP] >= 29
    assert "held up although fail-open" in step.reasons[0]


def says_done_unacknowledged(visit: Visit) -> Steps:
    yield from visit.ask(snapshot_finalized(visit, WorkOrder(visit)))
    return True


def test_a_journey_that_completes_a_fail_closed_step_without_acknowledgement_fails() -> None:
    step = only(judged(clocks(says_done_unacknowledged, ACCOUNTING), ACCOUNTING))
    assert step.verdict is FAILED
    assert "completed without acknowledgement" in step.reasons[0]
    assert step.ends[StepEnd.UNACKNOWLEDGED] >= 29


def test_what_a_policy_calls_answered_though_nobody_answered_is_no_acknowledgement() -> None:
    walked = Walk()
    request = snapshot_finalized(visit := Visit(Draw("s", 1), Trail(), 0), WorkOrder(visit))
    walked.told(request, Came(Ending.ANSWERED, 1, reached=False), 12)
    assert dict(walked.ends(lambda *_: True, fine=True)) == {"deliverAccountingEvent": StepEnd.UNACKNOWLEDGED}


def never_tries_again(visit: Visit) -> Steps:
    came = yield from visit.ask(snapshot_finalized(visit, WorkOrder(visit)))
    return came.ending is Ending.ANSWERED


def test_a_journey_that_never_tries_again_never_recovers_and_fails() -> None:
    step = only(judged(clocks(never_tries_again, ACCOUNTING), ACCOUNTING))
    assert step.verdict is FAILED
    assert "blocked and never recovered" in step.reasons[0]
    assert StepEnd.RECOVERED not in step.ends


def test_a_step_that_is_still_blocked_after_the_fault_was_over_fails() -> None:
    planned, stays = ACCOUNTING.model_copy(update={"duration_s": 100}), [down("accounting", 10, 200)]
    step = only(judged(clocks(JOURNEYS[Journey.FINALIZING_CLERK], planned, away=stays), planned))
    assert step.verdict is FAILED
    assert step.ends[StepEnd.LOST] > 0


def test_one_breach_among_many_that_recovered_fails() -> None:
    counted = clocks(JOURNEYS[Journey.FINALIZING_CLERK], ACCOUNTING)
    counted.step("deliverAccountingEvent", Journey.FINALIZING_CLERK, StepEnd.LOST)
    assert only(judged(counted, ACCOUNTING)).verdict is FAILED


def test_a_fault_that_outlasts_every_try_of_its_users_leaves_unknown_whether_they_recover() -> None:
    planned = profile(down("accounting", 1, 59)).model_copy(update={"duration_s": 120})
    step = only(judged(clocks(JOURNEYS[Journey.FINALIZING_CLERK], planned), planned))
    assert step.verdict is UNKNOWN
    assert step.ends[StepEnd.GIVEN_UP] > 0
    assert f"longer than the {TRIES} tries" in step.reasons[0]


def test_a_fault_until_the_end_of_the_test_leaves_unknown_whether_blocked_steps_recover() -> None:
    planned = profile(down("accounting", 40, 60))
    step = only(judged(clocks(JOURNEYS[Journey.FINALIZING_CLERK], planned), planned))
    assert step.verdict is UNKNOWN
    assert "blocked when the test ended" in step.reasons[0]


@pytest.mark.parametrize("planned", [INVENTORY, ACCOUNTING], ids=["open", "closed"])
def test_too_few_steps_without_their_neighbour_are_unknown(planned: Profile) -> None:
    step = only(judged(clocks(JOURNEYS[Journey.FINALIZING_CLERK], planned, every=4), planned))
    assert step.verdict is UNKNOWN
    assert "too few: 29 are needed" in step.reasons[0]


def test_where_no_neighbour_is_away_nothing_is_put_to_the_test() -> None:
    calm = profile()
    modes = judged(clocks(JOURNEYS[Journey.FINALIZING_CLERK], calm), calm)
    assert (modes.verdict, modes.judged) == (None, ())
    assert {end for step in modes.steps for end in step.ends} == {StepEnd.SERVED}
    assert modes.sentence == "no step was without its neighbour"


def test_a_fault_shorter_than_the_retries_holds_nobody_up() -> None:
    planned = profile(down("accounting", 10, 14))
    assert judged(clocks(JOURNEYS[Journey.FINALIZING_CLERK], planned), planned).verdict is None


def test_nothing_passes_where_a_worker_was_lost() -> None:
    lost = Generator(cpu=0.1, lag_s=0, offered=0.5)
    step = only(judged(clocks(JOURNEYS[Journey.FINALIZING_CLERK], INVENTORY), INVENTORY, lost))
    assert step.verdict is UNKNOWN
    assert "only 50% of the intended arrivals" in step.reasons[0]


def test_a_breach_is_one_even_where_a_worker_was_lost() -> None:
    lost = Generator(cpu=0.1, lag_s=0, offered=0.5)
    assert only(judged(clocks(never_tries_again, ACCOUNTING), ACCOUNTING, lost)).verdict is FAILED


def test_a_refusal_says_nothing_about_a_fail_mode() -> None:
    walked = Walk()
    request = snapshot_finalized(visit := Visit(Draw("s", 1), Trail(), 0), WorkOrder(visit))
    walked.told(request, Came(Ending.FAILED, 1, reached=False), 12)
    assert dict(walked.ends(lambda *_: True, fine=False)) == {"deliverAccountingEvent": StepEnd.REFUSED}
