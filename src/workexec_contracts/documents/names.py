"""Names, derived from what the contracts call things."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workexec_contracts.contracts.vocabulary import Event

_FIRST_VERSION = "v1"


def slug(text: str) -> str:
    """Turn a text into a key: `codes of LOC-001` becomes `codes-of-LOC-001`."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-")


def pascal(event: Event) -> str:
    """Write an event's name as `PartsUsageRecorded`."""
    return "".join(part.title() for part in event.name.split("_"))


def version_of(url: str) -> str:
    """Read the version in a path or URL, `v1` where it names none."""
    found = re.search(r"/(v[0-9]+)(?:/|$)", url)
    return found.group(1) if found else _FIRST_VERSION
