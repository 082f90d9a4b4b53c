"""The seeded data behind every neighbour: the document's entities first, then Faker's.

Stubs, reference providers, load tests and simulations draw from the same rows.
"""

from .rows import SEED, rows

__all__ = ["SEED", "rows"]
