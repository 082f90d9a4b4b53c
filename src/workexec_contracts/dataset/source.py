"""One seeded source of chance per collection, so that a change in one leaves the others alone."""

from __future__ import annotations

from random import Random

from faker import Faker

from workexec_contracts.contracts.registry import collections

SEED = 20260124
"""The date of the contract document."""


def size_of(collection: str) -> int:
    """How many rows the contracts give a collection."""
    return collections()[collection].size


class Source:
    """Faker and random numbers of one collection, and the texts that it has given out."""

    def __init__(self, name: str) -> None:
        """Seeds by the collection's name."""
        self.random = Random(f"{SEED}:{name}")  # noqa: S311  # test data, no secret
        self.faker = Faker("en_US")
        self.faker.seed_instance(f"{SEED}:{name}")
        self._given: set[str] = set()

    def unused(self, text: str) -> bool:
        """Whether `text` is given out for the first time."""
        if text in self._given:
            return False
        self._given.add(text)
        return True
