"""How the load generator itself fared: a saturated one is slow in the server's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import NonNegativeFloat

from workexec_contracts.contracts.vocabulary import Data

if TYPE_CHECKING:
    from collections.abc import Sequence

CPU_MAX = 0.9
LAG_SHARE_MAX = 0.05
OFFERED_MIN = 0.95


class Generator(Data):
    """The worst of its workers.

    `cpu` is the share of its core; `lag_s` is how late its timers fire (a high percentile or the maximum);
    `offered` is the share of the intended arrivals that were started.
    """

    cpu: NonNegativeFloat
    lag_s: NonNegativeFloat
    offered: NonNegativeFloat = 1

    def saturated(self, limit_s: float) -> str | None:
        """Why what it measures against that limit may be its own slowness; None where it is not."""
        if self.cpu > CPU_MAX:
            return f"the load generator used {self.cpu:.0%} of its core, more than {CPU_MAX:.0%}"
        if self.lag_s > LAG_SHARE_MAX * limit_s:
            allowed = f"{LAG_SHARE_MAX:.0%} of {limit_s:g} s"
            return f"the load generator was {self.lag_s * 1000:.0f} ms late, more than {allowed}"
        return None

    @property
    def fell_short(self) -> str | None:
        """Why the server was asked for less than the profile says; None where it was not."""
        if self.offered >= OFFERED_MIN:
            return None
        if not self.offered:
            return "a load generator was lost, or started none of the intended arrivals"
        return f"only {self.offered * 100:.3g}% of the intended arrivals were started"


def together(workers: Sequence[Generator]) -> Generator:
    """Several workers are trusted as far as the worst of them. Raises ValueError without any."""
    return Generator(
        cpu=max(worker.cpu for worker in workers),
        lag_s=max(worker.lag_s for worker in workers),
        offered=min(worker.offered for worker in workers),
    )
