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
    from .clock import Clock
    from .history import History
    from .memory import MemoryStore

PERCENTILES = (0.5, 0.95, 0.99)
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


class Figures:
    """Listens to a history and counts."""

    def __init__(self, history: History, store: MemoryStore, clock: Clock) -> None:
        """Nothing yet."""
        self._store, self._clock = store, clock
        self._sent_us: dict[tuple[int, int], int] = {}
        self._times: dict[str, Histogram] = {}
        self._operations: dict[str, Sent] = {}
        self._calls: Counter[str] = Counter()
        self._attempts: Counter[str] = Counter()
        self._unanswered: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._slower: Counter[str] = Counter()
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
        name = record.exchange.operation.operation_id
        self._operations.setdefault(name, record)
        self._attempts[name] += 1
        self._calls[name] += record.number == 1
        self._sent_us[record.call, record.number] = record.at_us

    def _heard(self, record: Heard) -> None:
        operation = record.exchange.operation
        name = operation.operation_id
        took_s = (record.at_us - self._sent_us.pop((record.call, record.number))) / SECOND_US
        self._times.setdefault(name, Histogram()).record(took_s)
        self._unanswered[name] += record.outcome is not None
        self._refused[name] += record.status is not None and record.status != operation.status_code
        self._slower[name] += took_s > operation.policy.sla_s

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
        self._counts["blocked"] += record.name == FINALIZE and bool(record.body.get("retryable"))
        self._counts["unanswered"] += record.status == 0

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
        names = sorted(self._attempts)
        deliveries = sum(
            self._attempts[name] for name in names if self._operations[name].exchange.operation.events
        )
        return Summary(
            integrations=tuple(self._integration(name) for name in names),
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

    def _integration(self, name: str) -> Integration:
        return Integration(
            name,
            self._calls[name],
            self._attempts[name],
            self._unanswered[name],
            self._refused[name],
            self._times.get(name, Histogram()),
            self._operations[name].exchange.operation.policy.sla_s,
            self._slower[name],
        )
