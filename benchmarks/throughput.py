"""Our stubs beside the bare one: hello, ours, hello, ours, ... so that a busy machine slows both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

from .cases import HELLO, HELLO_WITH_QUERY, STATIC, Case
from .client import Work
from .figures import Figure, Sample, throughput

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .client import Client, Done
    from .wire import Request

BUSY_MAX = 0.8


@dataclass(frozen=True)
class Server:
    """Where a server listens, and the process whose time is measured, if any."""

    port: int
    pid: int | None = None

    def cpu_s(self) -> float:
        if self.pid is None:
            return 0.0
        times = psutil.Process(self.pid).cpu_times()
        return times.user + times.system


@dataclass(frozen=True)
class Plan:
    rounds: int
    sample_s: float
    warm_up: int
    """Requests before the first sample: to the bare server, and to ours as many of our static answers.

    Java compiles what it runs often, and goes on doing so for some 200,000 requests: what is not warm by
    then is measured as its compiler. The other cases with a goal get a sixteenth each.
    """


@dataclass(frozen=True)
class Measured:
    done: Done
    cpu_us: float


def measure(
    client: Client, bare: Server, ours: Server, cases: Sequence[Case], plan: Plan, say: Callable[[str], None]
) -> list[Figure]:
    """One figure for each case, hello's own first."""
    say(f"{plan.warm_up} requests to warm each server up")
    client.run(Work(bare.port, (HELLO, HELLO_WITH_QUERY), count=plan.warm_up))
    static = [case for case in cases if case.goal == STATIC]
    for case in cases:
        if case.goal:
            count = plan.warm_up // (len(static) if case in static else 16)
            client.run(Work(ours.port, (case.request,), count=count))
    asked = [(bare, Case("hello with a query", HELLO_WITH_QUERY)), *((ours, case) for case in cases)]
    samples: dict[str, list[Sample]] = {case.name: [] for _, case in asked}
    hellos = [sample(client, bare, HELLO, plan.sample_s)]
    for number in range(plan.rounds):
        say(f"round {number + 1} of {plan.rounds}")
        for server, case in asked:
            here = sample(client, server, case.request, plan.sample_s)
            hellos.append(sample(client, bare, HELLO, plan.sample_s))
            rates = (here.done.rate, hellos[-2].done.rate, hellos[-1].done.rate)
            samples[case.name].append(Sample(*rates, here.cpu_us))
    own = [Sample(hello.done.rate, hello.done.rate, hello.done.rate, hello.cpu_us) for hello in hellos]
    busy = max(hello.done.busy for hello in hellos)
    assert busy <= BUSY_MAX, f"the load generator used {busy:.0%} of a core: it was measured, not WireMock"
    return [
        throughput("hello: bare stub, own process", own, None),
        *(throughput(case.name, samples[case.name], case.goal) for _, case in asked),
    ]


def sample(client: Client, server: Server, request: Request, seconds: float) -> Measured:
    used = server.cpu_s()
    done = client.run(Work(server.port, (request,), seconds))
    used = server.cpu_s() - used
    return Measured(done, used / done.answers * 1e6 if done.answers else 0.0)
