"""The reference providers' switches: what each operation's calls meet, with the modes of the stubs."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from workexec_contracts.switching import Mode, Switch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workexec_contracts.contracts.vocabulary import Endpoint

_READ = TypeAdapter(Switch)
_FIGURES = {field.name for field in fields(Switch)} - {"mode"}


@dataclass(frozen=True, slots=True)
class Met:
    """What one call meets on its way to its provider."""

    wait_s: float = 0
    refused: str | None = None
    """The code of the error that is the answer instead."""
    dropped: bool = False
    """The connection ends without an answer,"""
    reset: bool = False
    """and that by a reset."""


class Switches:
    """Operations and what they are switched to; whoever awaits does the waiting."""

    def __init__(self, chance: random.Random | None = None) -> None:
        """`chance` draws delays and losses; bring a seeded one to have them again."""
        self._chance = chance or random.Random()  # noqa: S311  # a fault, not a secret
        self._switches: dict[str, Switch] = {}
        self._failed: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._switches)

    def set(self, operation: Endpoint, switch: Switch) -> None:
        """Replaces what the operation was switched to. Raises ValueError for a code that it has not."""
        if switch.mode is Mode.ERROR and switch.code not in _codes(operation):
            raise ValueError(f"code: {switch.code} is none of {', '.join(_codes(operation))}")
        name = operation.operation_id
        self._switches.pop(name, None)
        self._failed.pop(name, None)
        if switch.mode is not Mode.OK:
            self._switches[name] = switch

    def clear(self) -> None:
        """Nothing is switched any more."""
        self._switches.clear()
        self._failed.clear()

    def state(self) -> dict[str, str]:
        """What is switched: operation to mode."""
        return {name: self._switches[name].mode.value for name in sorted(self._switches)}

    def met(self, operation: Endpoint) -> Met:
        """What the next call of the operation meets; `flaky` counts it."""
        switch = self._switches.get(operation.operation_id)
        if switch is None:
            return Met()
        if switch.mode is Mode.SLOW:
            return Met(wait_s=self._delay_s(switch))
        if switch.mode in {Mode.RESET, Mode.EMPTY}:
            return Met(dropped=True, reset=switch.mode is Mode.RESET)
        if switch.mode is Mode.ERROR:
            return Met(refused=switch.code)
        return Met(refused=operation.unavailable.code if self._fails(operation, switch) else None)

    def _fails(self, operation: Endpoint, switch: Switch) -> bool:
        if switch.mode is Mode.LOSSY:
            return self._chance.randrange(100) < switch.percent
        if switch.mode is Mode.FLAKY:
            failed = self._failed.get(operation.operation_id, 0)
            self._failed[operation.operation_id] = failed + 1
            return failed < switch.times
        return True

    def _delay_s(self, switch: Switch) -> float:
        if switch.median_ms is None:
            return switch.delay_ms / 1000
        return self._chance.lognormvariate(math.log(switch.median_ms), switch.sigma) / 1000


def read(mode: str, figures: Mapping[str, str]) -> Switch:
    """The switch that a request asks for. Raises ValueError."""
    unknown = figures.keys() - _FIGURES
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: there are {', '.join(sorted(_FIGURES))}")
    return _READ.validate_python({"mode": mode, **figures})


def _codes(operation: Endpoint) -> list[str]:
    return sorted(error.code for error in operation.errors)
