"""Where Locust's events meet ours."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import gevent
import locust.stats
from locust import events
from locust.runners import MasterRunner, WorkerRunner

from workexec_contracts.load.journeys import rehearse
from workexec_contracts.load.order import PARENT_VARIABLE
from workexec_contracts.problem import Problem

from . import options as ours
from . import tab
from .judge import Alone, Master
from .printing import as_text
from .users import Arrivals, weighted
from .worker import Worker

if TYPE_CHECKING:
    from pathlib import Path

    from locust.argument_parser import LocustArgumentParser
    from locust.env import Environment

    from workexec_contracts.load.plan import Plan

    from .judge import Judge
    from .part import Part

USERS_A_SECOND = 100
"""More at a time troubles Locust."""
_LOOK_S = 0.5
_WRONG_USAGE = 2


def install(profiles: Path) -> None:
    """Listens to Locust, with the profiles of that folder."""
    if parent := os.environ.get(PARENT_VARIABLE):
        gevent.spawn(_end_with, int(parent))  # at once: a worker that looks for its master gets no event
    locust.stats.bucket_response_time = _unrounded  # a p95 of 2,049 ms is no p95 of 2,000 ms

    @events.init_command_line_parser.add_listener
    def _options(parser: LocustArgumentParser) -> None:
        ours.add(parser, profiles)

    @events.init.add_listener
    def _init(environment: Environment, **more: Any) -> None:  # noqa: ANN401  # Locust's own
        try:
            _prepared(environment, profiles, more.get("web_ui"))
        except Problem as problem:
            print(f"locust: {problem}", file=sys.stderr)  # noqa: T201  # told as `wxc` tells it
            sys.exit(_WRONG_USAGE)


def _unrounded(response_time: float) -> int:
    return round(response_time)


def _prepared(environment: Environment, profiles: Path, web_ui: Any) -> None:  # noqa: ANN401  # Locust's own
    rehearse()
    if isinstance(environment.runner, WorkerRunner):
        _listen(environment, Worker(environment))
        return
    asked: Any = environment.parsed_options
    plan = ours.plan_of(asked, profiles)
    _configure(environment, plan)
    role = Master if isinstance(environment.runner, MasterRunner) else Alone
    judge = role(environment, plan)
    _listen(environment, judge)
    environment.events.quitting.add_listener(lambda **_: _conclude(environment, judge))
    environment.events.quit.add_listener(lambda **_: _print(judge))
    if web_ui is not None:
        tab.add(web_ui, judge)


def _configure(environment: Environment, plan: Plan) -> None:
    """The plan goes to the workers with the options; the users are those of its model."""
    asked: Any = environment.parsed_options
    asked.load_plan = plan.model_dump_json()
    closed = plan.model == "closed"
    environment.user_classes = weighted(plan.profile) if closed else [Arrivals]
    asked.num_users = (asked.num_users or plan.profile.users) if closed else 1
    asked.spawn_rate = asked.spawn_rate or min(asked.num_users, USERS_A_SECOND)


def _listen(environment: Environment, part: Part) -> None:
    on = environment.events
    on.test_start.add_listener(lambda **_: part.begin())
    on.test_stopping.add_listener(lambda **_: part.finish())
    on.report_to_master.add_listener(lambda data, **_: part.report(data))
    on.worker_report.add_listener(lambda client_id, data, **_: part.absorb(client_id, data))


def _conclude(environment: Environment, judge: Judge) -> None:
    """Writes and tells the verdict. A good one is not told: it would hide Locust's own failures."""
    judge.finish()
    if (result := judge.result()) is None:
        return
    judge.write(result)
    environment.process_exit_code = result.exit_code or environment.process_exit_code


def _print(judge: Judge) -> None:
    if (result := judge.result()) is not None:
        print(as_text(result))  # noqa: T201  # below Locust's own tables


def _end_with(parent: int) -> None:
    """Nobody reads what a load test without its parent measures, and it would load the server for ever."""
    while os.getppid() == parent:
        gevent.sleep(_LOOK_S)
    os._exit(1)
