"""Our stubs beside the bare one: hello, ours, hello, ours, ... so that a busy machine slows both."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """One figure for each case, hello's own first, and at the end one of a server that has answered them all.

    A case is measured before the next is asked for at all: Java compiles what is static for itself alone,
    and is a tenth slower at it once bodies were posted, too. The bare server has but its own to answer.
    """
    say(f"{plan.warm_up} requests to warm each server up")
    client.run(Work(bare.port, (HELLO, HELLO_WITH_QUERY), count=plan.warm_up))
    static = [case for case in cases if case.goal == STATIC]
    for case in static:
        client.run(Work(ours.port, (case.request,), count=plan.warm_up // len(static)))
    hellos = [sample(client, bare, HELLO, plan.sample_s)]

    def taken(server: Server, case: Case) -> Figure:
        say(case.name)
        samples = []
        for _ in range(plan.rounds):
            here = sample(client, server, case.request, plan.sample_s)
            hellos.append(sample(client, bare, HELLO, plan.sample_s))
            rates = (here.done.rate, hellos[-2].done.rate, hellos[-1].done.rate)
            samples.append(Sample(*rates, here.cpu_us))
        return throughput(case.name, samples, case.goal)

    figures = [taken(bare, Case("hello with a query", HELLO_WITH_QUERY))]
    for case in cases:
        if case.goal and case not in static:
            client.run(Work(ours.port, (case.request,), count=plan.warm_up // 16))
        figures.append(taken(ours, case))
    figures += [taken(ours, replace(case, name=f"{case.name}, at last", goal=None)) for case in static[:1]]
    own = [Sample(hello.done.rate, hello.done.rate, hello.done.rate, hello.cpu_us) for hello in hellos]
    busy = max(hello.done.busy for hello in hellos)
    assert busy <= BUSY_MAX, f"the load generator used {busy:.0%} of a core: it was measured, not WireMock"
    return [throughput("hello: bare stub, own process", own, None), *figures]


def sample(client: Client, server: Server, request: Request, seconds: float) -> Measured:
    used = server.cpu_s()
    done = client.run(Work(server.port, (request,), seconds))
    used = server.cpu_s() - used
    return Measured(done, used / done.answers * 1e6 if done.answers else 0.0)
