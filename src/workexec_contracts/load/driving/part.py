"""What one of Locust's processes does for a test: it begins, ends in time, and hands over what it counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gevent

from . import running
from .connections import Connections
from .session import Session

if TYPE_CHECKING:
    from locust.env import Environment

    from workexec_contracts.load.plan import Plan
    from workexec_contracts.load.result import LoadResult

FINISH, FINISHED = "workexec-finish", "workexec-finished"
"""Messages: of the master, that the test is to end now; of a worker, that its share is done."""


class Part:
    """The master, a worker, or a process alone."""

    def __init__(self, environment: Environment) -> None:
        """Nothing runs yet."""
        self.environment = environment
        self.runner: Any = environment.runner
        self._timer: Any = None

    @property
    def options(self) -> Any:  # noqa: ANN401  # a namespace of Locust's and our own options
        """What was asked for."""
        return self.environment.parsed_options

    def begin(self) -> None:
        """A test starts; it ends after its duration, unless somebody ends it before."""
        plan = self._prepare()
        if self._timer is not None:
            self._timer.kill(block=False)  # that of a test which was stopped before its time
        self._timer = gevent.spawn(self._end_in_time, plan.profile.duration_s)

    def finish(self) -> None:
        """The test ends now; returns when all is counted. May be told several times."""
        raise NotImplementedError

    def report(self, data: dict[str, Any]) -> None:
        """What goes with a worker's regular report to its master."""

    def absorb(self, worker: str, data: dict[str, Any]) -> None:
        """What came with it."""

    def result(self) -> LoadResult | None:
        """The verdicts so far; None where there are none, as in a worker."""
        return None

    def _prepare(self) -> Plan:
        raise NotImplementedError

    def _end_in_time(self, duration_s: float) -> None:
        gevent.sleep(duration_s)
        self.finish()

    def _make_load(self, plan: Plan, worker: int = 0, workers: int = 1) -> Session:
        """This process's share."""
        connections = Connections(self.environment.host or "")
        fire = self.environment.events.request.fire
        session = Session(plan, connections, self.options.load_token, fire, worker, workers)
        running.begin(session)
        session.start()
        return session
