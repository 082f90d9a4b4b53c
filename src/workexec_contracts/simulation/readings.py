"""The figures of a run by name, for expectations: those of the summary, and what a history tells besides."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer import ROUTES, Standing
from workexec_contracts.contracts import operations

from .clock import SECOND_US
from .records import Accepted, Arrived, Replied, Settled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .figures import Integration, Summary
    from .history import History

OUTCOMES = ("billed", "declined", "cancelled", "unfinished")
SHOWN = ("answer", "cache", "stale", "placeholder")
"""Where a customer or vehicle on the screen came from."""
MADE = ("ledger", "salesOrders", "sessions", "createAuditEvent")
"""Tables of the neighbours that grow with what WorkExec tells them."""
OPERATIONS = tuple(operation.operation_id for _, operation in operations())
PERCENTILES = ("p50_s", "p95_s", "p99_s")
SCALARS = (
    "events",
    "deliveries",
    "dead_letters",
    "replayed",
    "blocked_finalizations",
    "unanswered_steps",
    "crashes",
)
_FINAL = frozenset({Standing.ACKNOWLEDGED, Standing.REFUSED})


class Readings:
    """Listens to a history beside `Figures`. `faults_end_us` is when the last fault ends."""

    def __init__(self, history: History, faults_end_us: int) -> None:
        """Nothing yet."""
        self._end_us = faults_end_us
        self._open: dict[str, int] = {}
        """Events that are not settled for good, and when they were accepted."""
        self._shown: Counter[str] = Counter()
        self._made: Counter[str] = Counter()
        self._blocked: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._slowest_us = 0
        self._drained_us = 0
        history.listen(Accepted, self._accepted)
        history.listen(Settled, self._settled)
        history.listen(Arrived, self._arrived)
        history.listen(Replied, self._replied)

    def _accepted(self, record: Accepted) -> None:
        self._open[record.letter.id] = record.at_us

    def _settled(self, record: Settled) -> None:
        if record.letter.standing not in _FINAL:
            return
        accepted_us = self._open.pop(record.letter.id, None)
        if accepted_us is None:
            return
        self._counts["refused_events"] += record.letter.standing is Standing.REFUSED
        self._slowest_us = max(self._slowest_us, record.at_us - accepted_us)
        if accepted_us <= self._end_us:
            self._drained_us = max(self._drained_us, record.at_us - self._end_us)

    def _arrived(self, record: Arrived) -> None:
        self._counts["copies"] += record.copy
        for table, _ in record.made:
            self._made[table] += 1

    def _replied(self, record: Replied) -> None:
        self._blocked[_last(record.name)] += bool(record.body.get("retryable"))
        for shown in (record.body, record.body.get("customer"), record.body.get("vehicle")):
            if isinstance(shown, dict):
                self._shown[_source(shown)] += 1

    def numbers(self, summary: Summary) -> dict[str, float]:
        """Every figure by its name. Times in seconds."""
        names: dict[str, float] = {name: getattr(summary, name) for name in SCALARS}
        names |= {f"outcomes.{name}": summary.outcomes.get(name, 0) for name in OUTCOMES}
        names |= {f"shown.{name}": self._shown[name] for name in SHOWN}
        names |= {f"made.{name}": self._made[name] for name in MADE}
        names |= {f"blocked.{name}": self._blocked[name] for name in STEPS}
        names |= {name: self._counts[name] for name in ("copies", "refused_events")}
        names["undelivered"] = len(self._open)
        names["slowest_delivery_s"] = self._slowest_us / SECOND_US
        names["drained_s"] = math.inf if self._open else self._drained_us / SECOND_US
        names["most_dead"] = max((point.dead for point in summary.backlog), default=0)
        names["most_pending"] = max((point.pending for point in summary.backlog), default=0)
        return names | _integrations(summary.integrations)


def _integrations(found: Iterable[Integration]) -> dict[str, float]:
    by_name = {one.operation_id: one for one in found}
    names: dict[str, float] = {}
    for operation_id in OPERATIONS:
        for figure in (*COUNTED, *PERCENTILES):
            names[f"{operation_id}.{figure}"] = _of(by_name.get(operation_id), figure)
    return names


def _of(integration: Integration | None, figure: str) -> float:
    if integration is None:
        return 0.0
    if figure in PERCENTILES:
        return integration.attempt_s[PERCENTILES.index(figure)] or 0.0
    return float(getattr(integration, figure))


def _last(route: str) -> str:
    """What a step is called: the last word of its path."""
    return route.rpartition("/")[2].rpartition(":")[2].strip("{}")


def _source(shown: Mapping[str, Any]) -> str:
    """Where it came from; a placeholder has a code instead (F54)."""
    return str(shown.get("source") or ("placeholder" if "display" in shown else ""))


STEPS = tuple(sorted({_last(route.path) for route in ROUTES}))
COUNTED = ("calls", "attempts", "unanswered", "refused", "slower", "amplification")
NAMES = frozenset(
    {
        *SCALARS,
        *(f"outcomes.{name}" for name in OUTCOMES),
        *(f"shown.{name}" for name in SHOWN),
        *(f"made.{name}" for name in MADE),
        *(f"blocked.{name}" for name in STEPS),
        *(f"{name}.{figure}" for name in OPERATIONS for figure in (*COUNTED, *PERCENTILES)),
        *("copies", "refused_events", "undelivered", "slowest_delivery_s", "drained_s"),
        *("most_dead", "most_pending"),
    }
)
"""All figures that an expectation may name."""
