"""What somebody may have meant by a name that is not known."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def meant(name: str, known: Iterable[str]) -> str:
    """The end of a message that names the likeliest; empty where nothing is like it."""
    found = difflib.get_close_matches(name, sorted(known), 3)
    return f"; did you mean {' or '.join(found)}?" if found else ""
