from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.audit.virtual import Rig

if TYPE_CHECKING:
    from tests.audit.virtual import Entry


@pytest.fixture(scope="session")
def journal() -> list[Entry]:
    """What the reference WorkExec's neighbours recorded during an audit, in WireMock's form."""
    rig = Rig()
    rig.audit()
    return rig.neighbourhood.entries
