from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

import workexec_contracts.load
import workexec_contracts.pytest_plugin.provided
import workexec_contracts.pytest_plugin.recorded
import workexec_contracts.pytest_plugin.stubbed
import workexec_contracts.pytest_plugin.switched
import workexec_contracts.pytest_plugin.virtual  # noqa: F401  # pytester drops what an inner run imports: classes would be there twice
from workexec_contracts.stubs.process.home import home

if TYPE_CHECKING:
    from workexec_contracts.stubs.process import WireMock

PLUGIN = "workexec_contracts.pytest_plugin"


class Project(Protocol):
    """Runs pytest in a project of one test module, over the stubs of this session."""

    def __call__(self, module: str, *options: str) -> pytest.RunResult: ...


@pytest.fixture(scope="session")
def wxc_home(wiremock_installed: None) -> str:
    """Before pytester gives each project a home of its own."""
    return str(home())


@pytest.fixture
def project(
    wxc_home: str, wiremock: WireMock, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> Project:
    monkeypatch.setenv("WXC_HOME", wxc_home)

    def run(module: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(module)
        shared = () if "--own" in options else ("--wxc-stubs-url", wiremock.url)
        more = [option for option in options if option != "--own"]
        return pytester.runpytest_inprocess("-p", PLUGIN, "-p", "no:cacheprovider", *shared, *more)

    return run
