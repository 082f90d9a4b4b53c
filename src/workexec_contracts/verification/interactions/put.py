"""Puts interactions to the target, one after the other, and says what became of each."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workexec_contracts.contracts import operations
from workexec_contracts.pacts.verifier import Job
from workexec_contracts.verification.case import TOKEN
from workexec_contracts.verification.client import curl
from workexec_contracts.verification.events import CaseFinished, Kind
from workexec_contracts.verification.verdict import Verdict

from .engine import engine
from .gate import STATES, Gate
from .judge import Finding, finding
from .states import earlier, unmet
from .taking import taken

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from workexec_contracts.contracts.vocabulary import Policy
    from workexec_contracts.verification.replay import Replay
    from workexec_contracts.verification.target import Target

    from .engine import Engine
    from .gate import Heard
    from .promise import Promise

PATIENCE = 2
"""How many times its SLA an answer is waited for, as for a case."""
MESSAGE_S = 10.0


def policy_of(promise: Promise) -> Policy | None:
    """What was agreed about time; nothing about asking for a message."""
    found = (known.policy for _, known in operations() if known.operation_id == promise.contract)
    return next(found, None)


def _timed(found: Finding, policy: Policy | None, heard: Heard) -> Finding:
    """What else holds, an answer after its SLA is broken, as for a case (F13)."""
    took_s = heard.reply.seconds if heard.reply else 0.0
    if policy is None or found.verdict is not Verdict.PASSED or took_s <= policy.sla_s:
        return found
    wanted = f"an answer within {policy.sla_s:g} s"
    return Finding(verdict=Verdict.FAILED, expected=wanted, actual=f"{took_s:.2f} s", clause=policy.clause)


@dataclass(frozen=True)
class Putting:
    """What all interactions of a run have in common."""

    target: Target
    replay: Replay

    async def results(self, promises: Sequence[Promise]) -> AsyncIterator[CaseFinished]:
        """In the order of the promises."""
        if not promises:
            return
        with Gate(self.target, MESSAGE_S) as gate:
            async with engine() as verifier:
                for promise in promises:
                    yield await self.finish(gate, verifier, promise)

    async def finish(self, gate: Gate, verifier: Engine, promise: Promise) -> CaseFinished:
        """The verdict about one interaction."""
        began = time.perf_counter()
        reason = unmet(self.target, promise)
        if reason is not None:
            found = Finding(verdict=Verdict.UNKNOWN, actual=f"not asked: {reason}")
        else:
            found = await self._ask(gate, verifier, promise)
        return self._told(promise, found, time.perf_counter() - began, asked=reason is None)

    async def _ask(self, gate: Gate, verifier: Engine, promise: Promise) -> Finding:
        policy = policy_of(promise)
        heard = gate.begin(promise.consumer, policy.sla_s * PATIENCE if policy else MESSAGE_S)
        job = Job(
            provider=promise.provider,
            port=gate.port,
            message=self.target.messages,
            states_path=STATES,
            pact=promise.text,
        )
        done = await verifier.verify(job)
        found = taken(promise.contract, finding(done.results, done.errors, heard), heard.reply)
        found = _timed(found, policy, heard)
        late = policy is not None and heard.missing is not None and heard.missing.late
        return found.model_copy(update={"clause": policy.clause}) if policy and late else found

    def _told(self, promise: Promise, found: Finding, seconds: float, *, asked: bool) -> CaseFinished:
        failed = found.verdict is not Verdict.PASSED
        name = promise.description
        line = self.replay.line(Kind.PACT, promise.domain, promise.contract, name) if failed else ""
        return CaseFinished(
            domain=promise.domain,
            operation=promise.contract,
            kind=Kind.PACT,
            name=name,
            verdict=found.verdict,
            pending=promise.pending,
            clause=found.clause or promise.clause,
            asked=asked,
            expected=self.target.scrubbed(found.expected or promise.expected),
            actual=self.target.scrubbed(found.actual),
            curl="\n".join(self._curls(promise)) if failed else "",
            replay=line,
            seconds=round(seconds, 4),
        )

    def _curls(self, promise: Promise) -> Iterable[str]:
        """What reproduces it: what has to be sent before, and the request itself."""
        if self.target.states_url is None:
            yield from (curl(self.target, call) for call in earlier(promise))
        own = promise.request
        secret = self.target.messages and self.target.secret
        yield curl(self.target, own.having(Authorization=f"Bearer {TOKEN}") if secret else own)
