"""Which policy states met which faults: what a search has tried, and what it has not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .records import Heard

if TYPE_CHECKING:
    from .conditions import Conditions
    from .history import History

NOTHING = "no fault"


class Coverage:
    """Pairs of a policy state (operation, number of the attempt, what came of it) and a kind of fault."""

    def __init__(self, history: History, conditions: Conditions) -> None:
        """Listens."""
        self.pairs: set[tuple[str, str]] = set()
        self._conditions = conditions
        history.listen(Heard, self._heard)

    def _heard(self, record: Heard) -> None:
        operation = record.exchange.operation
        came = record.outcome.value if record.outcome else str(record.status)
        state = f"{operation.operation_id} attempt {record.number}: {came}"
        kinds = self._conditions.kinds(record.exchange.domain, operation, record.at_us)
        for kind in kinds or (NOTHING,):
            self.pairs.add((state, kind))
