"""How late this machine is: what an audit sees late may be its own fault."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

BEAT_S = 0.05


class Lag:
    """The longest time that a short sleep was too long."""

    def __init__(self) -> None:
        """Never late."""
        self.worst_s = 0.0

    @contextlib.asynccontextmanager
    async def measured(self) -> AsyncIterator[None]:
        """As long as the block runs."""
        beating = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    async def _beat(self) -> None:
        while True:
            begun_s = time.monotonic()
            await asyncio.sleep(BEAT_S)
            self.worst_s = max(self.worst_s, time.monotonic() - begun_s - BEAT_S)
