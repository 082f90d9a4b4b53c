"""Whoever a person talks to judges: a process that makes the load alone, or the master of several."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gevent

from workexec_contracts.load.objectives import objectives
from workexec_contracts.load.result import About, LoadResult, conclude, judgements

from .part import FINISH, FINISHED, Part
from .printing import row
from .recorder import KEY, LOST, Recorder

if TYPE_CHECKING:
    from locust.env import Environment
    from locust.rpc import Message

    from workexec_contracts.load.generator import Generator
    from workexec_contracts.load.plan import Plan

    from .session import Session

_LOOK_S = 0.05
_TALK_S = 3.0
"""How long a worker's last report may be on its way."""


class Judge(Part):
    """Has the plan, and all that was counted."""

    def __init__(self, environment: Environment, plan: Plan) -> None:
        """Nothing to judge yet."""
        super().__init__(environment)
        self.plan = plan
        self.whole: Recorder | None = None
        self.workers = 1
        self._started_at = ""
        self._seconds: float | None = None
        self._file = Path(self.options.load_result) if self.options.load_result else None
        self._part = self._file.with_suffix(".part").open("w", encoding="utf-8") if self._file else None
        """Open from the beginning: connections may use up all files."""

    def begin(self) -> None:
        """Says that the test has started to whoever switches the neighbours."""
        self._seconds, self._started_at = None, datetime.now(UTC).isoformat(timespec="seconds")
        super().begin()
        if self.options.load_started:
            Path(self.options.load_started).touch()

    def write(self, result: LoadResult) -> None:
        """Writes it where it was asked for; nobody finds half of it there."""
        if self._file is not None and self._part is not None and not self._part.closed:
            with self._part:
                self._part.write(result.model_dump_json())
            Path(self._part.name).replace(self._file)

    def result(self) -> LoadResult | None:
        """The verdicts about what is counted so far."""
        if self.whole is None:
            return None
        about = About(
            target=self.environment.host or "",
            model=self.plan.model,
            seed=self.plan.seed,
            workers=self.workers,
            started_at=self._started_at.replace("+00:00", "Z"),
            seconds=self.whole.now_s() if self._seconds is None else self._seconds,
        )
        return conclude(self.whole.clocks, about, self.plan.profile, self._generator(), objectives())

    def rows(self) -> list[dict[str, str]]:
        """The SLA table so far; empty before the first test."""
        if self.whole is None:
            return []
        clocks, generator = self.whole.clocks, self._generator()
        found = judgements(clocks, self.plan.profile, generator, objectives())
        return [row(one, clocks.amplification(one.objective.operation)) for one in found]

    def _generator(self) -> Generator:
        return LOST if self.whole is None else self.whole.generator()

    def _end_in_time(self, duration_s: float) -> None:
        """The end of the time is the end of the run; a web page stays."""
        super()._end_in_time(duration_s)
        if self.options.headless:
            self.runner.quit()
        else:
            self.runner.stop()

    def _ended(self) -> None:
        if self._seconds is None and self.whole is not None:
            self._seconds = self.whole.now_s()


class Alone(Judge):
    """One process that does it all."""

    _session: Session | None = None

    def _prepare(self) -> Plan:
        self._session = self._make_load(self.plan)
        self.whole = self._session.recorder
        return self.plan

    def finish(self) -> None:
        """Ends its own load."""
        if self._session is not None:
            self._session.finish()
        self._ended()

    def _generator(self) -> Generator:
        return LOST if self._session is None else self._session.figures()


class Master(Judge):
    """Shares out, merges and judges."""

    def __init__(self, environment: Environment, plan: Plan) -> None:
        """Listens to the workers."""
        super().__init__(environment, plan)
        self._finished: set[str] = set()
        self.runner.register_message(FINISHED, self._on_finished)

    def _prepare(self) -> Plan:
        self._finished.clear()
        self.workers = self.options.load_worker_count = self.runner.worker_count
        self.whole = Recorder(self.plan.profile.slice_s)
        return self.plan

    def _end_in_time(self, duration_s: float) -> None:
        """Each worker has begun a little later, and is to make its whole share."""
        gevent.sleep(duration_s)
        self._await_workers()
        super()._end_in_time(0)

    def finish(self) -> None:
        """Ends the workers' load where it has not ended by itself."""
        if self.whole is None:
            return
        if len(self._finished) < self.workers:
            self.runner.send_message(FINISH)
            self._await_workers()
        for missing in range(self.workers - len(self._finished)):
            self.whole.workers[f"lost {missing}"] = LOST
        self._ended()

    def absorb(self, worker: str, data: dict[str, Any]) -> None:
        """Merges what a worker counted."""
        if KEY in data and self.whole is not None:
            self.whole.absorb(worker, data[KEY])

    def _await_workers(self) -> None:
        deadline = time.monotonic() + self.plan.drain_s + _TALK_S
        while len(self._finished) < self.workers and time.monotonic() < deadline:
            gevent.sleep(_LOOK_S)

    def _on_finished(self, msg: Message, **_: object) -> None:
        self.absorb(msg.node_id, {KEY: msg.data})
        self._finished.add(msg.node_id)
