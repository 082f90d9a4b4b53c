"""The copy of a stub folder that WireMock serves: `DELETE /__admin/mappings` deletes files.

Copying some hundred files can take 100 ms, as long as Java needs to reach them. So both run at once: the
copy is made aside and appears in one move, so that WireMock finds all stubs or none, and none is mended.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from .errors import StartFailed
from .loopback import ask

if TYPE_CHECKING:
    from pathlib import Path

PARTS = ("__files", "mappings")  # in this order: a mapping may need its body at once
_OK = 200


def check(root: Path) -> None:
    if not (root / "mappings").is_dir():
        raise StartFailed(
            what="the stub folder has no mappings",
            where=str(root),
            expected="a WireMock root: mappings/ and, if bodies are in files, __files/",
            fix="name the folder above mappings/, or run `make regenerate`",
        )


def copy(root: Path, to: Path) -> bool:
    """Copy both parts of a WireMock root; return whether each appeared in one move."""
    at_once = True
    for part in PARTS:
        if (root / part).is_dir():
            aside = to.with_name(f"{to.name}-{part}")
            shutil.copytree(root / part, aside, copy_function=shutil.copyfile)
            at_once &= _appear(aside, to / part)
    return at_once


def reload(port: int) -> None:
    """Have WireMock read its folder again; raises StartFailed with its answer when it cannot."""
    status, answer = ask(port, "/__admin/mappings/reset", method="POST")
    if status != _OK:
        raise StartFailed(
            what=f"WireMock could not load the stubs: {answer.decode(errors='replace')[:2000]}",
            where=f"port {port}",
            expected="mappings that WireMock accepts",
            fix="correct the mapping named above",
        )


def _appear(aside: Path, to: Path) -> bool:
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        aside.replace(to)  # also over the empty folder that WireMock may have made by now
    except OSError:  # not on Windows
        shutil.copytree(aside, to, copy_function=shutil.copyfile, dirs_exist_ok=True)
        return False
    return True
