"""One real WireMock with all stubs for each process that runs tests; a quick one beside it on demand."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.alone import MEASURING, turn
from workexec_contracts.stubs.mappings import render
from workexec_contracts.stubs.process import WireMock, provision

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

MOCKS = Path(__file__).parents[1] / "mocks"
LONGEST = (
    "stubs/mappings/test_property.py",
    "fuzzing/test_found_writes.py",
    "foreign/test_foreign_provider.py",
    "audit/test_foreign.py",
    "fuzzing/test_found_reads.py",
    "verification/test_pacts.py",
    "cli/test_load.py",
    "audit/test_reference.py",
    "verification/mutation/test_bench.py",
    "foreign/test_fuzzed.py",
    "fuzzing/test_seeds.py",
    "report/test_command.py",
    "consumer/test_kill.py",
    "verification/test_run.py",
    "verification/test_messages.py",
    "docs/test_blocks.py",
)
"""What takes 20 s and more is begun first, so that no worker ends alone with one of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ranks = {MOCKS.parent / "tests" / name: rank for rank, name in enumerate(LONGEST)}
    ranks |= dict.fromkeys(MEASURING, -1)  # before the others are in the middle of something
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)
    with turn(item.path):
        return (yield)


@pytest.fixture(scope="session")
def wiremock_installed() -> None:
    """The jar and the class cache, which only the first run of all has to fetch and make."""
    provision(MOCKS)


@pytest.fixture(scope="session")
def wiremock(wiremock_installed: None) -> Iterator[WireMock]:
    """The committed stubs as users get them. Whoever changes them sets them back."""
    with WireMock(MOCKS) as running:
        yield running


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
