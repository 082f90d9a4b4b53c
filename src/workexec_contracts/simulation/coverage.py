"""Which policy states met which faults: what a search has tried, and what it has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .records import Heard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .conditions import Conditions
    from .faults import NetworkFault
    from .history import History

NOTHING = "no fault"


class Coverage:
    """Pairs of a policy state (operation, number of the attempt, what came of it) and a kind of fault."""

    def __init__(self, history: History, conditions: Conditions) -> None:
        """Listens."""
        self.pairs: set[tuple[str, str]] = set()
        self._conditions = conditions
        self._known: dict[str, tuple[Sequence[tuple[int, NetworkFault]], set[tuple[int, object]]]] = {}
        """By operation: the faults that were last met, and what they were met with."""
        history.listen(Heard, self._heard)

    def _heard(self, record: Heard) -> None:
        exchange = record.exchange
        met = self._conditions.met(exchange.domain, exchange.operation, record.at_us)
        known = self._known.get(exchange.operation.operation_id)
        if known is None or known[0] is not met:
            known = self._known[exchange.operation.operation_id] = (met, set())
        state = (record.number, record.status or record.outcome)
        if state not in known[1]:
            known[1].add(state)
            self._add(record)

    def _add(self, record: Heard) -> None:
        operation = record.exchange.operation
        came = record.outcome.value if record.outcome else str(record.status)
        state = f"{operation.operation_id} attempt {record.number}: {came}"
        kinds = self._conditions.kinds(record.exchange.domain, operation, record.at_us)
        for kind in kinds or (NOTHING,):
            self.pairs.add((state, kind))
