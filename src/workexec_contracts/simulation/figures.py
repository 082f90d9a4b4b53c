"""Figures of a run: attempts, waits, amplification, dead letters, blocked steps, the backlog over time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workexec_contracts.consumer import Standing
from workexec_contracts.load.histogram import Histogram

from .clock import SECOND_US
from .life import FINALIZE
from .records import Accepted, Arrived, Closed, Crashed, Heard, Replied, Sent, Settled

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Endpoint

    from .clock import Clock
    from .history import History
    from .memory import MemoryStore

PERCENTILES = (0.5, 0.95, 0.99)
_BATCH = 256
MUCH = 500
"""Above how many points of the backlog every second one is dropped."""


@dataclass(frozen=True, slots=True)
class Integration:
    """The attempts and logical calls of one operation. Times in seconds."""

    operation_id: str
    calls: int
    attempts: int
    unanswered: int
    refused: int
    """Answers other than a success."""
    times: Histogram
    """Of what was answered or given up."""
    sla_s: float
    slower: int
    """Attempts beyond the SLA."""

    @property
    def attempt_s(self) -> tuple[float | None, ...]:
        """p50, p95, p99; None where nothing was answered or given up."""
        return tuple(self.times.percentile(share) for share in PERCENTILES)

    @property
    def amplification(self) -> float:
        """Attempts for each call."""
        return self.attempts / self.calls if self.calls else 0.0


@dataclass(frozen=True, slots=True)
class Backlog:
    """What was left to do at a time, in seconds since the beginning."""

    at_s: float
    pending: int
    dead: int
    open: int
    """Work orders."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a run."""

    integrations: tuple[Integration, ...]
    outcomes: dict[str, int]
    """How lives ended."""
    events: int
    """Accepted."""
    deliveries: int
    """Attempts to deliver one."""
    dead_letters: int
    replayed: int
    blocked_finalizations: int
    """Answers that told the clerk to try again."""
    unanswered_steps: int
    crashes: int
    backlog: tuple[Backlog, ...]
    virtual_s: float


class _Count:
    """What was counted of one operation; plain attributes, since every attempt comes by."""

    __slots__ = (
        "attempts",
        "calls",
        "operation",
        "refused",
        "sla_s",
        "slower",
        "times",
        "took_s",
        "unanswered",
    )

    def __init__(self, operation: Endpoint) -> None:
        self.operation = operation
        self.sla_s = operation.policy.sla_s
        self.calls = self.attempts = self.unanswered = self.refused = self.slower = 0
        self.times = Histogram()
        self.took_s: list[float] = []
        """Times that are not yet in the histogram: its many buckets are looked up in batches."""

    def fold(self) -> None:
        for took_s in self.took_s:
            self.times.record(took_s)
        self.took_s.clear()

    @property
    def figures(self) -> Integration:
        self.fold()
        return Integration(
            self.operation.operation_id,
            self.calls,
            self.attempts,
            self.unanswered,
            self.refused,
            self.times,
            self.sla_s,
            self.slower,
        )


class Figures:
    """Listens to a history and counts."""

    def __init__(self, history: History, store: MemoryStore, clock: Clock) -> None:
        """Nothing yet."""
        self._store, self._clock = store, clock
        self._sent_us: dict[int, int] = {}
        """When the last attempt of a call left."""
        self._integrations: dict[str, _Count] = {}
        self._counts: Counter[str] = Counter()
        self._outcomes: Counter[str] = Counter()
        self._dead: set[str] = set()
        self._open: set[int] = set()
        self._backlog: list[Backlog] = []
        history.listen(Sent, self._sent)
        history.listen(Heard, self._heard)
        history.listen(Accepted, self._accepted)
        history.listen(Settled, self._settled)
        history.listen(Replied, self._replied)
        history.listen(Crashed, self._crashed)
        history.listen(Closed, self._closed)
        history.listen(Arrived, self._arrived)

    def _sent(self, record: Sent) -> None:
        operation = record.exchange.operation
        count = self._integrations.get(operation.operation_id)
        if count is None:
            count = self._integrations[operation.operation_id] = _Count(operation)
        count.attempts += 1
        if record.number == 1:
            count.calls += 1
        self._sent_us[record.call] = record.at_us

    def _heard(self, record: Heard) -> None:
        operation = record.exchange.operation
        count = self._integrations[operation.operation_id]
        took_s = (record.at_us - self._sent_us.pop(record.call)) / SECOND_US
        count.took_s.append(took_s)
        if len(count.took_s) >= _BATCH:
            count.fold()
        if record.outcome is not None:
            count.unanswered += 1
        elif record.status != operation.status_code:
            count.refused += 1
        if took_s > count.sla_s:
            count.slower += 1

    def _arrived(self, record: Arrived) -> None:
        self._open.add(record.order)

    def _accepted(self, _record: Accepted) -> None:
        self._counts["events"] += 1

    def _settled(self, record: Settled) -> None:
        letter = record.letter
        if letter.standing is Standing.DEAD and letter.id not in self._dead:
            self._dead.add(letter.id)
            self._counts["dead letters"] += 1
        elif letter.standing is Standing.ACKNOWLEDGED and letter.id in self._dead:
            self._dead.discard(letter.id)
            self._counts["replayed"] += 1

    def _replied(self, record: Replied) -> None:
        if record.status == 0:
            self._counts["unanswered"] += 1
        elif record.name == FINALIZE and record.body.get("retryable"):
            self._counts["blocked"] += 1

    def _crashed(self, _record: Crashed) -> None:
        self._counts["crashes"] += 1
        self._sent_us.clear()

    def _closed(self, record: Closed) -> None:
        self._outcomes[record.outcome] += 1
        self._open.discard(record.order)

    def sample(self) -> None:
        """A point of the backlog."""
        now = Backlog(self._clock.now_s, self._store.pending, self._store.dead, len(self._open))
        self._backlog.append(now)
        if len(self._backlog) > 2 * MUCH:
            self._backlog = self._backlog[::2]

    def summary(self) -> Summary:
        """So far."""
        counts = self._counts
        integrations = [self._integrations[name] for name in sorted(self._integrations)]
        deliveries = sum(count.attempts for count in integrations if count.operation.events)
        return Summary(
            integrations=tuple(count.figures for count in integrations),
            outcomes=dict(sorted(self._outcomes.items())),
            events=counts["events"],
            deliveries=deliveries,
            dead_letters=counts["dead letters"],
            replayed=counts["replayed"],
            blocked_finalizations=counts["blocked"],
            unanswered_steps=counts["unanswered"],
            crashes=counts["crashes"],
            backlog=tuple(self._backlog),
            virtual_s=self._clock.now_s,
        )
