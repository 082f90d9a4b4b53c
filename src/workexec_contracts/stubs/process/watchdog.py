"""Own one Java process and end it when the parent is gone, however the parent went.

Run as `python -I -S watchdog.py SCRATCH GRACE_S java ...`, standard library only, so that it is up in
20 ms. The parent holds the other end of stdin: end of file means "stop", and is what the kernel delivers
also when the parent was killed. Java's pid goes to stdout, its
output to stderr. The scratch folder goes with the parent; when Java ended by itself, the parent still
wants to read the log in it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

_LOOK_AT_PARENT_S = 0.5


def main(scratch: str, grace_s: str, *command: str) -> None:
    parent = os.getppid()
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):  # Windows has no SIGHUP
            signal.signal(getattr(signal, name), _interrupted)
    parent_gone = True  # unless Java ends first
    try:
        parent_gone = _own(scratch, float(grace_s), command, parent)
    finally:
        if parent_gone:
            _remove(scratch)


def _own(scratch: str, grace_s: float, command: tuple[str, ...], parent: int) -> bool:
    """Run Java to its end; return whether that came from the parent's."""
    gone = threading.Event()
    java = subprocess.Popen(  # noqa: S603 - the command comes from the parent alone
        command, cwd=scratch, stdin=subprocess.DEVNULL, stdout=sys.stderr
    )
    try:
        print(java.pid, flush=True)  # noqa: T201 - this is the protocol

        def when_closed() -> None:
            while os.read(0, 1024):
                pass
            gone.set()
            _stop(java, grace_s)

        def when_orphaned() -> None:
            # Whatever the parent forked holds its end of the pipe open beyond its death.
            while os.name == "nt" or os.getppid() == parent:
                time.sleep(_LOOK_AT_PARENT_S)
            gone.set()
            _stop(java, grace_s)

        for watch in (when_closed, when_orphaned):
            threading.Thread(target=watch, daemon=True).start()
        java.wait()
        return gone.is_set()
    finally:
        _stop(java, grace_s)


def _stop(java: subprocess.Popen[bytes], grace_s: float) -> None:
    if java.poll() is not None:
        return
    java.terminate()
    try:
        java.wait(grace_s)
    except subprocess.TimeoutExpired:
        java.kill()
        java.wait()


def _remove(scratch: str) -> None:
    import shutil  # noqa: PLC0415 - needed at the end only, and costs 10 ms at the start

    shutil.rmtree(scratch, ignore_errors=True)


def _interrupted(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough: a second one must not cut the clean-up short
    raise SystemExit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
