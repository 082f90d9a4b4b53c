"""What `wxc up` does while the stubs run: shows unmatched requests, takes over changed mappings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from watchfiles import watch as changes

from workexec_contracts.stubs import reload
from workexec_contracts.stubs.admin import AdminError
from workexec_contracts.stubs.process import StartFailed
from workexec_contracts.stubs.unmatched import unmatched

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from .starting import Server

LOOK_EVERY_MS = 500


def watch(root: Path, servers: list[Server], console: Console) -> None:
    """Until interrupted, or until a WireMock ends by itself."""
    root = root.resolve()
    for changed in changes(root, rust_timeout=LOOK_EVERY_MS, yield_on_timeout=True, raise_interrupt=True):
        for server in servers:
            _look(server, console)
        paths = [Path(path) for _, path in changed]
        _take_over_files(root / "__files", paths, servers, console)
        if any(path.suffix == ".json" and path.is_relative_to(root / "mappings") for path in paths):
            take_over(root, servers, console)


def _look(server: Server, console: Console) -> None:
    try:
        for recorder in server.recorders:
            recorder.collect(server.admin)
        for request in unmatched(server.admin, server.seen):
            _say(console, f"unmatched {request.method} {request.url}", "yellow")
            _say(console, f"  nearest: {request.nearest or 'none'}; {request.difference}")
    except AdminError as error:
        if not server.process.running:
            raise StartFailed(
                what="WireMock has ended by itself",
                where=f"{server.process.url}, which served {', '.join(server.domains)}",
                expected="a process that runs until Ctrl-C",
                fix="start again: wxc up",
            ) from None
        if not server.troubled:  # alive, and perhaps too busy to answer in time: the next look shows it
            _say(console, f"unmatched requests cannot be seen for now: {error}", "red")
        server.troubled = True
    else:
        server.troubled = False


def take_over(root: Path, servers: list[Server], console: Console) -> None:
    """Changed mappings, each by the servers whose domain they are of."""
    try:
        stubs = reload.read(root)
        for server in servers:
            part = stubs.of(server.domains) if len(servers) > 1 else stubs
            changed, gone = reload.take_over(server.admin, server.loaded, part)
            server.loaded = part
            if changed or gone:
                _say(console, f"reloaded: {changed} changed, {gone} gone")
    except (reload.BrokenFile, AdminError) as error:
        _say(console, "not reloaded, the stubs are as they were:", "red")
        _say(console, str(error))


def _take_over_files(folder: Path, paths: Iterable[Path], servers: list[Server], console: Console) -> None:
    """Bodies that mappings take from files."""
    for path in paths:
        if path.is_relative_to(folder) and path.is_file():
            name = path.relative_to(folder).as_posix()
            try:
                for server in servers:
                    server.admin.put_file(quote(name), path.read_bytes())
            except (OSError, AdminError) as error:
                _say(console, f"not reloaded: __files/{name}: {error}", "red")
            else:
                _say(console, f"reloaded: __files/{name}")


def _say(console: Console, text: str, style: str = "") -> None:
    """A line as it is: a URL may look like markup, and is copied whole."""
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)
