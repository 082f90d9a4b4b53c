"""Where Locust's events meet ours."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gevent
import locust.stats
from locust import events
from locust.runners import WorkerRunner

from workexec_contracts.load.journeys import rehearse
from workexec_contracts.load.launch import PARENT_VARIABLE
from workexec_contracts.problem import Problem

from . import options as ours
from . import tab
from .conduct import Conduct
from .printing import as_text
from .users import Arrivals, weighted

if TYPE_CHECKING:
    from locust.argument_parser import LocustArgumentParser
    from locust.env import Environment

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
    asked: Any = environment.parsed_options
    plan = None
    if not isinstance(environment.runner, WorkerRunner):
        plan = ours.plan_of(asked, profiles)
        asked.load_plan = plan.model_dump_json()
        environment.user_classes = weighted(plan.profile) if plan.model == "closed" else [Arrivals]
        asked.num_users = (asked.num_users or plan.profile.users) if plan.model == "closed" else 1
        asked.spawn_rate = asked.spawn_rate or min(asked.num_users, USERS_A_SECOND)
    rehearse()
    conduct = Conduct(environment, plan)
    _listen(environment, conduct)
    if web_ui is not None:
        tab.add(web_ui, conduct)


def _listen(environment: Environment, conduct: Conduct) -> None:
    on = environment.events
    on.test_start.add_listener(lambda **_: conduct.begin())
    on.test_stopping.add_listener(lambda **_: conduct.finish())
    on.report_to_master.add_listener(lambda data, **_: conduct.report(data))
    on.worker_report.add_listener(lambda client_id, data, **_: conduct.absorb(client_id, data))
    on.quitting.add_listener(lambda **_: _conclude(environment, conduct))
    on.quit.add_listener(lambda **_: _print(conduct))


def _conclude(environment: Environment, conduct: Conduct) -> None:
    """Writes and tells the verdict. A good one is not told: it would hide Locust's own failures."""
    conduct.finish()
    result = conduct.result()
    if result is None:
        return
    if conduct.options.load_result:
        Path(conduct.options.load_result).write_text(result.model_dump_json(), encoding="utf-8")
    environment.process_exit_code = result.exit_code or environment.process_exit_code


def _print(conduct: Conduct) -> None:
    if (result := conduct.result()) is not None:
        print(as_text(result))  # noqa: T201  # below Locust's own tables


def _end_with(parent: int) -> None:
    """Nobody reads what a load test without its parent measures, and it would load the server for ever."""
    while os.getppid() == parent:
        gevent.sleep(_LOOK_S)
    os._exit(1)
