"""The WireMock processes behind `wxc up`: one for all neighbours, or one for each."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workexec_contracts.contracts import domains
from workexec_contracts.stubs import mappings, reload
from workexec_contracts.stubs.admin import Admin
from workexec_contracts.stubs.process import Profile, WireMock

from .root import wiremock_root

if TYPE_CHECKING:
    from contextlib import ExitStack

    from workexec_contracts.stubs import passthrough

AT_ONCE = 2  # Java's start is work for a processor


@dataclass
class Server:
    """A running WireMock: whom it stands in for, and what it has loaded."""

    domains: tuple[str, ...]
    process: WireMock
    admin: Admin
    loaded: reload.Stubs
    seen: set[str] = field(default_factory=set)
    """The unmatched requests that have been shown."""
    recorders: list[passthrough.Recorder] = field(default_factory=list)
    troubled: bool = False
    """Whether the last look failed, and that has been said."""


def root_of(mocks: Path | None, stack: ExitStack) -> Path:
    """The folder that was named, else ./mocks, else one that is made from the contracts."""
    if mocks is not None:
        return wiremock_root(mocks)
    if Path("mocks/mappings").is_dir():
        return Path("mocks")
    made = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wxc-mocks-")))
    mappings.write(made)
    return made


def start(
    root: Path, stack: ExitStack, *, port: int | None, per_domain: bool, profile: Profile
) -> list[Server]:
    """Starts them and waits until all are healthy; the stack stops them."""
    names = [domain.name for domain in domains()]
    stubs = reload.read(root)
    if not per_domain:
        folder = root if stubs.complete else _laid_out(stubs, root, stack)
        process = stack.enter_context(WireMock(folder, port=port, profile=profile))
        return [_server(tuple(names), process, stubs, stack)]
    parts = {name: stubs.of([name]) for name in names}
    processes = {
        name: WireMock(_laid_out(part, root, stack), profile=profile) for name, part in parts.items()
    }
    for process in processes.values():
        stack.callback(process.stop)
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        list(pool.map(WireMock.start, processes.values()))
    finally:
        pool.shutdown(cancel_futures=True)  # Ctrl-C waits for no start that has not begun
    return [_server((name,), processes[name], part, stack) for name, part in parts.items()]


def _laid_out(stubs: reload.Stubs, root: Path, stack: ExitStack) -> Path:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="wxc-mocks-"))
    return reload.lay_out(stubs, root, Path(folder))


def _server(names: tuple[str, ...], process: WireMock, stubs: reload.Stubs, stack: ExitStack) -> Server:
    return Server(names, process, stack.enter_context(Admin(process.url)), stubs)
