"""Changes of a mocks folder taken over by running stubs, checked first, so that nothing is ever gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from .admin import Admin


class BrokenFile(Exception):  # noqa: N818  # a name says the state
    """A mapping file that cannot be loaded: which, and why."""


def read(root: Path) -> dict[str, dict[str, Any]]:
    """All mappings of a mocks folder by id. Raises BrokenFile."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(root.glob("mappings/**/*.json")):
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BrokenFile(f"{file}: {error}") from error
        for mapping in content.get("mappings", [content]):
            if not isinstance(mapping, dict) or "id" not in mapping:
                raise BrokenFile(f"{file}: expected every mapping to have an id, so that it can be replaced")
            found[mapping["id"]] = mapping
    return found


def take_over(
    admin: Admin, before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]
) -> tuple[int, int]:
    """Loads what is new or changed, then removes what is gone; switches stay. Returns both numbers.

    Raises AdminError when WireMock refuses a mapping: nothing is removed then.
    """
    changed = [mapping for key, mapping in after.items() if before.get(key) != mapping]
    if changed:
        admin.import_mappings(changed)
    gone = before.keys() - after.keys()
    for key in gone:
        admin.remove_mapping(key)
    return len(changed), len(gone)
