from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from workexec_contracts.stubs.mappings import render
from workexec_contracts.stubs.process import WireMock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WireMock]:
    """The stubs, except that their writes do not wait for the memory of keys and have none.

    A memory of some thousand requests would have to be searched for each of them.
    """
    root = tmp_path_factory.mktemp("quick")
    (root / "__files").mkdir()
    for path, text in render().items():
        _put(root / path, json.loads(text))
    with WireMock(root, journal=None) as running:
        yield running


def _put(path: Path, file: dict[str, Any]) -> None:
    for mapping in file["mappings"]:
        mapping["response"].pop("fixedDelayMilliseconds", None)
        mapping.pop("serveEventListeners", None)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(file), encoding="utf-8")
