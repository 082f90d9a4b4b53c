"""What a run is: a seed, a world, a workload, faults. The same setting gives the same history."""

from __future__ import annotations

from pydantic import NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt

from workexec_contracts.contracts.vocabulary import Data

from .clock import DAY_S
from .faults import Faults
from .scope import Scope


class Setting(Data):
    """A chain of `shops` over some `days`, `a_day` work orders in each shop and day on average."""

    seed: int = 0
    shops: PositiveInt = 5
    days: PositiveFloat = 1.0
    a_day: NonNegativeFloat = 5.0
    technicians: PositiveInt = 4
    faults: Faults = Faults()
    only: tuple[NonNegativeInt, ...] | None = None
    """The numbers of the work orders that come; all where it is None."""
    scope: Scope = Scope.WHOLE
    """How much of each life there is."""
    drain_s: PositiveFloat = 4.0 * DAY_S
    """How long after the last day everything may take to come to its end."""
