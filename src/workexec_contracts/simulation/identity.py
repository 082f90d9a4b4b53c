"""Names that a run gives: ids, traces and spans, drawn by work order and by how many it has had before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workexec_contracts.consumer import Identity

if TYPE_CHECKING:
    from uuid import UUID

    from .chance import Chance


class Names:
    """Draws for whichever work order is being worked on: what happens to others changes nothing for it."""

    def __init__(self, chance: Chance) -> None:
        """No work order is being worked on."""
        self._chance = chance
        self._drawn: Counter[int] = Counter()
        self._calls: Counter[int] = Counter()
        self.order = -1

    def uuid(self) -> UUID:
        """The next one."""
        self._drawn[self.order] += 1
        return self._chance.uuid("uuid", self.order, self._drawn[self.order])

    def hex(self, count: int) -> str:
        """As `secrets.token_hex`."""
        self._drawn[self.order] += 1
        return self._chance.hex(count, "hex", self.order, self._drawn[self.order])

    def call(self) -> str:
        """The name of the next logical call."""
        self._calls[self.order] += 1
        return f"{self.order}.{self._calls[self.order]}"

    def identity(self, token: str, permissions: frozenset[str] = frozenset()) -> Identity:
        """A caller, in a trace of its own."""
        return Identity(
            token, permissions, self.hex(16), correlation_id=f"corr-{self.uuid()}", random_hex=self.hex
        )

    def retire(self, order: int) -> None:
        """Nothing more will be drawn for it."""
        del self._drawn[order], self._calls[order]
