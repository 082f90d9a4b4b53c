"""Experiments over HTTP, in real time: the audited service is triggered, the stubs switched and read."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx2

from workexec_contracts.consumer import token_with
from workexec_contracts.stubs import switches

from .experiments import Ask, Asked, Clear, Expire, Look, Pause, Stage
from .recorded import Traffic
from .triggers import Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from workexec_contracts.stubs.admin import Admin
    from workexec_contracts.stubs.journal import Follower

    from .experiments import Command, Course
    from .experiments.commands import Steps
    from .recorded import Attempt
    from .triggers import Triggers

ASK_S = 180.0
"""How long an answer of the audited service is waited for: four time-outs and their waits."""
FRESH_S = 0.2
"""How old what is known of the journal may be."""


@dataclass
class Journal:
    """All entries of the stubs so far, read when somebody wants to know."""

    follower: Follower
    _traffic: Traffic = field(default_factory=Traffic)
    _read_s: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def traffic(self, older_s: float = FRESH_S) -> Traffic:
        """What the neighbours were asked, at most that old."""
        async with self._lock:
            if time.monotonic() - self._read_s > older_s:
                new = await asyncio.to_thread(lambda: list(self.follower.new()))
                if new:
                    self._traffic = self._traffic.with_more(Traffic.of(new))
                self._read_s = time.monotonic()
            return self._traffic


@dataclass
class Driver:
    """Carries out the commands of plans. `client` has the base URL of the audited service."""

    client: httpx2.AsyncClient
    admin: Admin
    journal: Journal
    triggers: Triggers
    ttl_factor: float | None
    tokens: list[str] = field(default_factory=list)
    """Those that were sent."""

    def __post_init__(self) -> None:
        """A token that is found wherever it goes."""
        self.token = token_with(f"audit:{secrets.token_hex(12)}")
        self.tokens.append(self.token)
        self._admin_lock = asyncio.Lock()

    async def run(self, plan: Steps, course: Course | None = None) -> None:
        """A plan from its beginning to its end; what it measures goes into `course`."""
        told: Any = None
        while True:
            try:
                command = plan.send(told)
            except StopIteration:
                return
            told = await self._carry_out(command, course)

    async def _carry_out(self, command: Command, course: Course | None) -> Any:  # noqa: ANN401  # by the command
        match command:
            case Ask():
                return await self._ask(command, course)
            case Stage() | Clear():
                switch = switches.stage if isinstance(command, Stage) else switches.unstage
                return await self._switch(lambda: switch(self.admin, command.staged))
            case Pause():
                return await asyncio.sleep(command.seconds)
            case Expire():
                return await self._expire(command)
            case Look():
                return await self._look(course)
        return time.time()

    async def _ask(self, ask: Ask, course: Course | None) -> Reply:
        reply = await self._reply(ask)
        if ask.measured and course is not None:
            course.asked.append(Asked(ask.step, reply))
        return reply

    async def _reply(self, ask: Ask) -> Reply:
        traceparent = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
        own = {"token": self.token, "correlation_id": f"audit-{uuid4()}", "traceparent": traceparent}
        sent = self.triggers.request(ask.step, {**ask.values, **own})
        begun_s = time.time()
        try:
            answer = await self.client.request(
                sent.method, sent.target, headers=sent.headers, content=sent.body, timeout=ASK_S
            )
        except httpx2.RequestError as error:
            return Reply(begun_s, time.time(), None, str(error))
        return Reply(begun_s, time.time(), answer.status_code, answer.text)

    async def _switch(self, call: Callable[[], None]) -> None:
        async with self._admin_lock:
            await asyncio.to_thread(call)

    async def _expire(self, expire: Expire) -> float:
        if self.ttl_factor is None:
            return 0.0
        ttl_s = expire.ttl_s / self.ttl_factor
        await asyncio.sleep(ttl_s * expire.share)
        return ttl_s

    async def _look(self, course: Course | None) -> list[Attempt]:
        attempts = (await self.journal.traffic()).attempts
        if course is None:
            return list(attempts)
        course.take(attempts)
        return course.attempts
