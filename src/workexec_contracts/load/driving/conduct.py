"""One test from its start to its verdicts, in whichever of Locust's processes this is.

Alone, a process makes load and judges. A worker makes its share and tells the master what it counted: with
every report the difference, and at its end the rest. The master shares out, merges and judges.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gevent
from locust.runners import MasterRunner, WorkerRunner

from workexec_contracts.load.objectives import objectives
from workexec_contracts.load.plan import Plan
from workexec_contracts.load.result import About, LoadResult, conclude

from . import running
from .connections import Connections
from .recorder import KEY, LOST, Recorder
from .session import Session

if TYPE_CHECKING:
    from locust.env import Environment
    from locust.rpc import Message

FINISH, FINISHED = "workexec-finish", "workexec-finished"
ALONE = "alone"
_LOOK_S = 0.05
_TALK_S = 3.0
"""How long a worker's last report may be on its way."""


class Conduct:
    """Of one process. `plan` is None in a worker until the master tells it."""

    def __init__(self, environment: Environment, plan: Plan | None) -> None:
        """Listens to the other processes."""
        self.environment = environment
        self.runner: Any = environment.runner
        self.plan = plan
        self.whole: Recorder | None = None
        """All that was counted; in a worker None."""
        self._finished: set[str] = set()
        self._expected = 1
        self._started_at = ""
        self._seconds: float | None = None
        self._timer: Any = None
        if isinstance(self.runner, MasterRunner):
            self.runner.register_message(FINISHED, self._on_finished)
        if isinstance(self.runner, WorkerRunner):
            self.runner.register_message(FINISH, self._on_finish, concurrent=True)

    @property
    def options(self) -> Any:  # noqa: ANN401  # a namespace of Locust's and our own options
        """What was asked for."""
        return self.environment.parsed_options

    def begin(self) -> None:
        """A test starts."""
        self._finished.clear()
        self._seconds, self._started_at = None, datetime.now(UTC).isoformat(timespec="seconds")
        if isinstance(self.runner, WorkerRunner):
            self.plan = Plan.model_validate_json(self.options.load_plan)
        plan = self._known_plan()
        if isinstance(self.runner, MasterRunner):
            self._expected = self.options.load_worker_count = self.runner.worker_count
            self.whole = Recorder(plan.profile.slice_s)
        else:
            session = self._session(plan)
            running.begin(session)
            session.start()
            if not isinstance(self.runner, WorkerRunner):
                self.whole = session.recorder
        if self.options.load_started:
            Path(self.options.load_started).touch()
        if self._timer is not None:
            self._timer.kill(block=False)  # that of a test which was stopped before its time
        self._timer = gevent.spawn(self._end_in_time, plan.profile.duration_s)

    def finish(self) -> None:
        """The test is to end now, by itself or because somebody says so; returns when all is counted."""
        if isinstance(self.runner, MasterRunner):
            if self.whole is None:
                return
            if len(self._finished) < self._expected:
                self.runner.send_message(FINISH)
                self._await_workers()
            self._mourn()
        elif (session := running.current()) is not None and not session.over:
            session.finish()
            if isinstance(self.runner, WorkerRunner):
                self.runner.send_message(FINISHED, session.recorder.delta(session.figures()))
            else:
                session.recorder.workers[ALONE] = session.figures()
        if self._seconds is None and self.whole is not None:
            self._seconds = self.whole.now_s()

    def report(self, data: dict[str, Any]) -> None:
        """A worker's regular report to its master takes along what was counted since the last one."""
        session = running.current()
        if session is not None and not session.over:
            data[KEY] = session.recorder.delta(session.figures())

    def absorb(self, worker: str, data: dict[str, Any]) -> None:
        """The master takes it."""
        if KEY in data and self.whole is not None:
            self.whole.absorb(worker, data[KEY])

    def result(self) -> LoadResult | None:
        """The verdicts so far, or in the end; None before the first test and in a worker."""
        if self.whole is None:
            return None
        if (session := running.current()) is not None:
            self.whole.workers[ALONE] = session.figures()
        plan = self._known_plan()
        seconds = self.whole.now_s() if self._seconds is None else self._seconds
        about = About(
            target=self.environment.host or "",
            model=plan.model,
            seed=plan.seed,
            workers=self._expected,
            started_at=self._started_at.replace("+00:00", "Z"),
            seconds=seconds,
        )
        return conclude(self.whole.clocks, about, plan.profile, self.whole.generator(), objectives())

    def _known_plan(self) -> Plan:
        if self.plan is None:
            raise LookupError("a worker knows the plan when the master starts the test")
        return self.plan

    def _session(self, plan: Plan) -> Session:
        place = (0, 1)
        if isinstance(self.runner, WorkerRunner):
            place = (self.runner.worker_index, self.options.load_worker_count)
        fire = self.environment.events.request.fire
        return Session(plan, Connections(self.environment.host or ""), self.options.load_token, fire, *place)

    def _end_in_time(self, duration_s: float) -> None:
        """Every process ends its own share; the one that a person talks to ends the test."""
        gevent.sleep(duration_s)
        if isinstance(self.runner, MasterRunner):
            self._await_workers()  # each has begun a little later, and is to make its whole share
        self.finish()
        if isinstance(self.runner, WorkerRunner):
            return
        if self.options.headless:
            self.runner.quit()
        else:
            self.runner.stop()

    def _await_workers(self) -> None:
        deadline = time.monotonic() + self._known_plan().drain_s + _TALK_S
        while len(self._finished) < self._expected and time.monotonic() < deadline:
            gevent.sleep(_LOOK_S)

    def _mourn(self) -> None:
        """A worker that did not tell its end was lost: what it counted is not all."""
        for missing in range(self._expected - len(self._finished)):
            if self.whole is not None:
                self.whole.workers[f"lost {missing}"] = LOST

    def _on_finished(self, msg: Message, **_: object) -> None:
        self.absorb(msg.node_id, {KEY: msg.data})
        self._finished.add(msg.node_id)

    def _on_finish(self, **_: object) -> None:
        self.finish()
