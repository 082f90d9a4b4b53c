"""What of a running simulation decides about its future, as one short hash.

Two moments with the same fingerprint have the same documents and letters' standings, the same rows and
remembered keys at the neighbours, the same cached answers, the same requests, waits and deliveries under way,
the same people at the same place of their lives, and invariants that remember the same. They may differ by

- times, all shifted or stretched: nothing but TTLs, the operator's look and TTL-like bounds compares times
  that are apart, so each cached answer also says whether it is fresh, and for how many more minutes;
- ids that are drawn, where each stands in the same places;
- latencies still to be drawn: either future is one sample of the same ones;
- counts of attempts, calls and writes, what is told of a delivery afterwards (its reason, its last status),
  figures, notices and the history: no step and no policy reads them to decide.
"""

from __future__ import annotations

from hashlib import blake2b
from math import ceil
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer import Composer, Letter, Publisher, Shop
from workexec_contracts.policy import AnswerCache
from workexec_contracts.providers import Neighbours, State

from .canonical import Canonical, attributes, renamed
from .chance import Chance
from .checkers import View
from .clock import Clock
from .conditions import Conditions
from .deaths import Deaths
from .figures import Figures
from .history import History
from .identity import Names
from .keeper import Keeper
from .memory import MemoryStore
from .network import Network, Parcel
from .people import Operator, People
from .process import WorkExec
from .scheduler import Scheduler
from .tasks import Pending, Task
from .workload import Workload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .run import Simulation

CLOSED = (
    AnswerCache,
    Chance,
    Clock,
    Composer,
    Conditions,
    Deaths,
    Figures,
    History,
    Keeper,
    MemoryStore,
    Names,
    Neighbours,
    Network,
    Operator,
    People,
    Publisher,
    Scheduler,
    Shop,
    State,
    View,
    WorkExec,
    Workload,
)
UNSAID = {
    Letter: frozenset({"attempts", "last_status", "reason", "display", "accepted_at", "settled_at"}),
    Parcel: frozenset({"call", "name", "sent_us", "timeout_s"}),
    Pending: frozenset({"number"}),
    Task: frozenset({"call", "name", "request"}),
}
"""What is told of a delivery afterwards, and the numbers of calls and requests: they decide nothing."""
_STORE = ("_documents", "_letters_by_id", "_pending", "_dead")
_PROCESS = ("up", "_lanes", "_on_behalf", "_locks")
_JUDGED = frozenset({"view", "checked", "broken", "violations"})


class Fingerprint:
    """Of one simulation at any moment; made before its first one."""

    def __init__(self, simulation: Simulation) -> None:
        """Remembers the rows of the first day, to tell only those that have changed since."""
        self._simulation = simulation
        self._first = {name: dict(table) for name, table in simulation.state.tables.items()}

    def now(self) -> bytes:
        """16 bytes."""
        walk = Canonical(CLOSED, UNSAID, {"life": self._simulation.workexec.life})
        parts = [walk.text(part) for part in self._parts()]
        return blake2b(renamed("\n".join(parts)).encode(), digest_size=16).digest()

    def _parts(self) -> Iterator[object]:
        simulation = self._simulation
        process, store = attributes(simulation.workexec), attributes(simulation.store)
        yield [store[name] for name in _STORE]
        yield self._rows()
        yield simulation.state.numbers
        yield simulation.state.remembered
        yield list(self._cached())
        yield [process[name] for name in _PROCESS]
        yield [list(process[name].values()) for name in ("_waiting", "_tasks")]
        yield simulation.operator.refused
        yield simulation.scheduler.planned
        yield [self._remembered(invariant) for invariant in simulation.invariants]

    def _rows(self) -> dict[str, dict[str, Any]]:
        """Those that the first day had not, and None for those that are gone."""
        changed = {}
        for name, table in self._simulation.state.tables.items():
            first = self._first.get(name, {})
            own = {key: row for key, row in table.items() if row != first.get(key)}
            gone = {key: None for key in first if key not in table}
            if own or gone:
                changed[name] = {**own, **gone}
        return changed

    def _cached(self) -> Iterator[tuple[object, ...]]:
        """Each answer with the minutes that it is fresh for; 0 once it is stale."""
        shop, now_s = self._simulation.workexec.shop, self._simulation.clock.now_s
        ttls = {
            client.operation.operation_id: client.operation.cache.ttl_s
            for client in vars(shop.neighbours).values()
            if client.operation.cache
        }
        entries = attributes(attributes(shop.neighbours.parts)["_cache"])["_entries"]
        for key, entry in entries.items():
            left_s = ttls[key[0]] - (now_s - entry.stored_at)
            yield (key, entry.value.body, max(ceil(left_s / 60), 0))

    @staticmethod
    def _remembered(invariant: object) -> dict[str, Any]:
        return {name: own for name, own in attributes(invariant).items() if name not in _JUDGED}
