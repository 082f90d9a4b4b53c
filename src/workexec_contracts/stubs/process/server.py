"""A WireMock that serves a copy of a folder of stubs, on loopback, and always stops."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from . import cache, command, jar, java, scratch, served
from .errors import PortTaken, StartFailed
from .owned import OwnedProcess
from .port import LOOPBACK, claim, free
from .readiness import Readiness

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

_START_TIMEOUT_S = 30.0
_PORTS = 3  # somebody else may be quicker to bind a free port
_GRACE_S = 0.1  # the listener is closed by then; the rest of the farewell takes 0.3 s and saves nothing


@dataclass(frozen=True)
class _Running:
    process: OwnedProcess
    log: Path
    port: int


class WireMock:
    """One process. `root` holds `mappings/` and `__files/` and is never written to; None is empty.

    Any free port unless one is named. `journal` is the number of requests remembered, None none.
    `class_cache` replaces the flags of the class cache: set-up makes the cache with it.
    """

    def __init__(  # noqa: PLR0913 - each is a knob of the process, all but the root by keyword
        self,
        root: Path | None,
        *,
        port: int | None = None,
        profile: command.Profile = "dev",
        journal: int | None = 1000,
        heap_mb: int = 192,
        extra_args: Sequence[str] = (),
        class_cache: Sequence[str] | None = None,
        grace_s: float = _GRACE_S,
    ) -> None:
        self._root = root
        self._settings = command.Settings(profile, journal, heap_mb, tuple(extra_args))
        self._port = port or 0
        self._class_cache = class_cache
        self._grace_s = grace_s
        self._running: _Running | None = None

    def start(self) -> Self:
        """Return once healthy with all stubs loaded; raises a StubError and leaves nothing behind."""
        if self._running is not None:
            return self
        jar_path, found = jar.path(), java.find()
        if self._root is not None:
            served.check(self._root)
        if self._port:
            claim(self._port)
        flags = self._class_cache
        if flags is None:
            flags = cache.flags(found, jar_path, self._settings.profile)
        try:
            self._running = self._at_a_port(jar_path, found, flags)
        except StartFailed:
            if self._class_cache is not None or not flags:
                raise
            # A damaged class cache can crash Java before WireMock runs.
            self._running = self._at_a_port(jar_path, found, ())
        return self

    def stop(self) -> None:
        """Return when the process is gone; does nothing when there is none."""
        running, self._running = self._running, None
        if running is not None:
            running.process.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        return self._now().port

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def admin_url(self) -> str:
        return f"{self.url}/__admin"

    @property
    def pid(self) -> int:
        """Java's process id, for measuring."""
        return self._now().process.pid or 0

    @property
    def log_path(self) -> Path:
        """The process's output; goes with the process."""
        return self._now().log

    @property
    def running(self) -> bool:
        """Whether the process is there: it may have ended by itself, or have been killed."""
        return self._running is not None and self._running.process.running

    def _now(self) -> _Running:
        if self._running is None:
            raise StartFailed(
                "WireMock is not running", "this WireMock", "a started one", "call start() first"
            )
        return self._running

    def _at_a_port(self, jar_path: Path, found: java.Java, flags: Sequence[str]) -> _Running:
        """At the named port, or at a free one: the stubs are told it, so Java cannot choose it."""
        if self._port:
            return self._launch(jar_path, found, flags, self._port)
        for _ in range(_PORTS - 1):
            with contextlib.suppress(PortTaken):
                return self._launch(jar_path, found, flags, free())
        return self._launch(jar_path, found, flags, free())

    def _launch(self, jar_path: Path, found: java.Java, flags: Sequence[str], port: int) -> _Running:
        folder = scratch.make()
        root, log = folder / "root", folder / "wiremock.log"
        argv = command.build(found.path, jar_path, root, port, self._settings, flags)
        process = OwnedProcess(argv, folder, log, self._grace_s)
        try:
            at_once = self._root is None or served.copy(self._root, root)  # while Java boots
            ready = Readiness(process, log, port, _START_TIMEOUT_S).wait()
            if not at_once or not ready.stubs:
                served.reload(ready.port)  # Java may have looked before the stubs were there
        except BaseException:  # Ctrl-C included
            process.stop()
            raise
        return _Running(process, log, ready.port)
