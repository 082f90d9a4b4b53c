from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from workexec_contracts.stubs.process import WireMock

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDS_WITHIN_S = 5.0
START = "from workexec_contracts.stubs.process import WireMock; w = WireMock(None).start(); "
REPORT = "print(w.pid, flush=True); "
WAIT = "import signal; signal.pause()"


class Parent:
    """A Python that started WireMock, in a session of its own, and the Java it got."""

    def __init__(self, program: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", program],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.java = psutil.Process(int(self.process.stdout.readline()))

    def close(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


@pytest.fixture
def parent(request: pytest.FixtureRequest) -> Iterator[Parent]:
    parent = Parent(request.param)
    yield parent
    try:
        parent.close()
    except ProcessLookupError:
        parent.process.communicate()


def ended(java: psutil.Process) -> bool:
    return psutil.wait_procs([java], timeout=ENDS_WITHIN_S)[1] == []


@pytest.mark.parametrize("parent", [START + REPORT + WAIT], indirect=True)
def test_a_killed_parent_leaves_no_java(parent: Parent) -> None:
    parent.process.kill()
    assert ended(parent.java)


@pytest.mark.parametrize(
    "parent", [START + "import os; os.fork() and print(w.pid, flush=True); " + WAIT], indirect=True
)
def test_a_killed_parent_leaves_no_java_though_a_child_that_it_forked_lives(parent: Parent) -> None:
    parent.process.kill()
    assert ended(parent.java)


@pytest.mark.parametrize("parent", [START + REPORT + WAIT], indirect=True)
def test_ctrl_c_in_the_terminal_leaves_no_java(parent: Parent) -> None:
    os.killpg(parent.process.pid, signal.SIGINT)  # what a terminal does
    assert ended(parent.java)


@pytest.mark.parametrize("parent", [START + REPORT], indirect=True)
def test_a_parent_that_forgets_to_stop_leaves_no_java(parent: Parent) -> None:
    assert parent.process.wait(ENDS_WITHIN_S) == 0
    assert ended(parent.java)


def test_stop_ends_java_also_when_the_watchdog_was_killed() -> None:
    wiremock = WireMock(None).start()
    java = psutil.Process(wiremock.pid)
    watchdog = java.parent()
    assert watchdog is not None
    watchdog.kill()
    wiremock.stop()
    assert not java.is_running() or java.status() == psutil.STATUS_ZOMBIE  # where init does not reap
