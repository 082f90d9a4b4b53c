"""Set-up: everything that a start needs, so that no start fetches or trains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import jar, java, training
from .command import COMPILER
from .errors import StartFailed

if TYPE_CHECKING:
    from pathlib import Path


def provision(root: Path | None) -> list[str]:
    """Install and verify the jar, find Java, make the class caches; return a line on each for a person.

    `root` are the stubs that training runs load. Nothing is done twice. Raises a StubError when WireMock
    could not start afterwards; a missing cache is only told.
    """
    installed = jar.install()
    jar_path, found = jar.path(), java.find()
    lines = [
        f"WireMock {jar.VERSION}: {'installed and verified' if installed else 'present'} ({jar_path})",
        f"Java {found.version}: {found.path}",
    ]
    for profile in COMPILER:
        try:
            made = training.make(found, jar_path, profile, root)
        except StartFailed as failure:
            state = f"none ({failure.what.splitlines()[0]}): starts are slower"
        else:
            state = "made" if made else "present"
        lines.append(f"class cache for {profile}: {state}")
    return lines
