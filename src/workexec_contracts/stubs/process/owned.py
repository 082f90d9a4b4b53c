"""A Java process that cannot outlive this one."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Sequence

_WATCHDOG = Path(__file__).with_name("watchdog.py")
_SLACK_S = 5.0
_REAPED_WITHIN_S = 1.0


class OwnedProcess:
    """The parent's end of the watchdog. `scratch` is the process's folder and goes at the stop."""

    def __init__(self, command: Sequence[str], scratch: Path, log: Path, grace_s: float) -> None:
        self._scratch = scratch
        self._grace_s = grace_s
        self._java: psutil.Process | None = None
        with log.open("ab") as output:
            self._watchdog = subprocess.Popen(  # noqa: S603 - our own file and the command built here
                [sys.executable, "-I", "-S", str(_WATCHDOG), str(scratch), str(grace_s), *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                env={"MALLOC_ARENA_MAX": "2", **os.environ},  # glibc's arenas cost 40 MB otherwise
                # A terminal's Ctrl-C is for the parent alone, whose end then ends the rest in order.
                start_new_session=os.name != "nt",
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )

    @property
    def running(self) -> bool:
        return self._watchdog.poll() is None

    @property
    def pid(self) -> int | None:
        """Java's process id, None when it could not be started."""
        if self._java is None and self._watchdog.stdout is not None and not self._watchdog.stdout.closed:
            told = self._watchdog.stdout.readline()
            with contextlib.suppress(ValueError, psutil.NoSuchProcess):
                self._java = psutil.Process(int(told))
        return None if self._java is None else self._java.pid

    def stop(self) -> None:
        """Return when Java is gone and the folder with it; may be called twice."""
        _ = self.pid  # read while it can be: the last resort below needs it
        for pipe in (self._watchdog.stdin, self._watchdog.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            self._watchdog.wait(self._grace_s + _SLACK_S)
        except subprocess.TimeoutExpired:
            self._watchdog.kill()
            self._watchdog.wait()
        self._end_java_without_owner()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _end_java_without_owner(self) -> None:
        """Somebody may have killed the watchdog; psutil knows the process by pid and birth time."""
        if self._java is not None and self._java.is_running():
            with contextlib.suppress(psutil.Error):  # gone, or dead in a container where nobody reaps
                self._java.kill()
                self._java.wait(_REAPED_WITHIN_S)
