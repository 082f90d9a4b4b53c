"""Where stubs are running: a small file in the project, so that `wxc switch` finds what `wxc up` started."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .admin import Admin
from .process import StubError

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = ".wxc"
URL_VARIABLE = "WXC_STUBS_URL"


class NotRunning(StubError):  # noqa: N818  # a name says the state, as its family does
    """No stubs answer where they should."""


@dataclass(frozen=True, slots=True)
class Running:
    """Base URLs by domain, and the process that keeps them."""

    urls: Mapping[str, str]
    pid: int

    @property
    def distinct(self) -> dict[str, list[str]]:
        """Each WireMock once, with the domains that it serves."""
        found: dict[str, list[str]] = {}
        for domain, url in self.urls.items():
            found.setdefault(url, []).append(domain)
        return found


def path(start: Path | None = None) -> Path:
    """The file of this folder, or of the nearest parent that has one."""
    here = start or Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FOLDER / "stubs.json").is_file():
            return folder / FOLDER / "stubs.json"
    return here / FOLDER / "stubs.json"


def save(running: Running, file: Path) -> None:
    """Says where the stubs are."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"urls": dict(running.urls), "pid": running.pid}, indent=1) + "\n")


def forget(file: Path, pid: int) -> None:
    """Removes the file, unless another process has written it since."""
    try:
        if json.loads(file.read_text())["pid"] == pid:
            file.unlink()
    except (OSError, ValueError, KeyError):
        return


def find(url: str | None, domains: tuple[str, ...], file: Path | None = None) -> Running:
    """The stubs at `url`, else at `WXC_STUBS_URL`, else those of the file. Raises NotRunning."""
    named = url or os.environ.get(URL_VARIABLE)
    where = file or path()
    fix = f"start them with `wxc up`, or name them: --url http://127.0.0.1:PORT, or {URL_VARIABLE}"
    if named:
        found = Running(dict.fromkeys(domains, named.rstrip("/")), 0)
    elif where.is_file():
        saved = json.loads(where.read_text())
        found = Running(saved["urls"], saved["pid"])
    else:
        raise NotRunning("no stubs are running", str(where), "the file that `wxc up` writes", fix)
    for base in found.distinct:
        with Admin(base) as admin:
            if not admin.healthy():
                raise NotRunning("no stubs answer", base, "a WireMock with an admin API", fix)
    return found
