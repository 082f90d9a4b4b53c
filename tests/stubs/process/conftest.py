from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from workexec_contracts.stubs.process import jar, provision
from workexec_contracts.stubs.process.seal import seal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session", autouse=True)
def installed() -> Path:
    """The machine's own jar: the first run of all fetches it, no other one does."""
    provision(None)
    return jar.path()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A stub folder of two mappings, one with its body in a file."""
    folder = tmp_path / "stubs"
    (folder / "mappings").mkdir(parents=True)
    (folder / "__files").mkdir()
    (folder / "__files" / "body.txt").write_text("from a file")
    for path, response in (("/a", {"body": "a"}), ("/b", {"bodyFileName": "body.txt"})):
        mapping = {"request": {"method": "GET", "urlPath": path}, "response": response}
        (folder / "mappings" / f"{path[1:]}.json").write_text(json.dumps(mapping))
    return folder


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    monkeypatch.setenv("WXC_HOME", str(home))
    return home


@pytest.fixture
def own_home(empty_home: Path, installed: Path) -> Path:
    """A home with the jar and no class cache, for a test to spoil."""
    empty_home.mkdir()
    seal(shutil.copyfile(installed, empty_home / installed.name))
    return empty_home
