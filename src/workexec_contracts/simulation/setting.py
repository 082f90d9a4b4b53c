"""What a run is: a seed, a world, a workload, faults. The same setting gives the same history."""

from __future__ import annotations

from pydantic import Field, NonNegativeInt, PositiveInt

from workexec_contracts.contracts.vocabulary import Data

from .clock import DAY_S, LONGEST_S
from .faults import Faults
from .scope import Scope

DAYS, A_DAY = LONGEST_S // DAY_S, 250
"""At most: together fewer work orders of a shop than it has numbers for."""


class Setting(Data):
    """A chain of `shops` over some `days`, `a_day` work orders in each shop and day on average."""

    seed: int = 0
    shops: PositiveInt = 5
    days: float = Field(default=1.0, gt=0, le=DAYS)
    a_day: float = Field(default=5.0, ge=0, le=A_DAY)
    technicians: PositiveInt = 4
    faults: Faults = Faults()
    only: tuple[NonNegativeInt, ...] | None = None
    """The numbers of the work orders that come; all where it is None."""
    scope: Scope = Scope.WHOLE
    """How much of each life there is."""
    drain_s: float = Field(default=4.0 * DAY_S, gt=0, le=LONGEST_S)
    """How long after the last day everything may take to come to its end."""
