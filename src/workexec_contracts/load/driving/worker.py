"""A worker makes its share, and tells the master what it counted: the difference with every report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workexec_contracts.load.plan import Plan

from .part import FINISH, FINISHED, Part
from .recorder import KEY

if TYPE_CHECKING:
    from locust.env import Environment

    from .session import Session


class Worker(Part):
    """Knows the plan when the master starts the test."""

    def __init__(self, environment: Environment) -> None:
        """Listens to the master."""
        super().__init__(environment)
        self._session: Session | None = None
        self.runner.register_message(FINISH, lambda **_: self.finish(), concurrent=True)

    def _prepare(self) -> Plan:
        plan = Plan.model_validate_json(self.options.load_plan)
        self._session = self._make_load(plan, self.runner.worker_index, self.options.load_worker_count)
        return plan

    def finish(self) -> None:
        """Ends its share, and tells the rest."""
        session = self._session
        if session is not None and not session.over:
            session.finish()
            self.runner.send_message(FINISHED, session.recorder.delta(session.figures()))

    def report(self, data: dict[str, Any]) -> None:
        """The difference to the last report; what is counted from the end on goes with the last message."""
        session = self._session
        if session is not None and not session.over:
            data[KEY] = session.recorder.delta(session.figures())
