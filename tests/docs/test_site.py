from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from .running import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
PROJECT = tomllib.loads((ROOT / "zensical.toml").read_text())["project"]


def named(nav: Any) -> Iterator[str]:  # noqa: ANN401  # lists in tables in lists
    for entry in nav:
        for target in entry.values():
            yield from [target] if isinstance(target, str) else named(target)


def test_every_page_has_its_place_in_the_site() -> None:
    there = {page.name for page in DOCS.glob("*.md")}
    assert set(named(PROJECT["nav"])) == there | {"contracts/index.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files(page: Path) -> None:
    """Those beyond docs/ too, which the site's builder does not look at."""
    assert [to for to in LINK.findall(page.read_text()) if not (page.parent / to).exists()] == []


@pytest.mark.parametrize("reader", ["ci.md", "developer.md", "qa.md", "architect.md"])
def test_each_reader_has_a_page_that_the_entry_leads_to(reader: str) -> None:
    assert f"]({reader})" in (DOCS / "index.md").read_text()


def test_nothing_of_the_site_is_loaded_from_elsewhere() -> None:
    assert PROJECT["theme"]["font"] is False
    assert "plugins" not in PROJECT
