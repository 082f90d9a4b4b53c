"""A folder of stubs that a person names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .problem import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path


def wiremock_root(folder: Path) -> Path:
    """The folder itself. Raises UsageProblem when it is no WireMock root."""
    if (folder / "mappings").is_dir():
        return folder
    expected = "a WireMock root: a folder with mappings/"
    raise UsageProblem(f"{folder} is no WireMock root", "--mocks", expected, "wxc regenerate writes mocks/")
