"""The shops, their people, and what the neighbours know of them, all of it from the dataset's rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from faker import Faker

from workexec_contracts.contracts.registry import collections
from workexec_contracts.dataset import rows
from workexec_contracts.providers import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

Row = dict[str, Any]
MODELS = ("LOC-001", "LOC-002")
"""The dataset's locations that have everything an estimate needs; every other shop is like one of them."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses WorkExec."""

    person_id: str
    name: str


@dataclass(frozen=True)
class Shop:
    """A repair shop: its location and who works there."""

    number: int
    location_id: str
    model: str
    technicians: tuple[Person, ...]
    advisor: Person


@dataclass
class World:
    """A chain of `shops`, each with `technicians`; the people's names are Faker's, of the seed."""

    seed: int
    shops: int
    technicians: int = 4
    state: State = field(init=False)

    def open(self, now: Callable[[], datetime]) -> State:
        """The neighbours' state on the first day."""
        self.state = State.fresh(now)
        self.state.replaces = True
        for shop in self.chain:
            _furnish(self.state, shop)
        return self.state

    @cached_property
    def chain(self) -> tuple[Shop, ...]:
        """All shops; the first ones are the dataset's."""
        return _chain(self.seed, self.shops, self.technicians)


@lru_cache(maxsize=256)
def _chain(seed: int, shops: int, technicians: int) -> tuple[Shop, ...]:
    """Kept, since searches run the same chain thousands of times."""
    faker = Faker("en_US")
    faker.seed_instance(seed)
    return tuple(_shop(number, technicians, faker) for number in range(1, shops + 1))


def _shop(number: int, technicians: int, faker: Faker) -> Shop:
    people = tuple(Person(f"TECH-{number:03d}-{at}", faker.name()) for at in range(1, technicians + 1))
    advisor = Person(f"USER-{number:03d}", faker.name())
    return Shop(number, f"LOC-{number:03d}", MODELS[(number - 1) % len(MODELS)], people, advisor)


def _furnish(state: State, shop: Shop) -> None:
    """Gives a shop tax codes, an approval policy, people and a GL account, as its model has them."""
    for name, collection in collections().items():
        if any("locationId" in row for row in rows(name)) and name != "appointments":
            _copy(state, name, collection.key, shop)
    for person in shop.technicians:
        state.table("people")[person.person_id] = {
            "personId": person.person_id,
            "role": "TECHNICIAN",
            "locationIds": [shop.location_id],
        }


def _copy(state: State, name: str, key: str, shop: Shop) -> None:
    table = state.table(name)
    for old in [own for own, row in table.items() if row["locationId"] == shop.location_id]:
        del table[old]
    for row in rows(name):
        if row["locationId"] == shop.model:
            own: Row = {**row, "locationId": shop.location_id}
            if key != "locationId":
                own[key] = f"{row[key]}@{shop.location_id}"
            table[str(own[key])] = own
