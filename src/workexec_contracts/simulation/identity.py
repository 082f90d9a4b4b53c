"""Names that a run gives: ids, traces and spans, drawn by work order and by how many it has had before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from workexec_contracts.consumer import Identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from .chance import Chance

_BITS = 128
_FREE = (1 << _BITS) - 1 & ~(0xF << 76) & ~(0x3 << 62)
_VERSION_4 = 0x4 << 76 | 0x2 << 62
"""What RFC 9562 sets in a random UUID; to have `UUID(version=4)` set it takes longer."""


@dataclass(slots=True)
class _Drawn:
    """A work order's own stream of bits, of which nobody else draws, and how many calls it has made."""

    bits: Callable[[int], int]
    calls: int = 0


class _Orders(dict[int, _Drawn]):
    """By number. A seeded `getrandbits` is the same in every Python version, at a tenth of a hash's time."""

    def __init__(self, chance: Chance) -> None:
        super().__init__()
        self._chance = chance

    def __missing__(self, order: int) -> _Drawn:
        drawn = self[order] = _Drawn(self._chance.random("names", order).getrandbits)
        return drawn


class Names:
    """Draws for whichever work order is being worked on: what happens to others changes nothing for it."""

    def __init__(self, chance: Chance) -> None:
        """No work order is being worked on."""
        self._orders = _Orders(chance)
        self.order = -1

    def uuid(self) -> UUID:
        """The next one, of version 4."""
        return UUID(int=self._orders[self.order].bits(_BITS) & _FREE | _VERSION_4)

    def uuid_text(self) -> str:
        """What `uuid` would give, as a text."""
        bits = self._orders[self.order].bits(_BITS) & _FREE | _VERSION_4
        digits = bits.to_bytes(16, "big").hex()
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def hex(self, count: int) -> str:
        """As `secrets.token_hex`; never all zero."""
        return (self._orders[self.order].bits(8 * count) or 1).to_bytes(count, "big").hex()

    def call(self) -> str:
        """The name of the next logical call."""
        drawn = self._orders[self.order]
        drawn.calls += 1
        return f"{self.order}.{drawn.calls}"

    def identity(self, token: str, permissions: frozenset[str] = frozenset()) -> Identity:
        """A caller, in a trace of its own."""
        return Identity(
            token, permissions, self.hex(16), correlation_id=f"corr-{self.uuid_text()}", random_hex=self.hex
        )

    def retire(self, order: int) -> None:
        """Nothing more will be drawn for it."""
        self._orders.pop(order, None)
