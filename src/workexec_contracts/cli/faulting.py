"""The faults of a load test, switched on our own neighbours while Locust runs."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Self

from workexec_contracts.switching import Mode, Switch

from . import providing
from .asked import asked
from .targets import operations_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from workexec_contracts.load import Fault, Turn

    Turner = Callable[[Fault, bool], None]
    """Breaks a neighbour, or mends it."""

_LOOK_S = 0.01


def stubs_switch(url: str) -> Turner:
    """With the switches of a WireMock."""
    from workexec_contracts.stubs import switches  # noqa: PLC0415  # `wxc --help` stays fast
    from workexec_contracts.stubs.admin import Admin  # noqa: PLC0415  # the same

    def turn(fault: Fault, on: bool) -> None:  # a callback
        with Admin(url) as admin:
            switches.apply(admin, _wanted(fault, on=on), operations_of(fault.target))

    return turn


def providers_switch(url: str) -> Turner:
    """With those of the reference providers."""

    def turn(fault: Fault, on: bool) -> None:  # a callback
        providing.apply(url, _wanted(fault, on=on), operations_of(fault.target))

    return turn


def _wanted(fault: Fault, *, on: bool) -> Switch:
    if not on:
        return Switch(Mode.OK)
    figures = {name: value for name, value in fault.figures.items() if name != "code"}
    return asked(fault.target, fault.mode, fault.code, figures)


class Faults:
    """Goes by the timeline from the moment on at which `has_started`; use it as a context."""

    def __init__(self, turns: list[Turn], switch: Turner, has_started: Callable[[], bool]) -> None:
        """Does nothing yet."""
        self._turns, self._switch, self._has_started = turns, switch, has_started
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="faults", daemon=True)
        self.problem: Exception | None = None
        """What went wrong: the neighbours were not as the profile says."""
        self.late_s = 0.0
        """How much later than planned a switch was done, at most."""

    def __enter__(self) -> Self:
        """Begins to wait for the start."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Switches nothing more."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._has_started():
            if self._over.wait(_LOOK_S):
                return
        begun = time.monotonic()
        try:
            for turn in self._turns:
                if self._over.wait(max(turn.at_s - (time.monotonic() - begun), 0)):
                    return
                self._switch(turn.fault, turn.on)
                self.late_s = max(self.late_s, time.monotonic() - begun - turn.at_s)
        except Exception as problem:  # noqa: BLE001  # raised again in the thread that waits
            self.problem = problem
