"""Changes of a mocks folder taken over by running stubs, checked first, so that nothing is ever gone."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .admin import Refused
from .process import StubError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from .admin import Admin

_IDS = uuid.UUID("3a0c1b52-64c5-5b7e-9a52-5f6d7c1e8d33")


class BrokenFile(StubError):  # noqa: N818  # a name says the state, as its family does
    """A mapping file that cannot be loaded: which, and why."""


@dataclass(frozen=True, slots=True)
class Stubs:
    """The mappings of a folder by id, and the file of each."""

    mappings: Mapping[str, dict[str, Any]]
    files: Mapping[str, Path]
    complete: bool
    """Whether every mapping has its id in its file, and not only here."""

    def of(self, domains: Collection[str]) -> Stubs:
        """Without the mappings of other domains; what names no domain stays."""
        kept = {
            key: mapping
            for key, mapping in self.mappings.items()
            if (mapping.get("metadata") or {}).get("domain") in {None, *domains}
        }
        return Stubs(kept, self.files, self.complete)


def read(root: Path) -> Stubs:
    """All mappings of a mocks folder. Raises BrokenFile."""
    mappings: dict[str, dict[str, Any]] = {}
    files: dict[str, Path] = {}
    complete = True
    for file in sorted(root.glob("mappings/**/*.json")):
        for at, mapping in enumerate(_in(file)):
            own = str(uuid.uuid5(_IDS, f"{file.relative_to(root).as_posix()}/{at}"))
            complete &= "id" in mapping
            key = str(mapping.get("id", own))
            if key in files:
                raise _broken(file, f"the id {key} is also in {files[key]}", "an id of its own, or none")
            mappings[key], files[key] = {"id": key, **mapping}, file
    return Stubs(mappings, files, complete)


def _in(file: Path) -> Iterator[dict[str, Any]]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _broken(file, str(error), "JSON") from error
    listed = content.get("mappings", [content]) if isinstance(content, dict) else None
    if not isinstance(listed, list) or not all(isinstance(mapping, dict) for mapping in listed):
        raise _broken(file, "no WireMock mappings", 'one mapping, or {"mappings": [...]}')
    yield from listed


def _broken(file: Path, why: str, expected: str) -> BrokenFile:
    return BrokenFile(f"a mapping file cannot be loaded: {why}", str(file), expected, "correct the file")


def lay_out(stubs: Stubs, root: Path, to: Path) -> Path:
    """A WireMock root of just these stubs, with ids by which they can be replaced later."""
    (to / "mappings").mkdir()
    text = json.dumps({"mappings": list(stubs.mappings.values())})
    (to / "mappings" / "stubs.json").write_text(text, encoding="utf-8")
    if (root / "__files").is_dir():
        (to / "__files").symlink_to((root / "__files").resolve())
    return to


def take_over(admin: Admin, before: Stubs, after: Stubs) -> tuple[int, int]:
    """Loads what is new or changed, then removes what is gone; switches stay. Returns both numbers.

    Raises BrokenFile when WireMock refuses a mapping: nothing has changed then.
    """
    changed = [mapping for key, mapping in after.mappings.items() if before.mappings.get(key) != mapping]
    try:
        if changed:
            admin.import_mappings(changed)
    except Refused as refused:
        at = re.match(r"/mappings/(\d+)(.*)", refused.pointer)
        if at is None:
            raise
        file = after.files[changed[int(at[1])]["id"]]
        why = f"{at[2]}: {refused.detail}".lstrip(": ")
        raise _broken(file, why, "what WireMock accepts") from refused
    gone = before.mappings.keys() - after.mappings.keys()
    for key in gone:
        admin.remove_mapping(key)
    return len(changed), len(gone)
