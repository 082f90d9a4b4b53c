"""`docs/contracts/`: a page for each operation and each event, for people.

They are committed like every generated file: a code host shows them without a build, and a review shows what
a change of a contract means for its reader.
"""

from .files import render, stale, write

__all__ = ["render", "stale", "write"]
