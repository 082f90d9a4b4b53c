"""Locust as processes of their own: one, or a master with workers, on loopback; they end with this one.

It patches the standard library where it is imported, and its processes are to use a core each.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from .doubts import cut_short
from .errors import LoadBroken
from .order import RESULT, STARTED
from .result import LoadResult

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from .order import Order

STARTING_S = 60.0
"""Imports on a busy machine, workers that connect, the last reports."""
GRACE_S = 5.0
_LOOK_S = 0.05
_TAIL = 15


class Launch:
    """Use it as a context: whatever happens, no process is left."""

    def __init__(self, order: Order) -> None:
        """Starts nothing yet."""
        self._order = order
        self._stack = ExitStack()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._folder = Path()

    def __enter__(self) -> Self:
        """Starts the processes. Raises LoadBroken without the locustfile."""
        if not self._order.locustfile.is_file():
            raise LoadBroken(
                what="there is no locustfile",
                where=str(self._order.locustfile),
                expected="the project's own",
                fix="run the command in the project's folder",
            )
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="wxc-load-"))
        self._folder = Path(folder)
        try:
            for number, arguments in enumerate(self._order.commands(self._folder)):
                self._start(f"locust-{number}.log", arguments)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends what still runs."""
        self.stop()

    @property
    def pids(self) -> list[int]:
        """Of the processes, the one that judges first."""
        return [process.pid for process in self._processes]

    @property
    def has_started(self) -> bool:
        """Whether load is being made."""
        return (self._folder / STARTED).exists()

    def result(self, check: Callable[[], None] = lambda: None) -> LoadResult:
        """What came of it, once it is over; `check` may raise meanwhile. Raises LoadBroken."""
        plan = self._order.plan
        deadline = time.monotonic() + plan.profile.duration_s + plan.drain_s + STARTING_S
        if not self._has_ended(deadline, check):
            raise self._broken("the load generator does not end")
        if (result := self._told()) is None:
            code = self._processes[0].returncode
            raise self._broken(f"the load generator ended without a result, with exit code {code}")
        return result

    def stopped(self) -> LoadResult | None:
        """Has the load end now: what came of it until then, None where it had not begun."""
        self._processes[0].terminate()
        self._has_ended(time.monotonic() + self._order.plan.drain_s + GRACE_S, lambda: None)
        result = self._told()
        return None if result is None else cut_short(result)

    def _has_ended(self, deadline: float, check: Callable[[], None]) -> bool:
        judge = self._processes[0]
        while judge.poll() is None:
            check()
            if time.monotonic() > deadline:
                return False
            time.sleep(_LOOK_S)
        return True

    def _told(self) -> LoadResult | None:
        file = self._folder / RESULT
        if not file.exists():
            return None
        return LoadResult.model_validate_json(file.read_text(encoding="utf-8"))

    def stop(self) -> None:
        """Asks the processes to end, then makes them."""
        for process in self._processes:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE_S
        for process in self._processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(deadline - time.monotonic(), 0))
            if process.poll() is None:
                process.kill()
                process.wait()
        self._stack.close()

    def _start(self, log: str, arguments: list[str]) -> None:
        with (self._folder / log).open("wb") as told:
            process = subprocess.Popen(  # noqa: S603  # the command is ours
                [sys.executable, "-m", "locust", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=subprocess.STDOUT,
                env=self._order.environment(),
                start_new_session=True,  # Ctrl-C is for us; we end them
            )
        self._processes.append(process)

    def _broken(self, what: str) -> LoadBroken:
        logs = sorted(self._folder.glob("*.log"))
        lines = [line for log in logs for line in log.read_text(errors="replace").splitlines()[-_TAIL:]]
        told = "\n    ".join(lines) or "nothing"
        return LoadBroken(
            what=what,
            where=str(self._order.locustfile),
            expected="a result after the duration of the profile",
            fix=f"see what Locust said:\n    {told}",
        )
