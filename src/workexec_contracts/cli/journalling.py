"""The journal of the stubs that are loaded, read while it happens: it remembers only so much."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from workexec_contracts.load import LoadResult, Logged
    from workexec_contracts.stubs.journal import Follower

SIZE = 5000
"""Entries, some 30 MB of Java's heap: ten seconds of what the stubs can answer at most."""
_LOOK_S = 0.5


class Journal:
    """Use it as a context around the run."""

    def __init__(self, url: str) -> None:
        """Reads nothing yet."""
        self._url = url
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._stack = ExitStack()
        self._follower: Follower
        self._attempts: list[Logged] = []
        self._broken = False

    def __enter__(self) -> Self:
        """What comes from now on is read."""
        from workexec_contracts.stubs.admin import Admin  # noqa: PLC0415  # `wxc --help` stays fast
        from workexec_contracts.stubs.journal import Follower  # noqa: PLC0415  # the same

        self._follower = Follower(self._stack.enter_context(Admin(self._url)), SIZE)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Reads no more."""
        self._end()

    def judged(self, result: LoadResult) -> LoadResult:
        """The result with what the journal shows of retries; whoever asks waits for the last entries."""
        from workexec_contracts import load, policy  # noqa: PLC0415  # `wxc --help` stays fast

        self._end()
        usual = policy.TOLERANCE
        tolerance = policy.Tolerance(usual.early_s, usual.late_s + result.generator.lag_s)
        lost = self._broken or self._follower.lost
        return load.with_retries(result, load.judge_retries(self._attempts, lost=lost, tolerance=tolerance))

    def _end(self) -> None:
        self._over.set()
        self._thread.join()
        self._stack.close()

    def _run(self) -> None:
        try:
            while not self._over.wait(_LOOK_S):
                self._read()
            self._read()
        except Exception:  # noqa: BLE001  # stubs that do not answer any more: nothing is known then
            self._broken = True

    def _read(self) -> None:
        from workexec_contracts.load import logged  # noqa: PLC0415  # `wxc --help` stays fast

        self._attempts += filter(None, map(logged, self._follower.new()))
