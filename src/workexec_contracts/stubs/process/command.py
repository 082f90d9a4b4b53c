"""The command line of WireMock, as measured to start fast and to stay below 400 MB."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workexec_contracts.stubs.mappings.answers import PORT_PROPERTY

from .port import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Profile = Literal["dev", "load"]

# The first compiler alone starts a third faster and serves a third fewer requests per second.
COMPILER: dict[Profile, tuple[str, ...]] = {
    "dev": ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
    "load": ("-XX:+UseSerialGC",),
}


@dataclass(frozen=True)
class Settings:
    """`journal` is the number of requests remembered, None none: unbounded it grows by gigabytes."""

    profile: Profile
    journal: int | None
    heap_mb: int
    extra_args: tuple[str, ...]


def build(
    java: Path, jar: Path, root: Path, port: int, settings: Settings, cache: Sequence[str]
) -> list[str]:
    """Return the argument vector; `cache` are the flags that use, or make, the class cache."""
    remembered = ["--max-request-journal-entries", str(settings.journal)]
    return [
        str(java),
        *COMPILER[settings.profile],
        f"-Xmx{settings.heap_mb}m",
        "-XX:+ExitOnOutOfMemoryError",  # a stub that answers no more must not look alive
        "-XX:-UsePerfData",
        f"-D{PORT_PROPERTY}={port}",  # stubs that ask themselves need not trust a Host header
        "-Xlog:disable",  # what Java thinks of its cache concerns nobody
        *cache,
        "-jar",
        str(jar),
        *("--port", str(port), "--bind-address", LOOPBACK, "--root-dir", str(root)),
        "--disable-banner",
        "--disable-request-logging",  # else each answer is written out as text that nobody reads
        # Stubs that ask themselves hold two threads a request: too few of them wait for each other.
        *("--container-threads", "300", "--proxy-timeout", "60000"),
        *(remembered if settings.journal is not None else ["--no-request-journal"]),
        *settings.extra_args,
    ]
