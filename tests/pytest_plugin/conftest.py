from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

import pytest

from workexec_contracts.stubs.process.home import home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from workexec_contracts.stubs.process import WireMock

PLUGIN = "workexec_contracts.pytest_plugin"


class Project(Protocol):
    """Runs pytest in a project of one test module, over the stubs of this session unless `--own`."""

    def __call__(self, module: str, *options: str) -> pytest.RunResult: ...


class Kept:
    """The modules that inner runs have imported.

    pytester drops them, and whoever imports them again has other classes of the same names: an error of the
    one is none of the other's.
    """

    def __init__(self) -> None:
        self._modules: dict[str, ModuleType] = {}

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        for name, module in sys.modules.items():
            if not str(getattr(module, "__file__", "")).startswith(str(session.path)):
                self._modules.setdefault(name, module)

    def restore(self) -> None:
        for name, module in self._modules.items():
            sys.modules.setdefault(name, module)


@pytest.fixture(autouse=True)
def kept() -> Iterator[Kept]:
    """Autouse, so that it ends after pytester, which drops modules at its end once more."""
    modules = Kept()
    yield modules
    modules.restore()


@pytest.fixture(scope="session")
def wxc_home(wiremock_installed: None) -> str:
    """Before pytester gives each project a home of its own."""
    return str(home())


@pytest.fixture
def project(
    kept: Kept,
    wxc_home: str,
    wiremock: WireMock,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
) -> Project:
    monkeypatch.setenv("WXC_HOME", wxc_home)

    def run(module: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(module)
        shared = () if "--own" in options else ("--wxc-stubs-url", wiremock.url)
        more = [option for option in options if option != "--own"]
        ended = pytester.runpytest_inprocess(
            "-p", PLUGIN, "-p", "no:cacheprovider", *shared, *more, plugins=[kept]
        )
        kept.restore()
        return ended

    return run
