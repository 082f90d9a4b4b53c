"""Pacts that a broker holds: all that it names for a provider, verified at once, and told to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2

from workexec_contracts.contracts.vocabulary import Status
from workexec_contracts.pacts import WORKEXEC, interactions
from workexec_contracts.pacts.verifier import BrokerJob, Job
from workexec_contracts.verification.client import is_local
from workexec_contracts.verification.contract import Contract, contract
from workexec_contracts.verification.errors import Unpublished, Unreachable, WrongUsage
from workexec_contracts.verification.events import CaseFinished, Kind
from workexec_contracts.verification.verdict import Verdict

from .engine import engine
from .gate import STATES, Gate, Heard
from .judge import FINE, Finding, broken
from .missing import missing
from .taking import taken

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

    from workexec_contracts.pacts.verifier import Done
    from workexec_contracts.verification.client import Reply
    from workexec_contracts.verification.replay import Replay
    from workexec_contracts.verification.target import Target

    from .source import Broker

PROBE_S = 10
LONGEST_S = 30.0
NOT_SET_UP = "setup state change"


def probe(broker: Broker) -> None:
    """Raises WrongUsage or Unreachable where the broker does not let us in."""
    if urlsplit(broker.url).username is not None:
        raise WrongUsage(
            what="the broker's URL holds a password",
            where="--broker-url",
            expected="a URL without user and password",
            fix="give a token with --broker-token or PACT_BROKER_TOKEN",
        )
    headers = {"Accept": "application/hal+json"}
    if broker.token:
        headers["Authorization"] = f"Bearer {broker.token}"
    try:
        reply = httpx2.get(broker.url, headers=headers, timeout=PROBE_S, trust_env=not is_local(broker.url))
    except httpx2.HTTPError as error:
        raise _closed(broker, f"{type(error).__name__} {error}") from error
    if not reply.is_success:
        raise _closed(broker, f"it answered {reply.status_code}")


def _closed(broker: Broker, why: str) -> Unreachable:
    return Unreachable(
        what=f"the broker cannot be asked: {why}",
        where=broker.url,
        expected="a Pact Broker that lets us in",
        fix="correct --broker-url or --broker-token",
    )


@dataclass
class Brokered:
    """Verifies what the broker names for the neighbours of these contracts."""

    target: Target
    replay: Replay
    broker: Broker
    unpublished: str = ""
    """Why the broker did not take the results; empty where it did, or nothing was to be published."""

    async def results(self, contracts: Sequence[Contract]) -> AsyncIterator[CaseFinished]:
        """Provider by provider, each in the order of its pacts."""
        with Gate(self.target, LONGEST_S) as gate:
            async with engine() as verifier:
                for provider in dict.fromkeys(found.provider for found in contracts):
                    heard = gate.begin("", LONGEST_S)
                    done = await verifier.verify(self._job(gate, provider))
                    mine = [found for found in contracts if found.provider == provider]
                    for told in self._told(done, mine, heard.messages):
                        yield told

    def problem(self) -> Unpublished | None:
        """What to raise at the end."""
        if not self.unpublished:
            return None
        return Unpublished(
            what=f"the results were not published: {self.unpublished}",
            where=self.broker.url,
            expected="a broker that takes results",
            fix="correct --broker-token, or verify again; without --publish nothing is published",
        )

    def _job(self, gate: Gate, provider: str) -> Job:
        broker = BrokerJob(
            url=self.broker.url,
            token=self.broker.token,
            consumer=None if self.target.messages else WORKEXEC,
            version=self.broker.version,
            branch=self.broker.branch,
        )
        return Job(
            provider=provider,
            port=gate.port,
            message=self.target.messages,
            states_path=STATES,
            broker=broker,
        )

    def _told(
        self, done: Done, contracts: Sequence[Contract], messages: Mapping[str, Reply]
    ) -> Iterator[CaseFinished]:
        told = [self._finished(result, contracts, messages) for result in done.results]
        if told and done.unpublished:
            self.unpublished = self._secretless(done.unpublished)
        yield from told
        why = self._secretless("; ".join(done.errors))
        yield from missing(contracts, (case.operation for case in told), self.broker.url, why)

    def _secretless(self, text: str) -> str:
        return text.replace(self.broker.token, "$PACT_BROKER_TOKEN") if self.broker.token else text

    def _finished(
        self, result: Mapping[str, Any], contracts: Sequence[Contract], messages: Mapping[str, Reply]
    ) -> CaseFinished:
        known = _known(result)
        about = contract(known[0]) if known else contracts[0]
        found = _finding(result)
        if known:  # of somebody else's interaction nobody knows which event it is about
            found = taken(about.name, found, messages.get(result["description"]))
        failed = found.verdict is not Verdict.PASSED
        line = self.replay.line(Kind.PACT, about.domain, about.name, result["description"])
        return CaseFinished(
            domain=about.domain,
            operation=about.name,
            kind=Kind.PACT,
            name=result["description"],
            verdict=found.verdict,
            pending=bool(result.get("pending")) or about.status is Status.PENDING,
            clause=found.clause or (known[1] if known else about.clause),
            asked=found.verdict is not Verdict.UNKNOWN,
            expected=self.target.scrubbed(found.expected or "what the pact says"),
            actual=self.target.scrubbed(found.actual),
            curl="",
            replay=line if failed else "",
            seconds=_seconds(str(result.get("duration", ""))),
        )


def _finding(result: Mapping[str, Any]) -> Finding:
    if result["result"] == FINE:
        return Finding(verdict=Verdict.PASSED, actual=FINE)
    message = str(result.get("mismatch", {}).get("message", ""))
    if NOT_SET_UP in message:
        states = ", ".join(result.get("providerStates", ()))
        reason = f"not asked: a state could not be set up ({states}); --states-url names an endpoint that can"
        return Finding(verdict=Verdict.UNKNOWN, actual=reason)
    return broken(result, Heard(LONGEST_S))


def _known(result: Mapping[str, Any]) -> tuple[str, str] | None:
    """Contract and clause of an interaction that is ours."""
    for found in interactions():
        if (
            found.pair == (result["consumer"], result["provider"])
            and found.description == result["description"]
        ):
            return found.operation, found.clause
    return None


def _seconds(text: str) -> float:
    """`12ms`, `1.204s`."""
    found = re.fullmatch(r"([0-9.]+)(ms|s)", text)
    return float(found[1]) / (1000 if found[2] == "ms" else 1) if found else 0.0
