"""A step in real time: the same plans of the reference consumer over HTTP."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from workexec_contracts.consumer import Answer, Identity, Refused, Shop, Standing, Store
from workexec_contracts.simulation.people import TOKEN

from .compare import Attempted, Taken
from .simulated import standings
from .steps import BY_NAME, furnish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workexec_contracts.consumer import AsyncDriver
    from workexec_contracts.load import Logged

    from .steps import LiveStep


class Real:
    """One step's own WorkExec, in a trace of its own."""

    def __init__(self, step: LiveStep) -> None:
        """With a store in memory, and the document's data."""
        self.step = step
        self.store = Store()
        self.identity = Identity(TOKEN, trace_id=secrets.token_hex(16))
        self._shop = Shop.over(self.store)
        self.answered = 0
        furnish(self._shop)

    async def take(self, driver: AsyncDriver) -> None:
        """Takes the step, and delivers what it left for the background (F57)."""
        self.answered = (await self._ask(driver)).status
        for letter in self.store.letters(Standing.PENDING):
            if not letter.is_closed:
                await driver.run(self._shop.publisher.deliver(letter, self.identity))

    async def take_again(self, driver: AsyncDriver) -> None:
        """The user tries again, an operator replays the dead letters."""
        await self.take(driver)
        for letter in self.store.letters(Standing.DEAD):
            await driver.run(self._shop.publisher.replay(letter, self.identity))

    async def _ask(self, driver: AsyncDriver) -> Answer:
        route, step = BY_NAME[self.step.route], self.step
        given: dict[str, Any] = {} if route.query else dict(step.values)
        if route.body is not None:
            given["asked"] = route.body.model_validate(step.sent)
        if route.query:
            given["asked"] = {**step.sent, **step.values}
        try:
            return await driver.run(route.step(self._shop, self.identity, **given))
        except Refused as refused:
            return refused.answer

    def taken(self, asked: Iterable[Logged]) -> Taken:
        """What it came to, of the attempts of its own trace."""
        own = (one for one in asked if one.seen.trace_id == self.identity.trace_id)
        attempts = tuple(
            Attempted(one.operation, one.seen.at_s, one.seen.ended_s, one.seen.status) for one in own
        )
        return Taken(self.answered, attempts, standings(self.store.letters()))
