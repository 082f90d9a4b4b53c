"""One process's share of a test: journeys that arrive by themselves, or that users make one by one."""

from __future__ import annotations

import gc
import logging
import os
from itertools import count, islice, takewhile
from typing import TYPE_CHECKING, Any

import gevent
from gevent.event import Event
from gevent.pool import Group

from workexec_contracts.contracts import operations
from workexec_contracts.load.arrivals import share
from workexec_contracts.load.journeys import JOURNEYS, Draw, Think, Visit
from workexec_contracts.load.profiles import Journey as Name
from workexec_contracts.load.profiles import schedule
from workexec_contracts.load.request import Trail, trace_mark
from workexec_contracts.load.steps import Walk

from .driver import AttemptFailed, Driver
from .health import Health
from .recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.load.generator import Generator
    from workexec_contracts.load.journeys import Journey
    from workexec_contracts.load.plan import Plan

    from .connections import Connections

JOURNEY = "JOURNEY"
_LOOK_S = 0.02
_MOST_COUNTED = 50_000
_MOST_LOGGED = 10
_LATER_S = 5.0
_SPARE = 4
logger = logging.getLogger("workexec_contracts.load")


class Session:
    """`worker` of `workers`, counted from 0; together they make each arrival of the plan once."""

    def __init__(
        self,
        plan: Plan,
        connections: Connections,
        token: str,
        fire: Callable[..., Any],
        worker: int = 0,
        workers: int = 1,
    ) -> None:
        """Nothing runs yet."""
        self.plan = plan
        self.health = Health()
        self.recorder = Recorder(plan.profile.slice_s)
        self.over = False
        """From now on no journey begins another call."""
        self._workers = workers
        self._numbers = count(worker, workers)
        self._arrivals = share(schedule(plan.profile, plan.seed), worker, workers)
        self._fire = fire
        self._driver = Driver(connections, token, self.recorder, fire)
        self._domains = {operation.operation_id: domain.name for domain, operation in operations()}
        self._mark = trace_mark(plan.seed)
        self._walks: dict[int, tuple[Name, Walk]] = {}
        """Those of the journeys under way, by the journey's number."""
        self._journeys = Group()
        self._background = Group()
        self._missed = 0
        self._spare = [os.open(os.devnull, os.O_RDONLY) for _ in range(_SPARE)]
        """So that the result can be written where connections have used up all files."""
        self._counted = Event()

    def start(self) -> None:
        """Begins to measure, and in the open model to let journeys arrive."""
        self._background.spawn(self.health.watch)
        if self.plan.model == "open":
            self._background.spawn(self._arrive)

    def finish(self) -> None:
        """Begins no further call, waits for those under way, and gives up what stays unanswered."""
        if self.over:
            self._counted.wait(self.plan.drain_s)  # somebody else has begun to end it
            return
        while self._spare:
            os.close(self._spare.pop())
        self.over, over_s = True, self.recorder.now_s()
        self._missed += self._not_started(over_s)
        with gevent.Timeout(self.plan.drain_s, False):  # noqa: FBT003  # gevent's way to say "do not raise"
            while self.recorder.flights:
                gevent.sleep(_LOOK_S)
        self.recorder.give_up()
        for number in list(self._walks):
            self._walked(number, fine=None)
        self._counted.set()
        self._background.kill(block=False)
        gc.disable()  # tens of thousands of journeys may still wait: whoever judges goes first
        gevent.spawn_later(_LATER_S, self._forget)

    def _forget(self) -> None:
        """Ends the journeys that are left; a process that ends with the test does not get here."""
        gc.enable()
        self._journeys.kill(block=False)

    def _not_started(self, until_s: float) -> int:
        """How many arrivals were due and did not start; where they are very many, as many as expected."""
        due = takewhile(lambda arrival: arrival.at_s < until_s, self._arrivals)
        counted = sum(1 for _ in islice(due, _MOST_COUNTED))
        if counted < _MOST_COUNTED:
            return counted
        profile = self.plan.profile
        expected = profile.arrivals.expected(min(until_s, profile.duration_s)) / self._workers
        return max(counted, round(expected) - self.health.started)

    def figures(self) -> Generator:
        """How this process fared."""
        return self.health.figures(self._missed)

    def one(self, name: Name) -> None:
        """A journey of a user of the closed model: the next begins when this one is over."""
        if self.over:
            gevent.sleep(_LOOK_S)
            return
        self.health.started += 1
        self._made(name, next(self._numbers), None)

    def _arrive(self) -> None:
        """The open model: whatever the server does, journeys start when they are meant to."""
        for arrival in self._arrivals:
            gevent.sleep(max(arrival.at_s - self.recorder.now_s(), 0))
            if self.over:
                self._missed += arrival.at_s < self.plan.profile.duration_s
                return
            self.health.started += 1
            self._journeys.spawn(self._made, arrival.journey, arrival.number, arrival.at_s)

    def _made(self, name: Name, number: int, due_s: float | None) -> None:
        """One journey; a defect of ours is told, and what was not asked for is missing in `offered`."""
        begun_s = self.recorder.now_s()
        profile = self.plan.profile
        visit = Visit(
            Draw(self.plan.seed, number), Trail(self._mark), profile.think_s, frozenset(profile.events)
        )
        walk = Walk()
        if name is not Name.EVENT_FIREHOSE:  # events without a person, who alone has steps
            self._walks[number] = name, walk
        try:
            fine = self._run(JOURNEYS[name](visit), due_s, walk)
        except Exception:
            self.health.broken += 1
            self._walks.pop(number, None)
            if self.health.broken <= _MOST_LOGGED:
                logger.exception("journey %s %d (seed %s) broke", name, number, self.plan.seed)
            return
        self._walked(number, fine=fine)
        if fine is not None:
            wrong = None if fine else AttemptFailed("the user did not get what they came for")
            seconds = self.recorder.now_s() - begun_s
            self._fire(
                request_type=JOURNEY,
                name=name.value,
                response_time=seconds * 1000,
                response_length=0,
                exception=wrong,
                context={},
            )

    def _walked(self, number: int, *, fine: bool | None) -> None:
        """A journey is over, or the test is."""
        if number in self._walks:
            name, walk = self._walks.pop(number)
            self.recorder.steps(name, walk.ends(self._is_away, fine=fine))

    def _is_away(self, operation: str, at_s: float) -> bool:
        return self.plan.profile.is_away(self._domains[operation], operation, at_s)

    def _run(self, journey: Journey, due_s: float | None, walk: Walk) -> bool | None:
        """Whether the user got what they came for; None where the test ended before."""
        came = None
        try:
            while True:
                step = journey.send(came)
                if self.over:
                    journey.close()
                    return None
                if isinstance(step, Think):
                    came, due_s = None, self._thought(step)
                    continue
                came = self._driver.perform(step, self.recorder.now_s() if due_s is None else due_s)
                walk.told(step, came, self.recorder.now_s())
                due_s = self._next_due_s()
        except StopIteration as stop:
            fine: bool = stop.value
            return fine

    def _thought(self, step: Think) -> float | None:
        due_s = self.recorder.now_s() + step.seconds
        gevent.sleep(step.seconds)
        return due_s if self.plan.model == "open" else None

    def _next_due_s(self) -> float | None:
        return self.recorder.now_s() if self.plan.model == "open" else None
