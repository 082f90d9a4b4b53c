"""One request, made by a bare Locust user and by ours; `benchmarks/generator.py` runs either alone.

Ours makes it ten times in a journey, as many calls as the service advisor's has, with all that a call costs:
policy, both clocks, three events for Locust's own tables.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from locust import FastHttpUser, User, constant, events, task

from workexec_contracts.load import Constant, Journey, Plan, Profile
from workexec_contracts.load.driving import running
from workexec_contracts.load.driving.connections import Connections
from workexec_contracts.load.driving.options import ANY_TOKEN
from workexec_contracts.load.driving.session import Session
from workexec_contracts.load.journeys import JOURNEYS, Visit
from workexec_contracts.load.request import Trail

if TYPE_CHECKING:
    from locust.env import Environment

CALLS = 10
PAUSE_S = float(os.environ["BENCHMARK_PAUSE_S"])
RESULT = Path(os.environ["BENCHMARK_RESULT"])
OPERATION, CUSTOMER = "getCustomer", {"customerId": "CUST-001"}
PLAN = Plan(
    profile=Profile(
        title="benchmark",
        duration_s=3600,
        slice_s=1,
        arrivals=Constant(rate_hz=1),
        users=1,
        journeys={Journey.SERVICE_ADVISOR: 1},
        think_s=0,
    ),
    model="closed",
    seed="benchmark",
)


class Bare(FastHttpUser):
    """Locust's fast user."""

    wait_time = constant(PAUSE_S)

    def on_start(self) -> None:
        request = Trail().get(OPERATION, **CUSTOMER)
        self.target = request.target
        self.sent = {
            "Authorization": f"Bearer {ANY_TOKEN}",
            "traceparent": request.traceparent(),
            **dict(request.headers),
        }

    @task
    def ask(self) -> None:
        self.client.get(self.target, headers=self.sent, name=OPERATION)


class Ours(User):
    """A user of the closed model."""

    wait_time = constant(PAUSE_S)

    @task
    def ask(self) -> None:
        running.session().one(Journey.SERVICE_ADVISOR)


def journey(visit: Visit) -> Any:  # noqa: ANN401  # a generator, as all journeys are
    """The same request again and again."""
    for _ in range(CALLS if not PAUSE_S else 1):
        yield visit.trail.get(OPERATION, **CUSTOMER)
    return True


JOURNEYS[Journey.SERVICE_ADVISOR] = journey
before: dict[str, float] = {}


@events.test_start.add_listener
def begin(environment: Environment, **_: object) -> None:
    connections = Connections(environment.host or "")
    running.begin(Session(PLAN, connections, ANY_TOKEN, environment.events.request.fire))
    before.update(cpu_s=time.process_time(), rss=psutil.Process().memory_info().rss)


@events.test_stopping.add_listener
def end(environment: Environment, **_: object) -> None:
    counted = {kind: entry for (_, kind), entry in environment.stats.entries.items()}
    asked = counted.get("ATTEMPT") or counted["GET"]
    told = {
        "requests": asked.num_requests,
        "failures": asked.num_failures,
        "cpu_s": time.process_time() - before["cpu_s"],
        "memory_mb": (psutil.Process().memory_info().rss - before["rss"]) / 1e6,
    }
    RESULT.write_text(json.dumps(told), encoding="utf-8")
