"""Work orders of a chain: when each arrives, for whom, and what is to be done, drawn by its number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from faker import Faker

from workexec_contracts.contracts.pricing import ITEM_TYPES
from workexec_contracts.dataset import rows
from workexec_contracts.load.arrivals import Process, arrivals
from workexec_contracts.load.curves import Day

from .clock import DAY_S, micros

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from random import Random

    from .chance import Chance
    from .world import Person, Shop, World

Row = dict[str, Any]
PART, LABOR = ITEM_TYPES[:2]
STRIDE = 1_000_000
"""A work order's number is its shop's, times this, and its own count: nobody else changes it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One work order as its people will want it; `chance` draws what they have not decided yet."""

    number: int
    arrives_us: int
    shop: Shop
    customer: Row
    vehicle: Row
    parts: tuple[tuple[Row, int], ...]
    """Rows of the catalog and quantities."""
    labor: tuple[Row, ...]
    technician: Person
    sessions: int
    ending: str
    """`billed`, `declined` or `cancelled`."""
    waits_for_parts: bool
    po_number: str | None

    @property
    def appointment_id(self) -> str:
        """Its own in ShopMgmt."""
        return f"APT-{self.number}"


@lru_cache(maxsize=256)
def _companies(seed: int) -> list[str]:
    """Of a seed; kept, since searches run the same one thousands of times."""
    faker = Faker("en_US")
    faker.seed_instance(seed)
    return [faker.company() for _ in range(40)]


class Workload:
    """The jobs of all shops over the simulated days."""

    def __init__(
        self, world: World, days: float, a_day: float, chance: Chance, only: Collection[int] | None = None
    ) -> None:
        """`a_day` are work orders of one shop and day on average, `only` the numbers of those that come."""
        self._world = world
        self._days = days
        self._a_day = a_day
        self._chance = chance
        self._only = only

    def of(self, shop: Shop) -> Iterator[Job]:
        """The jobs of one shop, in the order of their arrival: many at noon, none at midnight."""
        curve = Day(low_hz=0, high_hz=2 * self._a_day / DAY_S, period_s=DAY_S)
        seed = f"{self._chance.seed}:{shop.number}"
        for count, at_s in enumerate(arrivals(curve, self._days * DAY_S, Process.POISSON, seed)):
            number = shop.number * STRIDE + count
            if self._only is None or number in self._only:
                yield self._job(shop, number, micros(at_s))

    def _job(self, shop: Shop, number: int, at_us: int) -> Job:
        draw = self._chance.random("job", number)
        vehicle = draw.choice(self._vehicles)
        return Job(
            number,
            at_us,
            shop,
            self._customers[vehicle["customerId"]],
            vehicle,
            tuple((draw.choice(self._parts), draw.randint(1, 4)) for _ in range(draw.randint(0, 2) + 1)),
            tuple(draw.choice(self._labor) for _ in range(draw.randint(0, 1) + 1)),
            draw.choice(shop.technicians),
            draw.randint(1, 2),
            draw.choices(("billed", "declined", "cancelled"), (88, 8, 4))[0],
            draw.random() < 0.2,  # noqa: PLR2004  # a fifth
            self._po_number(draw),
        )

    def _po_number(self, draw: Random) -> str | None:
        """A fleet's, for every fourth job; of Faker's companies."""
        return f"{draw.choice(self._fleets)}-{draw.randint(1, 9999):04d}" if draw.random() < 0.25 else None  # noqa: PLR2004  # a fourth

    @cached_property
    def _fleets(self) -> list[str]:
        return _companies(self._chance.seed)

    @cached_property
    def _customers(self) -> dict[str, Row]:
        return {row["customerId"]: row for row in rows("customers")}

    @cached_property
    def _vehicles(self) -> list[Row]:
        return list(rows("vehicles"))

    @cached_property
    def _parts(self) -> list[Row]:
        return list(rows("parts"))

    @cached_property
    def _labor(self) -> list[Row]:
        return list(rows("services"))
