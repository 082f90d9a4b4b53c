"""An audit in real time: a walk through the service while all is well, then all experiments at once."""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx2

from workexec_contracts.stubs import switches
from workexec_contracts.stubs.admin import Admin
from workexec_contracts.stubs.journal import Follower
from workexec_contracts.verdict import EXIT, Verdict, worst

from .claims import judge_log
from .driver import Driver, Journal
from .errors import Unreachable, WrongUsage
from .events import AuditFinished, AuditStarted, ExperimentFinished, Ruled
from .experiments import Course, Experiment, Plan, Walk, experiments, walk
from .files import lines_of
from .judging import TOLERANCE, Evidence, judged
from .lag import Lag
from .recorded import OPERATIONS, Traffic
from .triggers import REFERENCE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from workexec_contracts.policy import Tolerance

    from .events import Event
    from .ruling import Ruling
    from .triggers import Triggers

JOURNAL = 20_000
"""Entries that stubs of ours remember during an audit."""
AT_ONCE = 8
"""Experiments that prepare and begin at the same time; those that wait do not count."""
BEGIN_S = 0.25
SILENT = (
    "no request reached the stubs: configure the audited service with their base URLs "
    "(wxc audit run prints them), and trigger steps that call a neighbour"
)


@dataclass(frozen=True)
class Setting:
    """What is audited, and how."""

    trigger_url: str
    stubs_url: str
    triggers: Triggers = REFERENCE
    plan: Plan = Plan.FULL
    only: frozenset[str] = frozenset()
    tolerance: Tolerance = TOLERANCE
    ttl_factor: float | None = None
    log: Path | None = None
    reachable: bool = False
    run: str = field(default_factory=lambda: secrets.token_hex(3))
    """Tells the ids of this audit from those of others."""


class Auditor:
    """One audit. Its events must all be taken."""

    def __init__(self, setting: Setting) -> None:
        """Raises WrongUsage for an integration that there is not."""
        known = {name for operation, (domain, _) in OPERATIONS.items() for name in (operation, domain.name)}
        unknown = sorted(setting.only - known)
        if unknown:
            expected = f"one of {', '.join(sorted(known))}"
            raise WrongUsage(
                f"no integration is called {', '.join(unknown)}", "--only", expected, "name one of them"
            )
        self._setting = setting
        self.evidence = Evidence()

    async def events(self) -> AsyncIterator[Event]:
        """Runs it. Raises Unreachable, or AdminError where the stubs do not answer."""
        setting, begun_s = self._setting, time.monotonic()
        yield started(setting.triggers.service, setting.trigger_url, setting.plan, setting)
        lag = Lag()
        with Admin(setting.stubs_url) as admin, _unstaged(admin):
            journal = Journal(Follower(admin, JOURNAL))
            async with httpx2.AsyncClient(base_url=setting.trigger_url, trust_env=False) as client:
                driver = Driver(client, admin, journal, setting.triggers, setting.ttl_factor)
                await self._reach(client)
                async with lag.measured():
                    await self._walk(driver)
                    if (await journal.traffic(0)).attempts:
                        async for event in self._experiments(driver):
                            yield event
            self.evidence.traffic = await journal.traffic(0)
            lost = journal.follower.lost
        if setting.log is not None:
            self.evidence.log = judge_log(lines_of(setting.log), driver.tokens)
        reason = "the journal forgot requests before they were read" if lost else ""
        ruled = self._ruled(lag.worst_s)
        for ruling in ruled:
            yield Ruled(ruling=ruling)
        yield finished(self.evidence, ruled, begun_s, reason, lag.worst_s)

    def _ruled(self, lag_s: float) -> tuple[Ruling, ...]:
        setting, usual = self._setting, self._setting.tolerance
        if not has_any(self.evidence.traffic):
            return ()
        tolerance = replace(usual, late_s=usual.late_s + lag_s, timeout_s=usual.timeout_s + lag_s)
        return judged(self.evidence, tolerance, reachable=setting.reachable)

    async def _reach(self, client: httpx2.AsyncClient) -> None:
        try:
            await client.get("/")
        except httpx2.TransportError as error:
            raise Unreachable(
                f"the audited service does not answer: {error}",
                self._setting.trigger_url,
                "a running service",
                "start it, configured with the stubs' base URLs, or name another --trigger-url",
            ) from error

    async def _walk(self, driver: Driver) -> None:
        if self._setting.only:
            await self._touch(driver)
            return
        self.evidence.walk = came = Walk()
        operation = next(iter(OPERATIONS.values()))[1]
        await driver.run(walk(self._setting.triggers, operation, 0, self._setting.run, came))

    async def _touch(self, driver: Driver) -> None:
        """Where only some integrations are audited, the first step that calls anybody."""
        came = Walk()
        first = next((one for one in self._setting.triggers.steps.values() if one.operations), None)
        if first is not None:
            alone = self._setting.triggers.model_copy(update={"steps": {first.name: first}})
            operation = OPERATIONS[first.operations[0]][1]
            await driver.run(walk(alone, operation, 0, self._setting.run, came))

    async def _experiments(self, driver: Driver) -> AsyncIterator[ExperimentFinished]:
        setting = self._setting
        planned = list(experiments(setting.triggers, setting.plan, setting.run, setting.only))
        self.evidence.missing = [one for one in planned if not isinstance(one, Experiment)]
        chosen = [one for one in planned if isinstance(one, Experiment)]
        gate = asyncio.Semaphore(AT_ONCE)
        tasks = [asyncio.create_task(self._experiment(driver, one, gate)) for one in chosen]
        try:
            for done in asyncio.as_completed(tasks):
                course, seconds = await done
                self.evidence.courses.append(course)
                experiment = course.experiment
                if experiment is not None:
                    yield ExperimentFinished(
                        number=len(self.evidence.courses),
                        of=len(chosen),
                        name=experiment.name,
                        seconds=round(seconds, 3),
                        problem=course.problem,
                    )
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _experiment(
        self, driver: Driver, experiment: Experiment, gate: asyncio.Semaphore
    ) -> tuple[Course, float]:
        course = Course(experiment)
        async with gate:
            begun_s = time.monotonic()
            running = asyncio.create_task(driver.run(experiment.run(driver.triggers, course), course))
            while not running.done() and not (course.asked or course.scope):
                await asyncio.wait({running}, timeout=BEGIN_S)
        await running
        return course, time.monotonic() - begun_s


@contextmanager
def _unstaged(admin: Admin) -> Iterator[None]:
    """What an audit has staged does not outlive it. Raises WrongUsage where the stubs are switched."""
    if switched := switches.state(admin):
        raise WrongUsage(
            f"the stubs are switched: {', '.join(f'{name} {mode}' for name, mode in switched.items())}",
            admin.url,
            "stubs that answer ordinarily until the audit makes them misbehave",
            f"wxc switch all ok --url {admin.url}",
        )
    try:
        yield
    finally:
        switches.unstage_all(admin)


def started(service: str, source: str, plan: str, setting: Setting | None = None) -> AuditStarted:
    """The event before anything else."""
    tolerance = setting.tolerance if setting else TOLERANCE
    return AuditStarted(
        service=service,
        source=source,
        plan=plan,
        early_s=tolerance.early_s,
        late_s=tolerance.late_s,
        timeout_s=tolerance.timeout_s,
        ttl_factor=setting.ttl_factor if setting else None,
        at=now(),
    )


def has_any(traffic: Traffic) -> bool:
    """Whether the neighbours were asked at all."""
    return bool(traffic.attempts or traffic.strangers)


def finished(
    evidence: Evidence, found: tuple[Ruling, ...], begun_s: float, reason: str, lag_s: float = 0.0
) -> AuditFinished:
    """The verdict; unknown where nothing was asked, whatever else there is."""
    why = reason or ("" if evidence.traffic.attempts else SILENT)
    verdict = worst([*(one.verdict for one in found), *([Verdict.UNKNOWN] if why else [])])
    return AuditFinished(
        verdict=verdict,
        exit_code=EXIT[verdict],
        requests=len(evidence.traffic.attempts) + len(evidence.traffic.strangers),
        experiments=len(evidence.courses),
        lag_s=round(lag_s, 3),
        reason=why,
        seconds=round(time.monotonic() - begun_s, 3),
        at=now(),
    )


def now() -> str:
    """RFC 3339."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
