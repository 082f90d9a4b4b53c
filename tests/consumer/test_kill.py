"""The reference WorkExec is killed again and again while its neighbours fail and answer late."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from workexec_contracts.consumer import Standing, Store, token_with
from workexec_contracts.contracts.audit import create_audit_event
from workexec_contracts.providers import App, Server
from workexec_contracts.stubs.process.port import free

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 22
DELIVERIES = 1_000
WORKORDERS = 40
CALLERS = 8
TOKEN = {"Authorization": f"Bearer {token_with()}"}
SEED = 20260125


class Flaky(App):
    """Of the events, some are refused with 503 and some have their effect but not their answer."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.chance = random.Random(seed)  # noqa: S311  # no secret
        self.on = True

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401  # of ASGI
        lot = self.chance.random() if self.on and scope["path"].endswith("/events") else 1.0
        if scope["path"] == create_audit_event.path or lot >= 0.1:
            await super().__call__(scope, receive, send)
            return
        if lot < 0.05:  # the effect, but a gateway gives up on its answer

            async def lost(_message: Any) -> None:  # noqa: ANN401  # of ASGI
                pass

            await super().__call__(scope, receive, lost)
        status = 504 if lot < 0.05 else 503
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@dataclass
class WorkExec:
    """One process after another on the same port, over the same store."""

    store: Path
    neighbours: str
    port: int = field(default_factory=free)
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "workexec_contracts", "workexec", "serve", "--format", "json"]
        more = ["--neighbours", self.neighbours, "--store", str(self.store), "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, *more], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline(), "WorkExec did not come up"

    def end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            assert self.process.stdout is not None
            self.process.stdout.close()


def approved(workexec: WorkExec, number: int) -> str:
    """A work order of its own."""
    estimates = f"{workexec.url}/api/v1/workexec/estimates"
    body = {"customerId": "CUST-001", "vehicleId": "VEH-001"}
    made = httpx2.post(estimates, json=body, headers=TOKEN).json()["estimateId"]
    decided = httpx2.post(f"{estimates}/{made}/approve", json={"userId": f"U-{number}"}, headers=TOKEN)
    return str(decided.json()["workorderId"])


@dataclass
class Caller:
    """A shop that works on without pause, and remembers what WorkExec accepted."""

    workexec: WorkExec
    workorders: list[str]
    seed: int
    accepted: list[str] = field(default_factory=list)

    def work(self, stop: threading.Event) -> None:
        chance = random.Random(self.seed)  # noqa: S311  # no secret
        with httpx2.Client(base_url=self.workexec.url, headers=TOKEN, timeout=60, trust_env=False) as client:
            turn = 0
            while not stop.is_set():
                turn += 1
                try:
                    answer = self.step(client, chance.choice(self.workorders), turn)
                except httpx2.TransportError:
                    time.sleep(0.02)  # killed; the next one comes
                    continue
                if answer.is_success:
                    self.accepted += [told["eventId"] for told in answer.json().get("events", ())]

    def step(self, client: httpx2.Client, workorder: str, turn: int) -> httpx2.Response:
        path = f"/api/v1/workorder/{workorder}"
        if turn % 4:
            status = "WORK_IN_PROGRESS" if turn % 2 else "AWAITING_PARTS"
            who = {"changedBy": "TECH-001", "technicianId": "TECH-001", "appointmentId": "APT-001"}
            return client.put(f"{path}/status", json={"status": status, **who})
        session = {
            "workSessionId": f"SESSION-{self.seed}-{turn}",
            "personId": "TECH-001",
            "startTime": "2026-01-25T08:00:00Z",
            "endTime": "2026-01-25T12:30:00Z",
            "billableMinutes": 240,
        }
        return client.post(f"{path}/sessions", json=session)


@pytest.fixture
def flaky() -> Flaky:
    return Flaky(SEED)


def test_no_kill_loses_an_accepted_event_or_doubles_an_effect(tmp_path: Path, flaky: Flaky) -> None:
    chance = random.Random(SEED)  # noqa: S311  # no secret
    stop = threading.Event()
    with Server(flaky) as neighbours:
        workexec = WorkExec(tmp_path / "store.sqlite", neighbours.url)
        try:
            workexec.start()
            workorders = [approved(workexec, number) for number in range(WORKORDERS)]
            callers = [Caller(workexec, workorders[at::CALLERS], at) for at in range(CALLERS)]
            with ThreadPoolExecutor(CALLERS) as pool:
                working = [pool.submit(caller.work, stop) for caller in callers]
                try:
                    kill_and_restart(workexec, chance)
                    until(lambda: sum(len(caller.accepted) for caller in callers) >= DELIVERIES)
                finally:
                    stop.set()
                [done.result() for done in working]
            flaky.on = False
            workexec.end(signal.SIGKILL)
            workexec.start()
            until(lambda: not Store(workexec.store).letters(Standing.PENDING))
        finally:
            workexec.end(signal.SIGINT)
        assert replay(workexec) == 0
    check(workexec, flaky, {event_id for caller in callers for event_id in caller.accepted})


def kill_and_restart(workexec: WorkExec, chance: random.Random) -> None:
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.05, 0.6))
        workexec.end(signal.SIGKILL)
        workexec.start()


def until(holds: Any, seconds: float = 120) -> None:  # noqa: ANN401  # a callable of no arguments
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.05)


def replay(workexec: WorkExec) -> int:
    """What was given up meanwhile is delivered by the command for it."""
    command = [sys.executable, "-m", "workexec_contracts", "deadletters", "replay", "--all", "--neighbours"]
    done = subprocess.run([*command, workexec.neighbours, "--store", str(workexec.store)], check=False)
    return done.returncode


def check(workexec: WorkExec, flaky: Flaky, accepted: set[str]) -> None:
    letters = {letter.id: letter for letter in Store(workexec.store).letters()}
    remembered = {key for path, key in flaky.neighbours.state.remembered if path != create_audit_event.path}
    effects = Counter(event["id"] for event in flaky.neighbours.state.published)
    assert len(accepted) >= DELIVERIES
    assert accepted <= letters.keys(), "an accepted event is gone"
    assert {letter.standing for letter in letters.values()} == {Standing.ACKNOWLEDGED}
    assert remembered == letters.keys(), json.dumps(sorted(remembered ^ letters.keys()))
    assert set(effects.values()) == {1}, [event_id for event_id, times in effects.items() if times > 1]
