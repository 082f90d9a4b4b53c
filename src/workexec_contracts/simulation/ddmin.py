"""Delta debugging: the smallest part of a list that still fails, as a search without I/O.

Kept libraries were looked at. Hypothesis shrinks only what it has generated itself, or through its
private engine. Shrink Ray reduces bytes. picire has this very algorithm for lists, without a budget or
events; it has not been released since 2021, and brings chardet, inators, psutil and setuptools: more than
these lines are worth.
"""

from __future__ import annotations

from collections.abc import Generator
from itertools import pairwise
from typing import TypeAlias, TypeVar

T = TypeVar("T")
Minimising: TypeAlias = Generator[tuple[T, ...], bool, tuple[T, ...]]


def ddmin(items: tuple[T, ...]) -> Minimising[T]:
    """Yields parts, is sent whether each still fails; returns one of which no single item can be left out.

    The empty part is asked for first.
    """
    if (yield ()) or not items:
        return ()
    pieces = 2
    while len(items) > 1:
        smaller = yield from _smaller(items, pieces)
        if smaller is not None:
            items, pieces = smaller, max(pieces - 1, 2)
        elif pieces < len(items):
            pieces = min(2 * pieces, len(items))
        else:
            break
    return items


def _smaller(items: tuple[T, ...], pieces: int) -> Generator[tuple[T, ...], bool, tuple[T, ...] | None]:
    """One of the pieces, or all but one of them."""
    bounds = [at * len(items) // pieces for at in range(pieces + 1)]
    spans = list(pairwise(bounds))
    for begin, end in spans:
        if (yield items[begin:end]):
            return items[begin:end]
    for begin, end in spans if pieces > 2 else ():  # noqa: PLR2004  # of two pieces each is the other's rest
        if (yield (*items[:begin], *items[end:])):
            return (*items[:begin], *items[end:])
    return None
