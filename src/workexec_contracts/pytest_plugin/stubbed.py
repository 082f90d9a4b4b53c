"""Stubs that a session uses: started for it, or somebody's that run already."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workexec_contracts.contracts import domains
from workexec_contracts.stubs import running
from workexec_contracts.stubs.admin import Admin
from workexec_contracts.stubs.mappings import render
from workexec_contracts.stubs.process import WireMock

from .told import told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REMEMBERED = 2400
"""Requests that the journal holds: more than a test sends."""


@dataclass(frozen=True)
class Stubs:
    """Every neighbour at one WireMock."""

    url: str
    admin: Admin
    remembered: int | None
    """How many requests the journal holds; None where nobody knows."""

    @property
    def urls(self) -> dict[str, str]:
        """The base URL of each domain."""
        return {domain.name: self.url for domain in domains()}


@contextmanager
def attached(url: str) -> Iterator[Stubs]:
    """The stubs at `url`, which nobody stops."""
    names = tuple(domain.name for domain in domains())
    with told():
        base = next(iter(running.find(url, names).distinct))
    with Admin(base) as admin:
        yield Stubs(base, admin, None)


@contextmanager
def started(folder: Path | None, scratch: Path) -> Iterator[Stubs]:
    """A WireMock of its own over `folder`, or over the package's stubs, written to `scratch`."""
    if folder is None:
        folder = _written(scratch)
    wiremock = WireMock(folder, journal=REMEMBERED)
    with told():
        wiremock.start()
    try:
        with Admin(wiremock.url) as admin:
            yield Stubs(wiremock.url, admin, REMEMBERED)
    finally:
        wiremock.stop()


def _written(folder: Path) -> Path:
    (folder / "__files").mkdir()
    for name, text in render().items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
