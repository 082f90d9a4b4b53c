"""Chance for one journey: rows of the dataset that the stubs hold too, so that what is asked for is there."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING, Any

from workexec_contracts.dataset import rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Row = dict[str, Any]
TECHNICIAN = "TECHNICIAN"


class Draw:
    """Seeded by the number of the journey: the same on one worker or on several."""

    def __init__(self, seed: object, number: int) -> None:
        """The chance of that journey."""
        self.random = random.Random(f"data:{seed}:{number}")  # noqa: S311  # test data, no secret

    def one(self, collection: str) -> Row:
        """Any row."""
        return self.random.choice(rows(collection))

    def of(self, collection: str, **wanted: str) -> Row:
        """Any row with these members."""
        return self.random.choice(_with(collection, tuple(wanted.items())))

    def owner(self) -> tuple[Row, Row]:
        """A customer and one of their vehicles."""
        vehicle = self.one("vehicles")
        return _by_key("customers", "customerId")[vehicle["customerId"]], vehicle

    def technician(self) -> tuple[str, str]:
        """Who, and at one of their locations."""
        person = self.of("people", role=TECHNICIAN)
        return person["personId"], self.random.choice(person["locationIds"])

    def tax_code(self, location_id: str, item_type: str) -> str | None:
        """A code that the location has for such a line; None where it has none."""
        codes = [
            row["taxCode"]
            for row in rows("taxCodes")
            if row["locationId"] == location_id and item_type in row["applicableItemTypes"]
        ]
        return self.random.choice(codes) if codes else None

    def number(self, prefix: str) -> str:
        """A new identifier of WorkExec's own."""
        return f"{prefix}-{self.random.randrange(10**9):09d}"

    def word(self, text: str) -> str:
        """A word of a text, as somebody would type it into a search."""
        return self.random.choice([word for word in text.split() if len(word) > 1] or [text])

    def think_s(self, mean_s: float) -> float:
        """How long a person takes before the next step."""
        return self.random.expovariate(1 / mean_s) if mean_s else 0


def money(cents: int) -> float:
    """Exact to the cent."""
    return cents / 100


@cache
def _with(collection: str, wanted: tuple[tuple[str, str], ...]) -> Sequence[Row]:
    return [row for row in rows(collection) if all(row.get(name) == value for name, value in wanted)]


@cache
def _by_key(collection: str, key: str) -> Mapping[str, Row]:
    return {row[key]: row for row in rows(collection)}
