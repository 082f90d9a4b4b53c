"""Deliveries in the background: fail-open events, whose steps do not wait for them (F57)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from workexec_contracts.consumer.lanes import Lanes
from workexec_contracts.consumer.letter import Standing

if TYPE_CHECKING:
    from workexec_contracts.consumer.drivers import AsyncDriver
    from workexec_contracts.consumer.exchange import Identity
    from workexec_contracts.consumer.letter import Letter
    from workexec_contracts.consumer.publisher import Publisher

logger = logging.getLogger("workexec_contracts.consumer")


class Pump:
    """Work orders side by side, the letters of one work order in turn (F60)."""

    def __init__(self, publisher: Publisher, driver: AsyncDriver, identity: Identity) -> None:
        """`identity` sends what is left over from an earlier life of the process."""
        self._publisher = publisher
        self._driver = driver
        self._identity = identity
        self._on_behalf: dict[str, Identity] = {}
        self._lanes = Lanes()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()

    def wake(self, identity: Identity, *event_ids: str) -> None:
        """Letters were accepted on somebody's behalf."""
        for event_id in event_ids:
            letter = self._publisher.store.letter(event_id)
            if letter and not letter.is_closed and letter.standing is Standing.PENDING:
                self._on_behalf[event_id] = identity
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled. What a crash left behind goes first, whatever its fail mode."""
        left_over = self._publisher.store.letters(Standing.PENDING)
        try:
            self._begin(left_over)
            while True:
                await self._wake.wait()
                self._wake.clear()
                self._begin(
                    [
                        letter
                        for letter in self._publisher.store.letters(Standing.PENDING)
                        if not letter.is_closed
                    ]
                )
        finally:
            tasks = list(self._tasks.values())
            for task in tasks:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, letters: list[Letter]) -> None:
        for workorder_id, own in self._lanes.begin(letters).items():
            self._tasks[workorder_id] = asyncio.create_task(self._deliver(workorder_id, own))

    async def _deliver(self, workorder_id: str, letters: list[Letter]) -> None:
        try:
            for letter in letters:
                identity = self._on_behalf.pop(letter.id, self._identity)
                await self._driver.run(self._publisher.deliver(letter, identity))
        except Exception:  # the letter is still in the store; the task must not die unseen
            logger.exception("deliveries of %s stopped", workorder_id)
            self._end(workorder_id)
        else:
            self._end(workorder_id)
            self._wake.set()  # more may have been accepted meanwhile

    def _end(self, workorder_id: str) -> None:
        self._lanes.end(workorder_id)
        del self._tasks[workorder_id]
