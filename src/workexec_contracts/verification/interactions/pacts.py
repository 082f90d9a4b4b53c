"""All pacts of a run, wherever they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .broker import Brokered
from .missing import missing
from .put import Putting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from workexec_contracts.verification.contract import Contract
    from workexec_contracts.verification.errors import Unpublished
    from workexec_contracts.verification.events import CaseFinished
    from workexec_contracts.verification.replay import Replay
    from workexec_contracts.verification.target import Target

    from .promise import Promise
    from .source import Source


class Pacts:
    """Puts them to one target, neighbour by neighbour."""

    def __init__(self, target: Target, source: Source, replay: Replay) -> None:
        """Nothing is asked yet."""
        self._source = source
        self._putting = Putting(target, replay)
        self._brokered = Brokered(target, replay, source.broker) if source.broker is not None else None

    async def results(
        self, contracts: Sequence[Contract], promises: Sequence[Promise], *, all_: bool
    ) -> AsyncIterator[CaseFinished]:
        """A verdict for every interaction; with `all_`, for contracts of which no pact speaks too."""
        if self._brokered is not None:
            async for result in self._brokered.results(contracts):
                yield result
            return
        async for result in self._putting.results(promises):
            yield result
        spoken = [promise.contract for promise in promises]
        for result in missing(contracts, spoken, self._source.name) if all_ else ():
            yield result

    @property
    def problem(self) -> Unpublished | None:
        """Why the broker does not know the results; None where it does, or need not."""
        return self._brokered.problem() if self._brokered is not None else None
