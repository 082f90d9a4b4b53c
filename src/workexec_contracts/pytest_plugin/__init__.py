"""The pytest plugin: running stubs, switches, what reached them, reference providers, virtual time.

pytest imports this module in every project of an environment that has the package, so nothing but pytest and
the standard library is imported before a fixture or a marker is used. Fixtures use each other by their long
names: a project's own `stubs` or `switch` takes nothing away from them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from . import clauses, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .provided import Providers
    from .recorded import Journal
    from .stubbed import Stubs
    from .switched import Switcher
    from .virtual import VirtualTime

SHORT = "wxc_short_names"
MOCKS = "wxc_mocks"
URL = "wxc_stubs_url"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("workexec", "contracts of WorkExec")
    group.addoption("--wxc-stubs-url", metavar="URL", help="Use the stubs that run there; start none.")
    parser.addini(SHORT, "Offer the fixtures without wxc_ before their names.", type="bool", default=True)
    parser.addini(MOCKS, "The folder of stubs; by default mocks/ if there is one, else the package's own.")
    parser.addini(URL, "Stubs that run already, as --wxc-stubs-url.")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{clauses.MARKER}(*names): {clauses.HELP}")
    config.pluginmanager.register(clauses.Clauses(), "workexec_contracts.clauses")
    if config.getini(SHORT):
        config.pluginmanager.register(short, "workexec_contracts.short")


@pytest.fixture(scope="session")
def wxc_stubs(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stubs]:
    """WireMock with every neighbour, for the whole session; one for each worker of pytest-xdist."""
    from .stubbed import attached, started  # noqa: PLC0415  # nothing heavy before it is used

    url = pytestconfig.getoption("--wxc-stubs-url") or pytestconfig.getini(URL)
    if url:
        with attached(url) as stubs:
            yield stubs
        return
    named = pytestconfig.getini(MOCKS)
    folder = pytestconfig.rootpath / (named or "mocks")
    empty = tmp_path_factory.mktemp("mocks")
    with started(folder if named or folder.is_dir() else None, Path(empty)) as stubs:
        yield stubs


@pytest.fixture
def wxc_switch(wxc_stubs: Stubs) -> Iterator[Switcher]:
    """`wxc_switch("pricing", "down")`: until the end of the test, then as it was before."""
    from .switched import Switcher  # noqa: PLC0415  # nothing heavy before it is used

    with Switcher(wxc_stubs) as switcher:
        yield switcher


@pytest.fixture
def wxc_journal(wxc_stubs: Stubs) -> Journal:
    """What reaches the stubs from now on."""
    from .recorded import Journal  # noqa: PLC0415  # nothing heavy before it is used

    return Journal(wxc_stubs)


@pytest.fixture(scope="session")
def _wxc_providers() -> Iterator[Providers]:
    from .provided import Providers  # noqa: PLC0415  # nothing heavy before it is used

    with Providers() as providers:
        yield providers


@pytest.fixture
def wxc_providers(_wxc_providers: Providers) -> Providers:
    """Working reference providers, in process or at a URL; each test finds them as new."""
    _wxc_providers.reset()
    return _wxc_providers


@pytest.fixture
def wxc_virtual_time(wxc_providers: Providers) -> VirtualTime:
    """A clock that only waits move: plans of the consumer and coroutines run without waiting."""
    from .virtual import VirtualTime  # noqa: PLC0415  # nothing heavy before it is used

    return VirtualTime(wxc_providers)
