"""The fixtures by their short names, unless `wxc_short_names = false`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .provided import Providers
    from .recorded import Journal
    from .stubbed import Stubs
    from .switched import Switcher
    from .virtual import VirtualTime


@pytest.fixture(scope="session")
def stubs(wxc_stubs: Stubs) -> Stubs:
    """`wxc_stubs`: every neighbour as a stub, for the whole session."""
    return wxc_stubs


@pytest.fixture
def switch(wxc_switch: Switcher) -> Switcher:
    """`wxc_switch`: a neighbour down, slow, flaky, until the end of the test."""
    return wxc_switch


@pytest.fixture
def journal(wxc_journal: Journal) -> Journal:
    """`wxc_journal`: what reached the stubs during the test, held against the policies."""
    return wxc_journal


@pytest.fixture
def providers(wxc_providers: Providers) -> Providers:
    """`wxc_providers`: working reference providers, as new."""
    return wxc_providers


@pytest.fixture
def virtual_time(wxc_virtual_time: VirtualTime) -> VirtualTime:
    """`wxc_virtual_time`: plans and coroutines without waiting."""
    return wxc_virtual_time
