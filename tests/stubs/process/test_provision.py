from __future__ import annotations

import time
from typing import TYPE_CHECKING

from workexec_contracts.stubs.process import provision
from workexec_contracts.stubs.process.home import home

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_second_set_up_does_nothing_and_takes_less_than_three_tenths_of_a_second() -> None:
    before = {file: file.stat().st_mtime_ns for file in home().iterdir()}
    begun = time.perf_counter()
    lines = provision(None)
    assert time.perf_counter() - begun < 0.3
    assert {file: file.stat().st_mtime_ns for file in home().iterdir()} == before
    assert not any("made" in line or "installed" in line for line in lines)


def test_an_empty_home_directory_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("WXC_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert home().is_relative_to(tmp_path)
