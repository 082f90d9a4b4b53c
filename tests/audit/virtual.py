"""The reference WorkExec, or a faulty one, audited without a socket and under virtual time.

The same experiments and the same judge; the neighbours keep a journal as WireMock does.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote
from uuid import uuid4

from workexec_contracts.audit import Evidence, Plan
from workexec_contracts.audit.experiments import (
    Ask,
    Asked,
    Clear,
    Course,
    Experiment,
    Expire,
    Look,
    Now,
    Pause,
    Stage,
    Walk,
    experiments,
    walk,
)
from workexec_contracts.audit.recorded import OPERATIONS, Traffic, read
from workexec_contracts.audit.triggers import REFERENCE, Reply
from workexec_contracts.consumer import ROUTES, Composer, Raw, seed, token_with
from workexec_contracts.consumer.caller import caller
from workexec_contracts.contracts.vocabulary import Outcome, json_default
from workexec_contracts.policy import Answered, Unanswered
from workexec_contracts.providers import Call, Neighbours, State
from workexec_contracts.simulation.chance import Chance
from workexec_contracts.simulation.clock import Clock, micros
from workexec_contracts.simulation.deaths import Deaths
from workexec_contracts.simulation.history import History
from workexec_contracts.simulation.identity import Names
from workexec_contracts.simulation.memory import MemoryStore
from workexec_contracts.simulation.process import WorkExec
from workexec_contracts.simulation.quiet import quiet
from workexec_contracts.simulation.scheduler import Scheduler
from workexec_contracts.switching import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.audit.experiments import Command
    from workexec_contracts.audit.experiments.commands import Steps
    from workexec_contracts.audit.recorded import Attempt
    from workexec_contracts.simulation.network import Parcel
    from workexec_contracts.switching import Staged

Entry = dict[str, Any]
LATENCY_US = 5_000
LONGEST_S = 100_000.0
RUN = "virtual"


@dataclass
class Neighbourhood:
    """The reference providers, what is staged for them, and the journal of all that they were asked."""

    scheduler: Scheduler
    neighbours: Neighbours
    entries: list[Entry] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    staged: list[tuple[Staged, list[int]]] = field(default_factory=list)
    life: int = 0

    def send(self, parcel: Parcel, _attempt: int) -> None:
        """As the simulation's network: `parcel.done` hears what came of it."""
        self.scheduler.after(LATENCY_US, partial(self._arrive, parcel))

    def _arrive(self, parcel: Parcel) -> None:
        exchange, now_us = parcel.exchange, self.scheduler.clock.now_us
        request = {
            "method": exchange.operation.method,
            "url": exchange.target,
            "headers": dict(parcel.headers),
            "body": (exchange.body or b"").decode(),
            "loggedDate": now_us / 1000,
        }
        entry: Entry = {"request": request, "response": {"status": 0}, "timing": {"totalTime": 0}}
        seen = read(entry)
        mishap, delay_s = self._mishap(seen) if seen is not None else (None, 0.0)
        if isinstance(mishap, Fault) and mishap is not Fault.SLOW:
            entry["response"] = {"fault": mishap.value}
            self._keep(entry)
            self._end(parcel, Outcome.CONNECTION_FAILED, LATENCY_US)
            return
        status, body = self._answer(parcel, mishap)
        entry["response"] = {"status": status}
        entry["timing"] = {"totalTime": delay_s * 1000}
        self._keep(entry)
        back_us = LATENCY_US + micros(delay_s)
        due_us = parcel.sent_us + micros(parcel.timeout_s)
        if now_us + back_us > due_us:
            self._end(parcel, Outcome.TIMED_OUT, max(0, due_us - now_us))
        else:
            self.scheduler.after(back_us, partial(self._heard, parcel, status, body))

    def _keep(self, entry: Entry) -> None:
        self.entries.append(entry)
        seen = read(entry)
        if seen is not None:
            self.attempts.append(seen)  # type: ignore[arg-type]  # a client of the contracts knows no other

    def _mishap(self, seen: Any) -> tuple[int | Fault | None, float]:
        for staged, count in self.staged:
            if staged.operation_id == seen.operation and seen.is_of(staged.scope):
                at = count[0]
                count[0] += 1
                if at < len(staged.mishaps):
                    mishap = staged.mishaps[at]
                    return mishap, staged.delay_s if mishap is Fault.SLOW else 0.0
                if staged.forever:
                    return staged.mishaps[-1], 0.0
        return None, 0.0

    def _answer(self, parcel: Parcel, mishap: int | Fault | None) -> tuple[int, Raw]:
        if isinstance(mishap, int):
            told = {"code": f"STAGED_{mishap}", "message": "staged", "correlationId": "x"}
            return mishap, Raw(mishap, {}, json.dumps(told).encode())
        exchange = parcel.exchange
        path, _, query = exchange.target.partition("?")
        sent = {name.lower(): value for name, value in parcel.headers.items()}
        content = exchange.body or b""
        call = Call(exchange.operation.method, path, dict(parse_qsl(query)), sent, content, query)
        reply = self.neighbours.handle(call)
        body = json.dumps(reply.body, default=json_default).encode()
        return reply.status, Raw(reply.status, reply.headers, body)

    def _end(self, parcel: Parcel, outcome: Outcome, after_us: int) -> None:
        self.scheduler.after(after_us, lambda: parcel.done(Unanswered(outcome, self.scheduler.clock.now_s)))

    def _heard(self, parcel: Parcel, status: int, raw: Raw) -> None:
        parcel.done(Answered(status, self.scheduler.clock.now_s, raw))


class Rig:
    """One audit under virtual time."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.scheduler = Scheduler(self.clock)
        names = Names(Chance(7))
        self.neighbourhood = Neighbourhood(self.scheduler, Neighbours(State.fresh(self.clock.wall)))
        self.workexec = WorkExec(
            self.scheduler,
            self.neighbourhood,  # type: ignore[arg-type]  # it carries parcels as a Network does
            MemoryStore(),
            History(0),
            names,
            Composer(self.clock.wall, names.uuid),
            names.identity(token_with()),
            Deaths({}),
            lambda _workorder_id: 0,
            lambda _order, _count: None,
        )
        seed(self.workexec.shop)
        self.over: list[Course] = []

    # --- plans

    def begin(self, plan: Steps, course: Course | None, done: Callable[[], None]) -> None:
        """Runs a plan from now on."""
        self._go_on(plan, course, done, None)

    def _go_on(self, plan: Steps, course: Course | None, done: Callable[[], None], told: Any) -> None:
        while True:
            try:
                command = plan.send(told)
            except StopIteration:
                done()
                return
            later = partial(self._go_on, plan, course, done)
            if self._waits(command, course, later):
                return
            told = self._told(command, course)

    def _waits(self, command: Command, course: Course | None, later: Callable[[Any], None]) -> bool:
        """Whether the plan goes on later."""
        if isinstance(command, Ask):
            self._ask(command, course, later)
        elif isinstance(command, Pause):
            self.scheduler.after(micros(command.seconds), partial(later, None))
        elif isinstance(command, Expire):
            self.scheduler.after(micros(command.ttl_s * command.share), partial(later, command.ttl_s))
        else:
            return False
        return True

    def _told(self, command: Command, course: Course | None) -> Any:
        staged = self.neighbourhood.staged
        if isinstance(command, Stage):
            staged.append((command.staged, [0]))
        elif isinstance(command, Clear):
            staged[:] = [one for one in staged if one[0] is not command.staged]
        elif isinstance(command, Look):
            if course is None:
                return self.neighbourhood.attempts
            course.take(self.neighbourhood.attempts)
            return course.attempts
        elif isinstance(command, Now):
            return self.clock.now_s
        return None

    # --- the audited service

    def _ask(self, ask: Ask, course: Course | None, later: Callable[[Any], None]) -> None:
        trace = f"00-{uuid4().hex}-{uuid4().hex[:16]}-01"
        values = {**ask.values, "token": token_with(), "correlation_id": f"c-{uuid4()}", "traceparent": trace}
        sent = REFERENCE.request(ask.step, values)
        begun_s = self.clock.now_s

        def answered(status: int | None, body: Any) -> None:
            text = json.dumps(body, default=str)
            reply = Reply(begun_s, self.clock.now_s, status, text)
            if ask.measured and course is not None:
                course.asked.append(Asked(ask.step, reply))
            later(reply)

        if sent.target.startswith("/__replay/"):
            letter = self.workexec.store.letter(sent.target.rpartition("/")[2])
            if letter is None or letter.standing != "dead":
                answered(404, {})
                return
            self.workexec.replay(
                letter, lambda one: answered(200 if one.standing == "acknowledged" else 503, {})
            )
            return
        name, given = _route(sent.method, sent.target)
        identity = caller({key.lower(): value for key, value in sent.headers.items()})
        assert identity is not None
        _, _, query = sent.target.partition("?")
        body = json.loads(sent.body) if sent.body else dict(parse_qsl(query))
        self.workexec.ask(
            0,
            name,
            given,
            body,
            identity,
            lambda answer: answered(answer.status, answer.body) if answer else answered(None, {}),
        )

    # --- the whole

    def audit(self, plan: Plan = Plan.FULL, only: frozenset[str] = frozenset()) -> Evidence:
        """A walk, then every experiment at once."""
        evidence, came = Evidence(), Walk()
        with quiet():
            if not only:
                operation = next(iter(OPERATIONS.values()))[1]
                walked: list[bool] = []
                self.begin(walk(REFERENCE, operation, 0, RUN, came), None, lambda: walked.append(True))
                self.scheduler.run(self.clock.now_us + micros(LONGEST_S))
                assert walked
                evidence.walk = came
            for one in experiments(REFERENCE, plan, RUN, only):
                if isinstance(one, Experiment):
                    course = Course(one)
                    evidence.courses.append(course)
                    self.begin(one.run(REFERENCE, course), course, partial(self.over.append, course))
                else:
                    evidence.missing.append(one)
            self.scheduler.run(self.clock.now_us + micros(LONGEST_S))
        evidence.traffic = Traffic.of(self.neighbourhood.entries)
        return evidence


def _route(method: str, target: str) -> tuple[str, dict[str, str]]:
    path = target.partition("?")[0]
    for route in ROUTES:
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(route.path))
        found = re.fullmatch(pattern, path)
        if found and route.method == method:
            return f"{route.method} {route.path}", {k: unquote(v) for k, v in found.groupdict().items()}
    raise AssertionError(f"{method} {target} is no route")
