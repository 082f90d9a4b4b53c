"""The reference providers under mutation: one operation bent, from one mutant to the next while running.

`POST /__mutant/<id>` brings a mutant in, over a fresh state; without an id, the right provider again.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from workexec_contracts.providers import App, Call, Neighbours, Reply, State
from workexec_contracts.providers.app import UNMET

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workexec_contracts.contracts.vocabulary import Domain, Endpoint
    from workexec_contracts.providers.switches import Met

    from .mutant import Mutant

ADMIN = "/__mutant/"
RAW = "x-wxc-raw-body"
"""A header of a bent reply alone: what is sent instead of its JSON. It never leaves the application."""
LOST = "x-wxc-lost"
"""The value of a header that is not sent."""


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "(/[^/]+)?")


class Mutable(Neighbours):
    """All neighbours, one operation of which answers as its mutant says."""

    def __init__(self, state: State | None = None, **given: Any) -> None:  # noqa: ANN401  # what Neighbours takes
        """The right providers, until a mutant is brought in."""
        super().__init__(state, **given)
        self.mutant: Mutant | None = None
        self._code: str | None = None
        self._instead: Endpoint | None = None

    def bring(self, mutant: Mutant | None) -> None:
        """From now on the mutant answers, over a fresh state."""
        self.mutant = mutant
        self.state = State.fresh(self.state.now)
        self.down.clear()

    @property
    def bent(self) -> Endpoint:
        """The operation of the mutant."""
        if self.mutant is None or self.mutant.operation is None:
            raise TypeError("no mutant of an operation is in")
        return self.mutant.operation

    def right(self, call: Call, contract: Endpoint | None = None) -> Reply:
        """What the right provider answers; with a contract, what it would answer under that one instead."""
        self._instead = contract
        try:
            return super().handle(call, self._code)
        finally:
            self._instead = None

    def dry(self, call: Call, contract: Endpoint | None = None) -> Reply:
        """The same without any effect."""
        kept = self.state
        self.state = State(
            kept.now,
            {name: {key: dict(row) for key, row in table.items()} for name, table in kept.tables.items()},
            dict(kept.remembered),
            list(kept.published),
            list(kept.log),
        )
        try:
            return self.right(call, contract)
        finally:
            self.state = kept

    def _route(self, call: Call) -> tuple[Domain, Endpoint, Mapping[str, str]]:
        domain, operation, path = super()._route(call)
        instead = self._instead
        same = instead is not None and instead.operation_id == operation.operation_id
        return domain, (instead if instead is not None and same else operation), path

    def handle(self, call: Call, code: str | None = None) -> Reply:
        mutant = self.mutant
        if mutant is None or mutant.bend is None or mutant.operation is None:
            return super().handle(call, code)
        if _pattern(mutant.operation.path).fullmatch(call.path) is None:
            return super().handle(call, code)
        self._code = code
        return mutant.bend(self, call)


class MutableApp(App):
    """The same over HTTP."""

    def __init__(self, known: Callable[[str], Mutant | None]) -> None:
        """`known` finds a mutant by its id."""
        self.mutable = Mutable()
        super().__init__(self.mutable)
        self._known = known

    def bring(self, mutant: Mutant | None) -> None:
        """From now on the mutant answers; nothing else is switched."""
        self.mutable.bring(mutant)
        self.switches.clear()

    def _reply(self, call: Call, met: Met = UNMET) -> Reply:
        if call.path.startswith(ADMIN) and call.method == "POST":
            return self._brought(call.path.removeprefix(ADMIN))
        return super()._reply(call, met)

    def _brought(self, name: str) -> Reply:
        mutant = self._known(name) if name else None
        if name and mutant is None:
            return Reply(404, {"expected": f"{ADMIN}<id of a mutant>", "found": name})
        self.bring(mutant)
        return Reply(200, {"mutant": name})

    def _written(self, reply: Reply) -> tuple[bytes, Mapping[str, str]]:
        content, headers = super()._written(reply)
        raw = headers.get(RAW)
        sent = {name: value for name, value in headers.items() if name != RAW and value != LOST}
        return (content if raw is None else raw.encode()), sent
